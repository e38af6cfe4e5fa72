import { FormatError } from '../../base/errors.ts'

const FORMAT = 'memray'
/** Text and line tables longer than this are no honest ones. */
const MAX_TEXT = 1 << 26

/** Thrown where the input ends in the middle of a record: what came before it still counts. */
export class CutOff extends Error {}

/**
 * Bytes that come in pieces as one sequence. Hot loops call {@link ensure} once a record and then read `bytes` at `at`
 * themselves; the methods check every byte. Memory: the largest piece and what was asked to be there at once.
 */
export class ByteSource {
  bytes: Uint8Array = new Uint8Array(0)
  at = 0
  /** Bytes of the pieces before this one. */
  #before = 0
  readonly #pieces: Iterator<Uint8Array>
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]()
  }

  /** Where the next byte stands in the whole. */
  get offset(): number {
    return this.#before + this.at
  }

  /** Makes at least `count` bytes readable where there are as many; how many are, at least. */
  ensure(count: number): number {
    while (this.bytes.length - this.at < count) {
      const next = this.#pieces.next()
      if (next.done === true) break
      const rest = this.bytes.subarray(this.at)
      this.#before += this.at
      if (rest.length === 0) {
        this.bytes = next.value
      } else {
        const joined = new Uint8Array(rest.length + next.value.length)
        joined.set(rest)
        joined.set(next.value, rest.length)
        this.bytes = joined
      }
      this.at = 0
    }
    return this.bytes.length - this.at
  }

  get isAtEnd(): boolean {
    return this.ensure(1) === 0
  }

  u8(): number {
    if (this.at >= this.bytes.length && this.ensure(1) === 0) throw new CutOff()
    return this.bytes[this.at++]!
  }

  /** A view of the next bytes, valid until the next call. */
  take(length: number): Uint8Array {
    if (length > MAX_TEXT) {
      throw new FormatError(FORMAT, `expected at most ${MAX_TEXT} bytes, found ${length}`, {
        offset: this.offset,
      })
    }
    if (this.ensure(length) < length) throw new CutOff()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  i32(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.take(4)
    return a | (b << 8) | (c << 16) | (d << 24)
  }

  /** Eight bytes as a double: exact up to 2 ** 53. */
  u64(): number {
    const low = this.i32() >>> 0
    return low + 2 ** 32 * (this.i32() >>> 0)
  }

  /** Seven bits a byte, the low ones first, as a double: exact up to 2 ** 53. */
  varint(): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < 10; i++) {
      const byte = this.u8()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
    throw new FormatError(FORMAT, 'expected an integer of at most 64 bits', { offset: this.offset - 10 })
  }

  /** Zigzag: the lowest bit is the sign. */
  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** Text in UTF-8 up to a zero byte. */
  text(): string {
    let length = 0
    for (;;) {
      const end = this.bytes.indexOf(0, this.at + length)
      if (end !== -1) {
        const text = this.#decoder.decode(this.bytes.subarray(this.at, end))
        this.at = end + 1
        return text
      }
      length = this.bytes.length - this.at
      if (length > MAX_TEXT) {
        throw new FormatError(FORMAT, 'expected text that ends', { offset: this.offset })
      }
      // At least doubled, so that a long text is not copied once a piece.
      if (this.ensure(2 * length + 1) === length) throw new CutOff()
    }
  }
}
