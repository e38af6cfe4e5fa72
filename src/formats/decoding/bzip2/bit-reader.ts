import { FormatError } from '../../../base/errors.ts'

/** Reads bits, the highest of each byte first. */
export class BitReader {
  readonly bytes: Uint8Array
  /** Next byte to take. */
  offset: number
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes
    this.offset = offset
  }

  /** The next `count` bits (at most 24) as a number. @throws FormatError at the end of the input. */
  bits(count: number): number {
    while (this.#count < count) {
      if (this.offset >= this.bytes.length) this.fail('the data is cut off')
      // At most 23 bits are held here, so that nothing is shifted out.
      this.#held = (this.#held << 8) | this.bytes[this.offset++]!
      this.#count += 8
    }
    this.#count -= count
    return (this.#held >>> this.#count) & ((1 << count) - 1)
  }

  bit(): number {
    return this.bits(1)
  }

  /** The next 32 bits. */
  word(): number {
    return this.bits(16) * 0x10000 + this.bits(16)
  }

  /** Goes to the start of the next byte. */
  align(): void {
    this.#count = 0
  }

  fail(message: string): never {
    throw new FormatError('bzip2', message, { offset: this.offset })
  }
}
