import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../base/random.ts'
import { findJsonError } from './find-json-error.ts'

describe('findJsonError()', () => {
  it.each([
    ['{"a": [}', 7],
    ['{"a": 1,}', 8],
    ['[1, 2', 5],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['  tru', 2],
    ['', 0],
    ['[1] x', 4],
    ['"a\nb"', 0],
    ['{]', 1],
    ['[01]', 2],
    ['  {"a": [1, -2.5e3, "\\u00e9", null, {}, []]}  ', -1],
  ])('finds in %j the place %d', (text, wanted) => {
    expect(findJsonError(text)).toBe(wanted)
  })

  it('agrees with JSON.parse on what is JSON when bytes are mutated', () => {
    const random = seededRandom(5)
    const original = '{"a": [1, -2.5e3, "x\\n", null, {"b": true}], "c": {}}'
    let broken = 0
    for (let i = 0; i < 20_000; i++) {
      const characters = [...original]
      for (let k = 0; k <= Math.floor(random() * 2); k++) {
        const source = Math.floor(random() * original.length)
        characters[Math.floor(random() * characters.length)] = random() < 0.2 ? '' : original[source]!
      }
      const text = characters.join('')
      let isJson = true
      try {
        JSON.parse(text)
      } catch {
        isJson = false
        broken++
      }
      expect(findJsonError(text) === -1, text).toBe(isJson)
    }
    expect(broken).toBeGreaterThan(1000)
  })
})
