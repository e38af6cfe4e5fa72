import { FormatError } from '../../../base/errors.ts'

/** Reads bits from the end of a range of bytes to its beginning; the highest bit that is set in the last byte ends them. */
export class BackwardBits {
  readonly bytes: Uint8Array
  readonly start: number
  /** Bits that are left; below 0 when more were read than there are. */
  left: number

  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = bytes[end - 1] ?? 0
    if (end <= start || last === 0) throw new FormatError('zstd', 'a stream of bits has no end mark')
    this.bytes = bytes
    this.start = start
    this.left = 8 * (end - start) - 1 - Math.clz32(last) + 24
  }

  /** The next bits (up to 31) without going over them; those before the beginning are 0. */
  peek(count: number): number {
    const from = this.left - count
    if (from < 0) {
      return count + from <= 0 ? 0 : this.#at(0, count + from) * 2 ** -from
    }
    return this.#at(from, count)
  }

  /** The next bits, up to 31. */
  read(count: number): number {
    if (count === 0) return 0
    const from = this.left - count
    const shift = from & 7
    // Seldom is a value so wide, or at the very beginning.
    if (from < 0 || shift + count > 32) {
      const value = this.peek(count)
      this.left = from
      return value
    }
    this.left = from
    const at = this.start + (from >> 3)
    const { bytes } = this
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    return (word >>> shift) & ((1 << count) - 1)
  }

  #at(bit: number, count: number): number {
    const bytes = this.bytes
    const at = this.start + (bit >> 3)
    const shift = bit & 7
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    if (shift + count <= 32) return count === 32 ? word >>> 0 : (word >>> shift) & (2 ** count - 1)
    const high = bytes[at + 4]! & ((1 << (shift + count - 32)) - 1)
    return (word >>> shift) + high * 2 ** (32 - shift)
  }
}
