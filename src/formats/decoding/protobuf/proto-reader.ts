import { FormatError } from '../../../base/errors.ts'

/** The ways a protobuf field is written. */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/**
 * Reads protobuf's wire format out of bytes that may be broken. Move with `next()`; the field's value is then read by one
 * of the value methods, or skipped. Source: protobuf.dev, "Encoding".
 */
export class ProtoReader {
  readonly bytes: Uint8Array
  readonly format: string
  offset: number
  end: number
  /** Number and wire type of the field that `next()` found. */
  field = 0
  type = 0
  /** The two halves of the varint read last; unsigned. */
  low = 0
  high = 0

  constructor(bytes: Uint8Array, format: string, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.format = format
    this.offset = start
    this.end = end
  }

  /** Goes to the next field; false at the end of the message. @throws FormatError */
  next(): boolean {
    if (this.offset >= this.end) return false
    this.readVarint()
    const { low } = this
    this.field = low >>> 3
    this.type = low & 7
    if (this.high !== 0 || low < 8) this.fail('expected a field number')
    return true
  }

  /** Moves over the value of a field. @throws FormatError */
  skip(): void {
    if (this.type === WireType.varint) this.readVarint()
    else if (this.type === WireType.bytes) this.offset = this.message()
    else if (this.type === WireType.fixed64) this.#advance(8)
    else if (this.type === WireType.fixed32) this.#advance(4)
    else this.fail(`expected a wire type of 0, 1, 2 or 5, found ${this.type}`)
  }

  /** The end of the message or text that starts at `offset` after this call; the caller goes there. */
  message(): number {
    if (this.type !== WireType.bytes) this.fail(`field ${this.field}: expected bytes`)
    this.readVarint()
    const end = this.offset + this.low
    if (this.high !== 0 || end > this.end) this.fail(`field ${this.field}: its length reaches past the end`)
    return end
  }

  /** Runs `read` on the inside of a message field and goes to its end. */
  inside(read: () => void): void {
    const end = this.message()
    const outer = this.end
    this.end = end
    read()
    this.offset = end
    this.end = outer
  }

  /** A signed 64-bit integer as a double: exact up to 2^53. */
  int64(): number {
    this.#expectVarint()
    return signed(this.low, this.high)
  }

  /** An unsigned 64-bit integer, exact. */
  uint64(): bigint {
    this.#expectVarint()
    return (BigInt(this.high) << 32n) | BigInt(this.low)
  }

  /** An index into a table. @throws FormatError when it is negative or above 2^31 - 1. */
  index(): number {
    this.#expectVarint()
    if (this.high !== 0 || this.low > 0x7fffffff) this.fail(`field ${this.field}: expected an index`)
    return this.low
  }

  boolean(): boolean {
    this.#expectVarint()
    return (this.low | this.high) !== 0
  }

  /** Calls `each` for every number of a repeated field, packed or not; `low` and `high` hold it. */
  repeated(each: () => void): void {
    if (this.type === WireType.varint) {
      this.readVarint()
      each()
      return
    }
    const end = this.message()
    while (this.offset < end) {
      this.readVarint()
      each()
    }
    if (this.offset !== end) this.fail(`field ${this.field}: its numbers reach past its end`)
  }

  readVarint(): void {
    const at = this.offset
    const byte = at < this.end ? this.bytes[at]! : this.fail('expected a number, found the end')
    if (byte >= 0x80) {
      this.#readLongVarint(byte)
      return
    }
    this.low = byte
    this.high = 0
    this.offset = at + 1
  }

  fail(message: string): never {
    throw new FormatError(this.format, message, { offset: this.offset })
  }

  /** The varint at `offset`, which starts with the byte `first` and has at least two. */
  #readLongVarint(first: number): void {
    const { bytes, end } = this
    let at = this.offset + 1
    let byte = first
    let low = byte & 0x7f
    let high = 0
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (at >= end) this.fail('expected a number, found the end')
      if (shift > 63) this.fail('a number is longer than 10 bytes')
      byte = bytes[at++]!
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high |= bits >>> 4
      } else high |= bits << (shift - 32)
    }
    this.low = low >>> 0
    this.high = high >>> 0
    this.offset = at
  }

  #expectVarint(): void {
    if (this.type !== WireType.varint) this.fail(`field ${this.field}: expected a number`)
    this.readVarint()
  }

  #advance(size: number): void {
    if (this.end - this.offset < size) this.fail(`field ${this.field}: the value is cut off`)
    this.offset += size
  }
}

/** The signed 64-bit integer of two halves as a double: exact up to 2^53. */
export function signed(low: number, high: number): number {
  return (high | 0) * 0x100000000 + low
}
