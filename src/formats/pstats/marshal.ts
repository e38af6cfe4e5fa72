import { ByteReader } from '../../base/byte-reader.ts'
import { FormatError, LimitError } from '../../base/errors.ts'
import { decodeLatin1, decodeText } from '../decoding/text/python-text.ts'
import { CODE_LAYOUTS, type CodeLayout, isFieldValue, keepField } from './marshal-code.ts'
import { readLong, readTextFloat } from './marshal-numbers.ts'
import {
  describeValue,
  type MarshalCode,
  type MarshalDict,
  type MarshalOther,
  type MarshalSequence,
  type MarshalValue,
} from './marshal-values.ts'

const FORMAT = 'pstats'
/** Bit of the type byte: the object gets the next reference number. */
const FLAG_REF = 0x80
/** Containers a file of n bytes may hold are 1 in 8 bytes and these: real files hold 1 in 16, and a file of nothing but
 *  empty tuples would need fifty times its size. */
const CONTAINERS_FOR_FREE = 65_536

/** A container whose items are still being read. */
interface Open {
  readonly value: MarshalSequence | MarshalDict | MarshalCode | MarshalOther
  /** Objects still to come; for a dict Infinity until its end mark, for a code object the fields. */
  remaining: number
  /** Reference number it has, -1 none. */
  readonly reference: number
  /** The key that waits for its value, in a dict. */
  key: MarshalValue | undefined
}

const OTHER: MarshalOther = { kind: 'other' }

export interface ParsedMarshal {
  readonly value: MarshalValue
  /** Where the object ended. */
  readonly end: number
}

/**
 * Reads one marshalled object (Python 2.3 to 3.15) as data. A stack of open containers takes the place of recursion, so
 * nesting has no limit; lengths are bounded by the bytes that are left. O(bytes).
 * @throws FormatError with the byte offset, LimitError where the objects would take far more memory than the bytes.
 * Source: CPython's Python/marshal.c of 2.7, 3.4, 3.8, 3.11, 3.14.
 */
export function parseMarshal(bytes: Uint8Array): ParsedMarshal {
  let furthest: FormatError | null = null
  for (const layout of CODE_LAYOUTS) {
    const parser = new MarshalParser(bytes, layout)
    try {
      return { value: parser.parse(), end: parser.reader.offset }
    } catch (error) {
      if (!(error instanceof FormatError) || !parser.hasCode) throw error
      if (furthest === null || (error.offset ?? 0) > (furthest.offset ?? 0)) furthest = error
    }
  }
  throw furthest
}

class MarshalParser {
  readonly reader: ByteReader
  /** Whether a code object was met: only then does the layout matter. */
  hasCode = false
  readonly #layout: CodeLayout
  readonly #references: MarshalValue[] = []
  /** Python 2's interned strings, which 'R' numbers. */
  readonly #interned: MarshalValue[] = []
  readonly #open: Open[] = []
  #containersLeft: number

  constructor(bytes: Uint8Array, layout: CodeLayout) {
    this.reader = new ByteReader(bytes, FORMAT)
    this.#layout = layout
    this.#containersLeft = CONTAINERS_FOR_FREE + Math.floor(bytes.length / 8)
  }

  parse(): MarshalValue {
    for (;;) {
      const start = this.reader.offset
      const type = this.reader.u8('a marshalled object')
      const value = this.#readObject(type, start)
      if (value === undefined) continue
      const root = this.#deliver(value, start)
      if (root !== undefined) return root
    }
  }

  /** Reads an object that has no parts, or opens one that has (undefined), or closes a dict. */
  #readObject(type: number, start: number): MarshalValue | undefined {
    const code = String.fromCharCode(type & ~FLAG_REF)
    switch (code) {
      case '0':
        return this.#endDict(start)
      case 'N':
        return null
      case 'T':
        return true
      case 'F':
        return false
      case 'S':
      case '.':
        return OTHER
      case 'r':
        return this.#lookUp(this.#references, 'reference', start)
      case 'R':
        return this.#lookUp(this.#interned, 'reference to interned text', start)
      case '(':
      case ')':
      case '[':
      case '<':
      case '>':
      case '{':
      case '}':
      case 'c':
      case ':':
        return this.#openContainer(code, type, start)
      default:
        return this.#keep(type, this.#readAtom(code, start))
    }
  }

  #readAtom(code: string, start: number): MarshalValue {
    const reader = this.reader
    switch (code) {
      case 'i':
        return reader.i32('an integer')
      case 'I':
        return Number(reader.i64('a 64-bit integer'))
      case 'l':
        return readLong(reader)
      case 'f':
        return readTextFloat(reader)
      case 'g':
        return reader.f64('a float')
      case 'x':
        readTextFloat(reader)
        readTextFloat(reader)
        return OTHER
      case 'y':
        reader.take(16, 'a complex number')
        return OTHER
      case 's':
        return reader.view(this.#length(1, 'bytes'), 'bytes')
      case 't': {
        const text = decodeText(reader.view(this.#length(1, 'text'), 'text'))
        this.#interned.push(text)
        return text
      }
      case 'u':
        return decodeText(reader.view(this.#length(1, 'text'), 'text'))
      case 'a':
      case 'A':
        return decodeLatin1(reader.view(this.#length(1, 'text'), 'text'))
      case 'z':
      case 'Z':
        return decodeLatin1(reader.view(reader.u8('the length of a text'), 'text'))
      default:
        throw new FormatError(FORMAT, `expected a marshalled object, found ${describeByte(code)}`, {
          offset: start,
        })
    }
  }

  #openContainer(code: string, type: number, start: number): MarshalValue | undefined {
    if (this.#containersLeft-- === 0) {
      throw new LimitError(FORMAT, 'more objects than a profile of this size can hold', { offset: start })
    }
    const open = this.#newContainer(code, start, type)
    if (open.remaining === 0) return open.value
    this.#open.push(open)
    if (code === 'c') this.#readCodeNumbers(open)
    return undefined
  }

  #newContainer(code: string, start: number, type: number): Open {
    let value: Open['value']
    let remaining: number
    if (code === '{' || code === '}') {
      value = { kind: 'dict', keys: [], values: [], offset: start }
      remaining = Number.POSITIVE_INFINITY
    } else if (code === 'c') {
      this.hasCode = true
      value = { kind: 'code', name: '', file: '', line: -1 }
      remaining = this.#layout.fields.length
    } else if (code === ':') {
      value = OTHER
      remaining = 3
    } else {
      const kind = code === '[' ? 'list' : code === '<' || code === '>' ? 'set' : 'tuple'
      value = { kind, items: [], offset: start }
      remaining =
        code === ')' ? this.reader.u8('the length of a tuple') : this.#length(1, `the items of a ${kind}`)
    }
    // A container gets its number before its items get theirs.
    const reference = (type & FLAG_REF) !== 0 ? this.#references.push(value) - 1 : -1
    return { value, remaining, reference, key: undefined }
  }

  /** Gives a finished object to the innermost open container, closing those that it completes. Returns the root when
   *  that is complete. */
  #deliver(value: MarshalValue, start: number): MarshalValue | undefined {
    let finished = value
    for (;;) {
      const open = this.#open.at(-1)
      if (open === undefined) return finished
      this.#put(open, finished, start)
      if (open.remaining > 0) return undefined
      this.#open.pop()
      finished = open.value
    }
  }

  #put(open: Open, value: MarshalValue, start: number): void {
    const container = open.value
    if (container.kind === 'dict') {
      if (open.key === undefined) open.key = value
      else {
        container.keys.push(open.key)
        container.values.push(value)
        open.key = undefined
      }
      return
    }
    if (container.kind === 'code') {
      const field = this.#layout.fields[this.#layout.fields.length - open.remaining]!
      if (!isFieldValue(field, value)) {
        const versions = this.#layout.versions
        throw new FormatError(
          FORMAT,
          `expected the ${field} of a code object of Python ${versions}, found ${describeValue(value)}`,
          { offset: start },
        )
      }
      keepField(container, field, value)
      open.remaining--
      this.#readCodeNumbers(open)
      return
    }
    if (container.kind !== 'other') container.items.push(value)
    open.remaining--
  }

  /** Reads the bare numbers that come next in a code object. */
  #readCodeNumbers(open: Open): void {
    const { fields } = this.#layout
    for (; open.remaining > 0; open.remaining--) {
      const field = fields[fields.length - open.remaining]!
      if (field !== 'int' && field !== 'line') return
      const number = this.reader.i32('a number of a code object')
      if (field === 'line') (open.value as MarshalCode).line = number
    }
  }

  #endDict(start: number): MarshalValue | undefined {
    const open = this.#open.at(-1)
    if (open === undefined || open.value.kind !== 'dict' || open.key !== undefined) {
      throw new FormatError(FORMAT, "expected a marshalled object, found the end mark of a dict ('0')", {
        offset: start,
      })
    }
    this.#open.pop()
    return open.value
  }

  #lookUp(table: readonly MarshalValue[], what: string, start: number): MarshalValue {
    const index = this.reader.i32(`a ${what}`)
    const value = table[index]
    if (value === undefined) {
      throw new FormatError(
        FORMAT,
        `expected a ${what} to one of the ${table.length} objects before it, found ${index}`,
        { offset: start },
      )
    }
    return value
  }

  /** Keeps an object that later ones may refer to. */
  #keep(type: number, value: MarshalValue): MarshalValue {
    if ((type & FLAG_REF) !== 0) this.#references.push(value)
    return value
  }

  /** A length, of things of at least `size` bytes each. */
  #length(size: number, what: string): number {
    const start = this.reader.offset
    const length = this.reader.i32(`the length of ${what}`)
    if (length < 0 || length * size > this.reader.remaining) {
      throw new FormatError(
        FORMAT,
        `expected ${what} of at most ${this.reader.remaining} bytes, found a length of ${length}`,
        { offset: start },
      )
    }
    return length
  }
}

function describeByte(code: string): string {
  const byte = code.charCodeAt(0)
  const printed = byte > 0x20 && byte < 0x7f ? `'${code}'` : `0x${byte.toString(16).padStart(2, '0')}`
  return `the type ${printed}`
}
