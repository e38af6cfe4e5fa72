import { FormatError } from './errors.ts'

/**
 * Reads little-endian values out of bytes that may be broken: every read is checked and a short one is a
 * FormatError that names the format and the offset.
 */
export class ByteReader {
  readonly bytes: Uint8Array
  readonly format: string
  offset: number
  readonly #view: DataView

  constructor(bytes: Uint8Array, format: string, offset = 0) {
    this.bytes = bytes
    this.format = format
    this.offset = offset
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.bytes.length - this.offset
  }

  /** Moves over `length` bytes and returns where they start; `what` is named in the error when they are not there. */
  take(length: number, what: string): number {
    const start = this.offset
    if (!(length >= 0) || length > this.bytes.length - start) {
      throw new FormatError(this.format, `expected ${what} (${length} bytes), found the end of the input`, {
        offset: start,
      })
    }
    this.offset = start + length
    return start
  }

  u8(what: string): number {
    return this.bytes[this.take(1, what)]!
  }

  u16(what: string): number {
    return this.#view.getUint16(this.take(2, what), true)
  }

  i32(what: string): number {
    return this.#view.getInt32(this.take(4, what), true)
  }

  u32(what: string): number {
    return this.#view.getUint32(this.take(4, what), true)
  }

  u64(what: string): bigint {
    return this.#view.getBigUint64(this.take(8, what), true)
  }

  i64(what: string): bigint {
    return this.#view.getBigInt64(this.take(8, what), true)
  }

  f64(what: string): number {
    return this.#view.getFloat64(this.take(8, what), true)
  }

  /** A view of the next `length` bytes, not a copy. */
  view(length: number, what: string): Uint8Array {
    const start = this.take(length, what)
    return this.bytes.subarray(start, start + length)
  }
}
