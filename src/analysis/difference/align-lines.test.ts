import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignLines } from './align-lines.ts'

describe('alignLines()', () => {
  it('follows lines that moved, and those that were changed in their place', () => {
    const base = ['def f():', '  a()', '  b()', '', 'def g():', '  c()']
    const own = ['import x', 'def f():', '  a()', '  b(1)', '', '# new', 'def g():', '  c()']
    expect([...alignLines(own, base)]).toEqual([-1, 2, 3, 4, 5, 7, 8])
  })

  it('leaves lines that are gone without a place', () => {
    expect([...alignLines(['a', 'c'], ['a', 'b', 'c'])]).toEqual([-1, 1, -1, 2])
  })

  it('gives every line to at most one, in order, and all of an equal text to itself', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', '', '}'), { maxLength: 40 })
    fc.assert(
      fc.property(lines, lines, (own, base) => {
        const match = alignLines(own, base)
        const found = [...match].slice(1).filter(line => line !== -1)
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
        expect(found.every(line => line >= 1 && line <= own.length)).toBe(true)
        const same = alignLines(own, own)
        expect([...same].slice(1)).toEqual(own.map((_, i) => i + 1))
      }),
    )
  })
})
