import { FormatError } from '../../base/errors.ts'

/** The id of the format, as errors name it. */
export const FORMAT = 'jfr'

/** The key of a constant: a number where it is exact as one. */
export type Key = number | bigint

const UTF8 = new TextDecoder()
const LATIN1 = new TextDecoder('latin1')

/** Kinds of strings, as the byte before each says. */
const StringKind = { none: 0, empty: 1, constant: 2, utf8: 3, characters: 4, latin1: 5 } as const

/** Reads the values of a chunk, which may be broken. Whole numbers are variable in length, or big-endian in old files. */
export class JfrReader {
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #isCompressed: boolean
  at: number
  end: number

  constructor(
    bytes: Uint8Array,
    { isCompressed, at, end }: { isCompressed: boolean; at: number; end: number },
  ) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#isCompressed = isCompressed
    this.at = at
    this.end = end
  }

  take(length: number, what: string): number {
    const { at } = this
    if (!(length >= 0 && length <= this.end - at)) {
      throw new FormatError(FORMAT, `expected ${what}, found the end of what holds it`, { offset: at })
    }
    this.at = at + length
    return at
  }

  byte(): number {
    return this.bytes[this.take(1, 'a byte')]!
  }

  /** A whole number of 8 bytes as a double: exact up to 2^53. */
  long(): number {
    return this.#isCompressed ? this.#variable() : Number(this.#view.getBigInt64(this.take(8, 'a number')))
  }

  int(): number {
    return this.#isCompressed ? this.#variable() : this.#view.getInt32(this.take(4, 'a number'))
  }

  short(): number {
    return this.#isCompressed ? this.#variable() : this.#view.getInt16(this.take(2, 'a number'))
  }

  /** A key, exact in all its 64 bits. */
  key(): Key {
    const start = this.at
    const value = this.long()
    if (Number.isSafeInteger(value)) return value
    if (!this.#isCompressed) return this.#view.getBigInt64(start)
    let exact = 0n
    for (let i = 0; i < 9 && start + i < this.at; i++) {
      const byte = this.bytes[start + i]!
      exact |= BigInt(i === 8 ? byte : byte & 0x7f) << BigInt(7 * i)
    }
    return exact
  }

  float(): number {
    return this.#view.getFloat32(this.take(4, 'a number'))
  }

  double(): number {
    return this.#view.getFloat64(this.take(8, 'a number'))
  }

  /** A count of things of a byte or more each. */
  count(): number {
    const count = this.int()
    if (!(count >= 0 && count <= this.end - this.at)) {
      throw new FormatError(FORMAT, `expected a count, found ${count}`, { offset: this.at })
    }
    return count
  }

  /** Text, null for none, or the key of a constant that is text. */
  string(): string | null | { readonly key: Key } {
    const kind = this.byte()
    if (kind === StringKind.none) return null
    if (kind === StringKind.empty) return ''
    if (kind === StringKind.constant) return { key: this.key() }
    const length = this.count()
    if (kind === StringKind.characters) {
      const characters: string[] = []
      for (let i = 0; i < length; i++) characters.push(String.fromCharCode(this.short() & 0xffff))
      return characters.join('')
    }
    if (kind !== StringKind.utf8 && kind !== StringKind.latin1) {
      throw new FormatError(FORMAT, `expected a string, found the kind ${kind}`, { offset: this.at })
    }
    const at = this.take(length, 'text')
    return (kind === StringKind.utf8 ? UTF8 : LATIN1).decode(this.bytes.subarray(at, at + length))
  }

  /** Seven bits a byte, lowest first, and all eight of the ninth. */
  #variable(): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < 8; i++) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
    const last = this.byte()
    return value + (last >= 0x80 ? last - 0x100 : last) * scale
  }
}
