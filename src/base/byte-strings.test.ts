import { describe, expect, it } from 'vitest'
import { ByteStrings } from './byte-strings.ts'
import { seededRandom } from './random.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('ByteStrings', () => {
  it('intern() numbers texts in the order they first come when some are equal', () => {
    const strings = new ByteStrings()
    const text = bytesOf('main;read main;write main;read')
    expect(strings.intern(text, 0, 9)).toBe(0)
    expect(strings.intern(text, 10, 20)).toBe(1)
    expect(strings.intern(text, 21, 30)).toBe(0)
    expect(strings.intern(text, 0, 0)).toBe(2)
    expect(strings.size).toBe(3)
    expect(new TextDecoder().decode(strings.bytes(1))).toBe('main;write')
  })

  it('intern() agrees with a Map of strings when there are many texts of all lengths', () => {
    const strings = new ByteStrings()
    const reference = new Map<string, number>()
    const random = seededRandom(3)
    for (let i = 0; i < 30_000; i++) {
      const text = 'abcd'.repeat(4).slice(0, Math.floor(random() * 12)) + Math.floor(random() * 9000)
      const padded = bytesOf(`${'x'.repeat(i % 5)}${text}`)
      if (!reference.has(text)) reference.set(text, reference.size)
      expect(strings.intern(padded, i % 5, padded.length)).toBe(reference.get(text))
    }
    expect(strings.size).toBe(reference.size)
    for (const [text, index] of reference) expect(new TextDecoder().decode(strings.bytes(index))).toBe(text)
  })

  it('find() knows what was interned and stores nothing', () => {
    const strings = new ByteStrings()
    const text = bytesOf('main;read main;write')
    strings.intern(text, 0, 9)
    expect(strings.find(text, 0, 9)).toBe(0)
    expect(strings.find(text, 10, 20)).toBe(-1)
    expect([strings.size, strings.byteLength]).toEqual([1, 9])
  })

  it('intern() keeps a text longer than a block of its memory', () => {
    const strings = new ByteStrings()
    const long = new Uint8Array(3_000_000).fill(97)
    expect(strings.intern(long, 0, long.length)).toBe(0)
    expect(strings.intern(long, 0, long.length - 1)).toBe(1)
    expect(strings.intern(long.slice(), 0, long.length)).toBe(0)
  })
})
