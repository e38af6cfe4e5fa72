import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PairMap } from './pair-map.ts'

describe('PairMap', () => {
  it('agrees with a Map keyed by text, whatever is set and however large it was expected to be', () => {
    const pairs = fc.array(fc.tuple(fc.integer(), fc.integer({ min: -1, max: 40 }), fc.nat(0x7ffffffe)))
    fc.assert(
      fc.property(pairs, fc.nat(2000), (entries, expected) => {
        const map = new PairMap(expected)
        const reference = new Map<string, number>()
        for (const [a, b, value] of entries) {
          expect(map.get(a, b)).toBe(reference.get(`${a},${b}`) ?? -1)
          map.set(a, b, value)
          reference.set(`${a},${b}`, value)
        }
        expect(map.size).toBe(reference.size)
        for (const [a, b] of entries) expect(map.get(a, b)).toBe(reference.get(`${a},${b}`))
      }),
    )
  })

  it('keeps every entry when it grows', () => {
    const map = new PairMap(1)
    for (let i = 0; i < 20_000; i++) map.set(i % 97, i, i)
    for (let i = 0; i < 20_000; i++) expect(map.get(i % 97, i)).toBe(i)
  })
})
