import { describe, expect, it } from 'vitest'
import { NumberList } from './number-list.ts'

/** What is read of the inside of a list that arrives in pieces of some bytes: numbers, whether it ended, or where it broke. */
function read(text: string, size: number): { numbers: number[]; isDone: boolean; brokenAt: number } {
  const numbers: number[] = []
  const list = new NumberList((values, count) => numbers.push(...values.subarray(0, count)))
  const bytes = new TextEncoder().encode(text)
  let brokenAt = -1
  for (let at = 0; at < bytes.length && brokenAt === -1 && !list.isDone; at += size) {
    const end = list.scan(bytes, at, Math.min(bytes.length, at + size))
    if (end < 0) brokenAt = -1 - end
  }
  return { numbers, isDone: list.isDone, brokenAt }
}

describe('NumberList', () => {
  it.each([1, 2, 3, 1000])('reads what a parser of JSON reads, in pieces of %i bytes', size => {
    const inside =
      '0, 12 ,345\n,6,-7,8.25,1e3,-2.5E-2,9007199254740993,123456789012345678901234567890,\t99999 \r\n'
    expect(read(`${inside}]`, size)).toEqual({
      numbers: JSON.parse(`[${inside}]`),
      isDone: true,
      brokenAt: -1,
    })
  })

  it('reads more numbers than one batch holds, and lists of none', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => i * 7)
    expect(read(`${many.join()}]`, 1 << 16).numbers).toEqual(many)
    expect(read(' ]', 5)).toEqual({ numbers: [], isDone: true, brokenAt: -1 })
  })

  it.each([
    ['1,,2]', 2],
    [',1]', 0],
    ['1,]', 2],
    ['1 2]', 2],
    ['1,"a"]', 2],
    ['1,[2]]', 2],
    ['1-2]', 3],
    ['1,nul]', 2],
  ])('stops at what is no number in [%s', (text, at) => {
    for (const size of [1, 100]) expect(read(text, size).brokenAt).toBe(at)
  })
})
