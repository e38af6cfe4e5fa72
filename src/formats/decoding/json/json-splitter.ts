import { FormatError, LimitError } from '../../../base/errors.ts'
import { findJsonError } from './find-json-error.ts'
import { NumberList } from './number-list.ts'

/** What becomes of the parts of a document. */
export interface JsonParts {
  /** Keys of the top level whose lists are handed on item by item; '' for a document that is a list itself. */
  readonly streamed: ReadonlySet<string>
  /** Keys of the top level that are passed over without being parsed. */
  readonly skipped?: ReadonlySet<string>
  /** Keys of the top level whose lists hold nothing but numbers, which are handed on without being parsed as text. */
  readonly numeric?: ReadonlySet<string>
  /** Gets the next items of a streamed list, in the order of the file. */
  items(key: string, items: readonly unknown[]): void
  /** Gets the next numbers of a numeric list: the first `count` of `values`, which are other numbers once it returns. */
  numbers?(key: string, values: Float64Array, count: number): void
  /** Gets any other field of the top level, parsed. */
  field(key: string, value: unknown): void
}

/** Items are parsed together in pieces of this many bytes: few enough to keep, many enough to be fast. */
const BATCH = 1 << 19
/** Bytes of JSON that fit one string of V8, the smallest limit there is. */
const MAX_VALUE = 536_870_000

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
/** Bytes that matter outside of text: 1 begins text, 2 opens, 3 closes, 4 ends a scalar. */
const KIND = new Uint8Array(256)
for (const [kind, bytes] of ['', '"', '{[', '}]', ', \t\n\r'].entries()) {
  for (const character of bytes) KIND[character.charCodeAt(0)] = kind
}

type State = 'start' | 'key' | 'inKey' | 'colon' | 'value' | 'inField' | 'list' | 'inItem' | 'numbers' | 'end'

/**
 * Takes a JSON document apart while it arrives: the fields of its top level, and the items of the lists that are streamed.
 * Holds the bytes of one value or one batch of items at a time, so documents larger than any string can be read. The bytes
 * must be UTF-8 without a mark. Only where values begin and end is looked at here; each is parsed by the platform.
 */
export class JsonSplitter {
  readonly #format: string
  readonly #parts: JsonParts
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #state: State = 'start'
  #isList = false
  #key = ''
  /** The bytes at hand, how many they are, how far they were scanned, and where in the file they begin. */
  #bytes: Uint8Array = new Uint8Array(0)
  #length = 0
  #at = 0
  #base = 0
  /** Where the value or batch at hand begins in them, -1 none; and where its last whole item ends. */
  #start = -1
  #batchEnd = -1
  /** Where a value stands: brackets open, whether inside text. */
  #depth = 0
  #isInText = false
  /** The list of numbers at hand. */
  #numbers: NumberList | null = null

  constructor(format: string, parts: JsonParts) {
    this.#format = format
    this.#parts = parts
  }

  /** Takes the next bytes. @throws FormatError, LimitError. */
  add(bytes: Uint8Array): void {
    this.#append(bytes)
    while (this.#at < this.#length) this.#step()
    this.#flush()
    if (this.#length - Math.max(0, this.#start) > MAX_VALUE) {
      throw new LimitError(this.#format, `a value has more than ${MAX_VALUE} bytes`, { offset: this.#base })
    }
  }

  /** Ends the document: whether all of it was there. Items that were cut off are left out. @throws FormatError when there
   *  was nothing at all. */
  finish(): boolean {
    if (this.#state === 'start') throw new FormatError(this.#format, 'expected JSON, found nothing')
    return this.#state === 'end'
  }

  /** Keeps what is not done with yet and puts `bytes` behind it. */
  #append(bytes: Uint8Array): void {
    const from = this.#start === -1 ? this.#length : this.#start
    const kept = this.#length - from
    this.#base += from
    this.#at -= from
    if (this.#start !== -1) this.#start = 0
    if (kept === 0) {
      this.#bytes = bytes
    } else if (from === 0 && kept + bytes.length <= this.#bytes.length) {
      this.#bytes.set(bytes, kept)
    } else {
      const larger = new Uint8Array(kept + bytes.length + Math.max(kept, 1 << 16))
      larger.set(this.#bytes.subarray(from, this.#length))
      larger.set(bytes, kept)
      this.#bytes = larger
    }
    this.#length = kept + bytes.length
  }

  #step(): void {
    switch (this.#state) {
      case 'inItem':
        if (!this.#scanValue()) return
        this.#batchEnd = this.#at
        if (this.#at - this.#start > BATCH) this.#flush()
        this.#state = 'list'
        return
      case 'inField':
        if (this.#scanValue()) this.#endField()
        return
      case 'numbers':
        this.#scanNumbers()
        return
      case 'inKey':
        if (!this.#scanValue()) return
        this.#key = String(this.#parse(this.#start, this.#at, ''))
        this.#start = -1
        this.#state = 'colon'
        return
      default:
        this.#betweenValues()
    }
  }

  /** Handles one byte that stands between values. */
  #betweenValues(): void {
    const byte = this.#bytes[this.#at]!
    if (byte !== COMMA && KIND[byte] === 4) {
      this.#at++
      return
    }
    const next = this.#stateAfter(byte)
    if (next === 'inKey' || next === 'inField' || next === 'inItem') {
      this.#begin(next)
      return
    }
    this.#state = next
    this.#at++
  }

  #stateAfter(byte: number): State {
    const character = String.fromCharCode(byte)
    switch (this.#state) {
      case 'start':
        this.#isList = character === '['
        if (!(this.#isList && this.#parts.streamed.has('')) && character !== '{') this.#fail('an object')
        return this.#isList ? 'list' : 'key'
      case 'key':
        if (byte === COMMA) return 'key'
        if (character === '}') return 'end'
        return byte === QUOTE ? 'inKey' : this.#fail('a key')
      case 'colon':
        return byte === COLON ? 'value' : this.#fail('":"')
      case 'value':
        if (character === '[' && this.#parts.streamed.has(this.#key)) return 'list'
        if (character === '[' && this.#parts.numeric?.has(this.#key) === true) return 'numbers'
        return byte === COMMA || KIND[byte] === 3 ? this.#fail('a value') : 'inField'
      case 'list':
        if (byte === COMMA) return 'list'
        if (character === '}') this.#fail('an item or "]"')
        if (character !== ']') return 'inItem'
        this.#flush()
        return this.#isList ? 'end' : 'key'
      default:
        return this.#fail('the end')
    }
  }

  /** Begins a value at the byte at hand. */
  #begin(state: State): void {
    this.#state = state
    const isSkipped = state === 'inField' && this.#parts.skipped?.has(this.#key) === true
    if (this.#start === -1 && !isSkipped) this.#start = this.#at
    this.#depth = 0
    this.#isInText = false
  }

  /** Scans on to the end of a value; false when the bytes end first. The hot loop: measured at 600 MB/s. */
  #scanValue(): boolean {
    const bytes = this.#bytes
    const length = this.#length
    let at = this.#at
    let depth = this.#depth
    let isInText = this.#isInText
    let isDone = false
    while (at < length && !isDone) {
      if (isInText) {
        let byte = bytes[at]!
        while (byte !== QUOTE && byte !== BACKSLASH && ++at < length) byte = bytes[at]!
        if (at >= length) break
        // What follows a backslash may come with the next bytes only: `at` then lies behind the end.
        at += byte === BACKSLASH ? 2 : 1
        isInText = byte === BACKSLASH
        isDone = !isInText && depth === 0
        continue
      }
      const kind = KIND[bytes[at]!]!
      if (kind === 0 || (kind === 4 && depth > 0)) at++
      else if (kind === 1) {
        isInText = true
        at++
      } else if (kind === 2) {
        depth++
        at++
      } else if (kind === 3 && depth > 0) {
        isDone = --depth === 0
        at++
      } else isDone = true
    }
    this.#at = at
    this.#depth = depth
    this.#isInText = isInText
    return isDone
  }

  #scanNumbers(): void {
    const key = this.#key
    this.#numbers ??= new NumberList((values, count) => this.#parts.numbers?.(key, values, count))
    const at = this.#numbers.scan(this.#bytes, this.#at, this.#length)
    this.#at = at < 0 ? -1 - at : at
    if (at < 0) this.#fail('a number')
    if (!this.#numbers.isDone) return
    this.#numbers = null
    this.#state = 'key'
  }

  #endField(): void {
    this.#state = 'key'
    if (this.#start === -1) return
    const value = this.#parse(this.#start, this.#at, '')
    this.#start = -1
    this.#parts.field(this.#key, value)
  }

  /** Hands on the whole items at hand. */
  #flush(): void {
    if (this.#batchEnd === -1) return
    const items = this.#parse(this.#start, this.#batchEnd, '[')
    this.#start = this.#state === 'inItem' && this.#at > this.#batchEnd ? this.#itemStart() : -1
    this.#batchEnd = -1
    this.#parts.items(this.#isList ? '' : this.#key, items as unknown[])
  }

  /** Where the item that is not whole yet begins: after the batch, a comma and blanks. */
  #itemStart(): number {
    let at = this.#batchEnd
    while (KIND[this.#bytes[at]!] === 4) at++
    return at
  }

  #parse(start: number, end: number, open: '' | '['): unknown {
    const text = this.#decoder.decode(this.#bytes.subarray(start, end))
    const whole = open === '' ? text : `[${text}]`
    try {
      return JSON.parse(whole)
    } catch (cause) {
      const at = Math.max(0, findJsonError(whole) - open.length)
      const found = at >= text.length ? 'the end of a value' : JSON.stringify(text.slice(at, at + 12))
      const before = new TextEncoder().encode(text.slice(0, at)).length
      throw new FormatError(
        this.#format,
        `expected JSON, found ${found}`,
        { offset: this.#base + start + before },
        cause,
      )
    }
  }

  #fail(expected: string): never {
    const found = JSON.stringify(this.#decoder.decode(this.#bytes.subarray(this.#at, this.#at + 12)))
    throw new FormatError(this.#format, `expected ${expected}, found ${found}`, {
      offset: this.#base + this.#at,
    })
  }
}
