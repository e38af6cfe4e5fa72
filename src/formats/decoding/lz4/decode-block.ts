import { FormatError } from '../../../base/errors.ts'

const LEAST_MATCH = 4

/**
 * Unpacks one LZ4 block, `bytes[start, end)`, into `out` from `at` on; what stands in `out` before `at` is the history
 * that matches may reach back into. Returns where the output ends. `offset` of errors is that in `bytes`.
 * Source: Y. Collet, LZ4 block format description.
 * @throws FormatError when the block is broken or larger than `out`.
 */
export function decodeBlock(
  bytes: Uint8Array,
  { start, end }: { start: number; end: number },
  { out, at }: { out: Uint8Array; at: number },
): number {
  let from = start
  let to = at
  const fail = (expected: string): never => {
    throw new FormatError('lz4', `expected ${expected}`, { offset: from })
  }
  const length = (nibble: number): number => {
    let total = nibble
    if (nibble !== 15) return total
    for (;;) {
      if (from >= end) fail('a length')
      const more = bytes[from++]!
      total += more
      if (more !== 255) return total
    }
  }
  while (from < end) {
    const token = bytes[from++]!
    const literals = length(token >>> 4)
    if (literals > end - from) fail(`${literals} literal bytes`)
    if (literals > out.length - to) fail('a block of at most the size that the frame says')
    for (let i = 0; i < literals; i++) out[to + i] = bytes[from + i]!
    from += literals
    to += literals
    // The last sequence has no match.
    if (from === end) return to
    if (end - from < 2) fail('the distance of a match')
    const distance = bytes[from]! | (bytes[from + 1]! << 8)
    from += 2
    if (distance === 0 || distance > to) fail('a distance inside what was unpacked')
    const match = length(token & 15) + LEAST_MATCH
    if (match > out.length - to) fail('a block of at most the size that the frame says')
    if (distance >= match) {
      out.copyWithin(to, to - distance, to - distance + match)
    } else {
      for (let i = 0; i < match; i++) out[to + i] = out[to - distance + i]!
    }
    to += match
  }
  return to
}
