import { FormatError } from '../../base/errors.ts'

const FORMAT = 'mojo'
/** Bytes of the longest integer: 6 bits and nine times 7. */
const MAX_INTEGER = 10

/** Thrown where the input ends in the middle of an event: what came before it still counts. */
export class CutOff extends Error {}

/** Reads the integers and texts of MOJO. */
export class ByteCursor {
  readonly bytes: Uint8Array
  offset: number
  /** The low and the high half of the integer read last, without its sign: keys have up to 64 bits. */
  low = 0
  high = 0
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes
    this.offset = offset
  }

  get isAtEnd(): boolean {
    return this.offset >= this.bytes.length
  }

  byte(): number {
    if (this.offset >= this.bytes.length) throw new CutOff()
    return this.bytes[this.offset++]!
  }

  /** An integer: 6 bits, the sign and whether more follow in its first byte, 7 bits and that in the others. Doubles hold
   *  it up to 2 ** 53; `low` and `high` hold all of it. */
  integer(): number {
    const start = this.offset
    let byte = this.byte()
    const isNegative = (byte & 0x40) !== 0
    let low = byte & 0x3f
    let high = 0
    for (let shift = 6; (byte & 0x80) !== 0; shift += 7) {
      if (this.offset - start >= MAX_INTEGER) {
        throw new FormatError(FORMAT, 'expected an integer of at most 64 bits', { offset: start })
      }
      byte = this.byte()
      const bits = byte & 0x7f
      if (shift < 32) {
        low |= bits << shift
        // The 7 bits may straddle the two halves.
        if (shift > 25) high |= bits >>> (32 - shift)
      } else {
        high |= bits << (shift - 32)
      }
    }
    this.low = low
    this.high = high
    const value = (high >>> 0) * 2 ** 32 + (low >>> 0)
    return isNegative ? -value : value
  }

  /** Moves behind a text and returns where it ends. */
  skipText(): number {
    const end = this.bytes.indexOf(0, this.offset)
    if (end === -1) throw new CutOff()
    this.offset = end + 1
    return end
  }

  /** Text in UTF-8 up to a zero byte. */
  text(): string {
    const start = this.offset
    return this.#decoder.decode(this.bytes.subarray(start, this.skipText()))
  }
}
