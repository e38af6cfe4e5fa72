import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { fromBase85, toBase85 } from './base85.ts'
import { seededRandom } from './random.ts'

describe('base85', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 999])('of %i bytes gives these again', length => {
    const random = seededRandom(length)
    const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256))
    expect(fromBase85(toBase85(bytes))).toEqual(bytes)
    expect(fromBase85(toBase85(new Uint8Array(length).fill(255)))).toEqual(new Uint8Array(length).fill(255))
  })

  it("is what Python's base64 writes", () => {
    const bytes = Uint8Array.from({ length: 259 }, (_, i) => (i * 7) & 255)
    const program = 'import base64; print(base64.b85encode(bytes(i * 7 & 255 for i in range(259))).decode())'
    expect(toBase85(bytes)).toBe(execFileSync('python3', ['-c', program], { encoding: 'utf8' }).trim())
  })
})
