import { describe, expect, it } from 'vitest'
import { giveBack, lend } from './lent-bytes.ts'

describe('giveBack()', () => {
  it('tells whoever lent the bytes, and nobody where they were not lent', () => {
    const taken: string[] = []
    const bytes = lend(new Uint8Array(3), () => taken.push('first'))
    lend(new Uint8Array(3), () => taken.push('second'))
    giveBack(new Uint8Array(3))
    giveBack(bytes.subarray(1))
    expect(taken).toEqual([])
    giveBack(bytes)
    expect(taken).toEqual(['first'])
  })
})
