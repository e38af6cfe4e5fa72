import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { base64Pieces } from './base64.ts'
import { seededRandom } from './random.ts'

describe('base64Pieces()', () => {
  it.each([
    0, 1, 2, 3, 4, 5, 255, 49_151, 49_152, 49_153, 100_000,
  ])('agrees with Node for %i bytes', length => {
    const random = seededRandom(length)
    const bytes = Uint8Array.from({ length }, () => Math.floor(256 * random()))
    expect([...base64Pieces(bytes)].join('')).toBe(Buffer.from(bytes).toString('base64'))
  })
})
