import type { ByteReader } from '../../../base/byte-reader.ts'
import { FormatError } from '../../../base/errors.ts'
import { decodeText } from '../text/python-text.ts'
import {
  parseFloatText,
  parseInteger,
  parseQuoted,
  parseRawUnicode,
  parseTwosComplement,
} from './pickle-text.ts'
import type { PickleValue } from './values.ts'

const LF = 10

/** Values of a pickle that have no parts: numbers, text, bytes, True, False and None. Lengths are bounded by the bytes left. */
export class PickleAtoms {
  readonly #reader: ByteReader
  /** Where the operation being read begins, for errors. */
  #offset = 0

  constructor(reader: ByteReader) {
    this.#reader = reader
  }

  /** Reads the value that the operation `code`, one byte back, pushes; undefined when it pushes none. */
  read(code: number): PickleValue | undefined {
    const reader = this.#reader
    this.#offset = reader.offset - 1
    switch (code) {
      case 0x4e: // NONE
        return null
      case 0x88: // NEWTRUE
        return true
      case 0x89: // NEWFALSE
        return false
      case 0x4b: // BININT1
        return reader.u8('an integer')
      case 0x4d: // BININT2
        return reader.u16('an integer')
      case 0x4a: // BININT
        return reader.i32('an integer')
      case 0x47: // BINFLOAT
        return this.#bigEndianFloat()
      case 0x8a: // LONG1
        return parseTwosComplement(reader.view(reader.u8('the length of a long'), 'a long'))
      case 0x8b: // LONG4
        return parseTwosComplement(reader.view(this.#length(4, 'a long'), 'a long'))
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
        return decodeText(reader.view(reader.u8('the length of text'), 'text'))
      case 0x58: // BINUNICODE
      case 0x54: // BINSTRING
        return decodeText(reader.view(this.#length(4, 'text'), 'text'))
      case 0x8d: // BINUNICODE8
        return decodeText(reader.view(this.#length(8, 'text'), 'text'))
      case 0x43: // SHORT_BINBYTES
        return reader.view(reader.u8('the length of bytes'), 'bytes')
      case 0x42: // BINBYTES
        return reader.view(this.#length(4, 'bytes'), 'bytes')
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        return reader.view(this.#length(8, 'bytes'), 'bytes')
      case 0x49: // INT
      case 0x4c: // LONG
        return parseInteger(this.line(), this.#place())
      case 0x46: // FLOAT
        return parseFloatText(this.line(), this.#place())
      case 0x53: // STRING
        return parseQuoted(this.line(), this.#place())
      case 0x56: // UNICODE
        return parseRawUnicode(this.line())
      default:
        return undefined
    }
  }

  #bigEndianFloat(): number {
    const bytes = this.#reader.view(8, 'a float')
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0)
  }

  #length(size: 4 | 8, what: string): number {
    const reader = this.#reader
    const length =
      size === 4 ? reader.u32(`the length of ${what}`) : Number(reader.u64(`the length of ${what}`))
    if (length > reader.remaining) {
      throw this.#broken(`expected ${what} of at most ${reader.remaining} bytes, found a length of ${length}`)
    }
    return length
  }

  /** The rest of the line, without its end. */
  line(): Uint8Array {
    const { bytes, offset } = this.#reader
    const end = bytes.indexOf(LF, offset)
    if (end === -1) throw this.#broken('expected a line, found the end of the input')
    const line = this.#reader.view(end - offset, 'a line')
    this.#reader.take(1, 'the end of a line')
    return line
  }

  /** The memo number that a line holds. */
  lineNumber(): number {
    const number = parseInteger(this.line(), this.#place())
    if (typeof number === 'number' && number >= 0 && number < 2 ** 32) return number
    throw this.#broken(`expected a memo number, found ${number}`)
  }

  #place(): { format: string; offset: number } {
    return { format: this.#reader.format, offset: this.#offset }
  }

  #broken(message: string): FormatError {
    return new FormatError(this.#reader.format, message, { offset: this.#offset })
  }
}
