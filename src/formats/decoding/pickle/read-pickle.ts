import { ByteReader } from '../../../base/byte-reader.ts'
import { UnsupportedVersionError } from '../../../base/errors.ts'
import { decodeText } from '../text/python-text.ts'
import { PickleStack } from './pickle-stack.ts'
import {
  parseFloatText,
  parseInteger,
  parseQuoted,
  parseRawUnicode,
  parseTwosComplement,
} from './pickle-text.ts'
import { describeValue, isObject, type PickleOther, type PickleValue } from './values.ts'

const NEWEST_PROTOCOL = 5
const LF = 10
const OTHER: PickleOther = { kind: 'other' }

/** A pickle that was read. */
export interface ParsedPickle {
  readonly value: PickleValue
  /** Where the pickle ended. */
  readonly end: number
}

/**
 * Reads one pickle of protocols 0 to 5 as data: no class is looked up, nothing is run. It is a machine with a stack, so
 * nesting has no limit; lengths are bounded by the bytes that are left, containers by the size of the file. O(bytes).
 * `format` is named in errors. @throws FormatError with the byte offset, UnsupportedVersionError for later protocols,
 * LimitError where the objects would take far more memory than the bytes. Source: CPython's Lib/pickletools.py, 3.13.
 */
export function readPickle(bytes: Uint8Array, format: string): ParsedPickle {
  return new PickleMachine(bytes, format).run()
}

class PickleMachine {
  readonly #reader: ByteReader
  readonly #stack: PickleStack

  constructor(bytes: Uint8Array, format: string) {
    this.#reader = new ByteReader(bytes, format)
    this.#stack = new PickleStack(format, bytes.length)
  }

  run(): ParsedPickle {
    const reader = this.#reader
    const stack = this.#stack
    for (;;) {
      stack.offset = reader.offset
      const code = reader.u8('an operation of a pickle')
      if (code === 0x2e) return { value: stack.pop(), end: reader.offset }
      const atom = this.#readAtom(code)
      if (atom !== undefined) stack.push(atom)
      else if (!this.#runOnMemo(code) && !this.#collect(code) && !this.#make(code)) this.#runRest(code)
    }
  }

  /** Reads a value that has no parts; undefined when the operation is none that pushes one. */
  #readAtom(code: number): PickleValue | undefined {
    const reader = this.#reader
    switch (code) {
      case 0x4e: // N
        return null
      case 0x88:
        return true
      case 0x89:
        return false
      case 0x4b: // K
        return reader.u8('an integer')
      case 0x4d: // M
        return reader.u16('an integer')
      case 0x4a: // J
        return reader.i32('an integer')
      case 0x47: // G
        return this.#bigEndianFloat()
      case 0x8a:
        return parseTwosComplement(reader.view(reader.u8('the length of a long'), 'a long'))
      case 0x8b:
        return parseTwosComplement(reader.view(this.#length(4, 'a long'), 'a long'))
      case 0x8c:
      case 0x55: // U
        return decodeText(reader.view(reader.u8('the length of text'), 'text'))
      case 0x58: // X
      case 0x54: // T
        return decodeText(reader.view(this.#length(4, 'text'), 'text'))
      case 0x8d:
        return decodeText(reader.view(this.#length(8, 'text'), 'text'))
      case 0x43: // C
        return reader.view(reader.u8('the length of bytes'), 'bytes')
      case 0x42: // B
        return reader.view(this.#length(4, 'bytes'), 'bytes')
      case 0x8e:
      case 0x96:
        return reader.view(this.#length(8, 'bytes'), 'bytes')
      case 0x49: // I
      case 0x4c: // L
        return parseInteger(this.#line(), this.#place())
      case 0x46: // F
        return parseFloatText(this.#line(), this.#place())
      case 0x53: // S
        return parseQuoted(this.#line(), this.#place())
      case 0x56: // V
        return parseRawUnicode(this.#line())
      default:
        return undefined
    }
  }

  #runOnMemo(code: number): boolean {
    const reader = this.#reader
    switch (code) {
      case 0x94:
        this.#stack.memoize()
        return true
      case 0x71: // q
        this.#stack.remember(reader.u8('a memo number'))
        return true
      case 0x72: // r
        this.#stack.remember(reader.u32('a memo number'))
        return true
      case 0x70: // p
        this.#stack.remember(this.#lineNumber())
        return true
      case 0x68: // h
        this.#stack.recall(reader.u8('a memo number'))
        return true
      case 0x6a: // j
        this.#stack.recall(reader.u32('a memo number'))
        return true
      case 0x67: // g
        this.#stack.recall(this.#lineNumber())
        return true
      default:
        return false
    }
  }

  /** Makes tuples, lists, dicts and sets, and fills them. */
  #collect(code: number): boolean {
    switch (code) {
      case 0x29: // )
      case 0x5d: // ]
        this.#stack.pushContainer([])
        return true
      case 0x7d: // }
        this.#stack.pushContainer({ kind: 'dict', keys: [], values: [] })
        return true
      case 0x8f:
        this.#stack.pushContainer({ kind: 'set', items: [] })
        return true
      case 0x85:
      case 0x86:
      case 0x87:
        this.#stack.pushContainer(this.#stack.popSeveral(code - 0x84))
        return true
      case 0x74: // t
      case 0x6c: // l
        this.#stack.pushContainer(this.#stack.popToMark())
        return true
      case 0x91:
        this.#stack.pushContainer({ kind: 'set', items: this.#stack.popToMark() })
        return true
      case 0x64: {
        // d
        const items = this.#stack.popToMark()
        this.#stack.pushContainer({ kind: 'dict', keys: [], values: [] })
        this.#stack.setItems(items)
        return true
      }
      case 0x61: // a
        this.#stack.append([this.#stack.pop()])
        return true
      case 0x65: // e
      case 0x90:
        this.#stack.append(this.#stack.popToMark())
        return true
      case 0x73: // s
        this.#stack.setItems(this.#stack.popSeveral(2))
        return true
      case 0x75: // u
        this.#stack.setItems(this.#stack.popToMark())
        return true
      default:
        return false
    }
  }

  /** Names classes and notes what would have been made of them. */
  #make(code: number): boolean {
    switch (code) {
      case 0x63: // c
        this.#pushGlobal(decodeText(this.#line()), decodeText(this.#line()))
        return true
      case 0x93: {
        const [module, name] = this.#stack.popSeveral(2)
        if (typeof module !== 'string' || typeof name !== 'string') {
          throw this.#stack.broken(
            `expected the names of a module and a class, found ${describeValue(module)} and ${describeValue(name)}`,
          )
        }
        this.#pushGlobal(module, name)
        return true
      }
      case 0x52: // R
      case 0x81: {
        const [maker, args] = this.#stack.popSeveral(2)
        this.#pushObject(maker!, args!)
        return true
      }
      case 0x92: {
        const [maker, args] = this.#stack.popSeveral(3)
        this.#pushObject(maker!, args!)
        return true
      }
      case 0x69: {
        // i
        const module = decodeText(this.#line())
        const name = decodeText(this.#line())
        this.#pushObject({ kind: 'global', module, name }, this.#stack.popToMark())
        return true
      }
      case 0x6f: {
        // o
        const [maker, ...args] = this.#stack.popToMark()
        this.#pushObject(maker ?? null, args)
        return true
      }
      case 0x62: {
        // b
        const state = this.#stack.pop()
        const object = this.#stack.top()
        if (isObject(object)) object.state = state
        return true
      }
      default:
        return false
    }
  }

  #runRest(code: number): void {
    const reader = this.#reader
    switch (code) {
      case 0x80: {
        const protocol = reader.u8('the protocol')
        if (protocol > NEWEST_PROTOCOL) {
          throw new UnsupportedVersionError(
            this.#reader.format,
            `${protocol} of pickle`,
            `0 to ${NEWEST_PROTOCOL}`,
          )
        }
        return
      }
      case 0x95:
        reader.take(8, 'the length of a frame')
        return
      case 0x28: // (
        this.#stack.mark()
        return
      case 0x30: // 0: takes a mark off where nothing stands above it
        if (!this.#stack.dropMark()) this.#stack.pop()
        return
      case 0x31: // 1
        this.#stack.popToMark()
        return
      case 0x32: // 2
        this.#stack.push(this.#stack.top())
        return
      case 0x50: // P
        this.#line()
        this.#stack.push(OTHER)
        return
      case 0x51: // Q
        this.#stack.pop()
        this.#stack.push(OTHER)
        return
      case 0x82:
      case 0x83:
      case 0x84:
        reader.take(1 << (code - 0x82), 'the code of an extension')
        this.#stack.push(OTHER)
        return
      case 0x97:
        this.#stack.push(OTHER)
        return
      case 0x98:
        return
      default:
        throw this.#stack.broken(
          `expected an operation of a pickle, found the byte 0x${code.toString(16).padStart(2, '0')}`,
        )
    }
  }

  #pushGlobal(module: string, name: string): void {
    this.#stack.pushContainer({ kind: 'global', module, name })
  }

  #pushObject(maker: PickleValue, args: PickleValue): void {
    this.#stack.pushContainer({ kind: 'object', maker, args, state: null, items: [], keys: [], values: [] })
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
      throw this.#stack.broken(
        `expected ${what} of at most ${reader.remaining} bytes, found a length of ${length}`,
      )
    }
    return length
  }

  /** The rest of the line, without its end. */
  #line(): Uint8Array {
    const { bytes, offset } = this.#reader
    const end = bytes.indexOf(LF, offset)
    if (end === -1) throw this.#stack.broken('expected a line, found the end of the input')
    const line = this.#reader.view(end - offset, 'a line')
    this.#reader.take(1, 'the end of a line')
    return line
  }

  #lineNumber(): number {
    const number = parseInteger(this.#line(), this.#place())
    if (typeof number === 'number' && number >= 0 && number < 2 ** 32) return number
    throw this.#stack.broken(`expected a memo number, found ${number}`)
  }

  #place(): { format: string; offset: number } {
    return { format: this.#reader.format, offset: this.#stack.offset }
  }
}
