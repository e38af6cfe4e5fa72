import { FormatError } from '../../base/errors.ts'

const FORMAT = 'tachyon'

/** Reads the numbers of a profile: fixed ones in the byte order of the machine that wrote it, others seven bits a byte. */
export class ByteSource {
  offset: number
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #isLittle: boolean

  constructor(bytes: Uint8Array, { isLittle, offset = 0 }: { isLittle: boolean; offset?: number }) {
    this.bytes = bytes
    this.offset = offset
    this.#isLittle = isLittle
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.offset >= this.bytes.length
  }

  u8(): number {
    return this.bytes[this.#take(1)]!
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), this.#isLittle)
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), this.#isLittle)
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), this.#isLittle)
  }

  /** A whole number below 2^53. */
  varint(): number {
    const start = this.offset
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.u8()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) break
      scale *= 128
      if (scale > 2 ** 63) break
    }
    if (value <= Number.MAX_SAFE_INTEGER) return value
    throw new FormatError(FORMAT, 'expected a number below 2^53, found a longer one', { offset: start })
  }

  /** A whole number of either sign ("zigzag"). */
  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  view(length: number): Uint8Array {
    const start = this.#take(length)
    return this.bytes.subarray(start, start + length)
  }

  #take(length: number): number {
    const start = this.offset
    if (length > this.bytes.length - start) {
      throw new FormatError(FORMAT, `expected ${length} more bytes, found the end`, { offset: start })
    }
    this.offset = start + length
    return start
  }
}
