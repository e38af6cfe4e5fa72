import { FormatError, LimitError } from '../../../base/errors.ts'
import { type Chunks, encodingOf } from '../text/lines.ts'
import { decodeXmlText, parseXmlTag, type XmlAttributes } from './parse-xml-tag.ts'

/** Gets the elements of a document in the order of the file. What a handler does not need it leaves out. */
export interface XmlHandler {
  /** An element begins. An empty one (`<a/>`) begins and ends. Attributes by name, entities resolved. */
  open?(name: string, attributes: XmlAttributes): void
  /** Text inside an element, entities resolved, white space kept; in several pieces where comments or CDATA part it. */
  text?(text: string): void
  /** An element ends. */
  close?(name: string): void
}

/** One tag, comment or text between tags may be this long. */
const MAX_TOKEN = 1 << 22
/** Elements inside each other. */
const MAX_DEPTH = 1 << 16

/**
 * Reads XML as it arrives, in memory bounded by the longest tag or text: elements, attributes, text, CDATA, the five
 * named entities and numeric ones. Comments, processing instructions and a DOCTYPE are passed over; entities that a
 * document defines are not expanded, and nothing outside of it is fetched. UTF-8, UTF-16 with a mark, or what the
 * declaration names. Errors of `handle` pass through. @throws FormatError with the line, LimitError.
 */
export async function readXml(
  chunks: Chunks,
  options: { format: string; handle: XmlHandler; onProgress?: ((bytesRead: number) => void) | undefined },
): Promise<void> {
  const { format, handle, onProgress } = options
  const scanner = new XmlScanner(format, handle)
  let decoder: TextDecoder | null = null
  let head: Uint8Array | null = new Uint8Array(0)
  let bytesRead = 0
  for await (const chunk of chunks) {
    bytesRead += chunk.length
    onProgress?.(bytesRead)
    let bytes = chunk
    if (head !== null) {
      // The mark and the declaration may be split between the first pieces.
      bytes = concat(head, chunk)
      head = bytes.length < HEAD ? bytes : null
      if (head !== null) continue
    }
    decoder ??= decoderOf(bytes, format)
    scanner.add(decoder.decode(bytes, { stream: true }))
  }
  if (head !== null) scanner.add(decoderOf(head, format).decode(head))
  else if (decoder !== null) scanner.add(decoder.decode())
  scanner.finish()
}

const HEAD = 256

function decoderOf(head: Uint8Array, format: string): TextDecoder {
  const mark = encodingOf(head)
  if (mark !== 'utf-8') return new TextDecoder(mark === 'utf-8-mark' ? 'utf-8' : mark)
  const start = String.fromCharCode(...head.subarray(0, HEAD))
  const label = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/.exec(start)?.[1]
  // Without a mark it is not UTF-16, whatever a declaration that was carried along says.
  if (label === undefined || /^utf-?(?:8|16)/i.test(label)) return new TextDecoder('utf-8')
  try {
    return new TextDecoder(label)
  } catch (cause) {
    throw new FormatError(format, `the encoding ${label} is not known`, { line: 1 }, cause)
  }
}

/** Cuts text into tokens and keeps what is not complete yet. */
class XmlScanner {
  readonly #format: string
  readonly #handle: XmlHandler
  readonly #open: string[] = []
  #text = ''
  /** Where the next token begins in `#text`, and how far the end of it was looked for in vain. */
  #at = 0
  #searched = 0
  /** The quote that the tag at `#at` was in there, 0 none. */
  #quote = 0
  /** Lines before `#text`. */
  #lines = 0
  #hasRoot = false

  constructor(format: string, handle: XmlHandler) {
    this.#format = format
    this.#handle = handle
  }

  add(piece: string): void {
    this.#text += piece
    while (this.#at < this.#text.length && this.#step()) {
      this.#searched = this.#at
      this.#quote = 0
    }
    if (this.#text.length - this.#at > MAX_TOKEN) {
      throw new LimitError(
        this.#format,
        `line ${this.#line()}: a tag or text is longer than ${MAX_TOKEN} characters`,
      )
    }
    this.#lines += countLines(this.#text, this.#at)
    this.#text = this.#text.slice(this.#at)
    this.#searched = Math.max(0, this.#searched - this.#at)
    this.#at = 0
  }

  finish(): void {
    const rest = this.#text
    if (rest.startsWith('<')) this.#fail('expected the end of a tag, found the end of the input')
    this.#between(rest)
    this.#at = rest.length
    if (!this.#hasRoot) this.#fail('expected an element, found none')
    const last = this.#open.at(-1)
    if (last !== undefined) this.#fail(`expected </${last}>, found the end of the input`)
  }

  /** Takes one token; false when its end has not arrived yet. */
  #step(): boolean {
    const text = this.#text
    const at = this.#at
    if (text.charCodeAt(at) !== LESS) {
      const end = text.indexOf('<', this.#searched)
      if (end === -1) return this.#wait(1)
      this.#between(text.slice(at, end))
      this.#at = end
      return true
    }
    const second = text.charCodeAt(at + 1)
    if (second === QUESTION) return this.#skipTo('?>')
    if (second === EXCLAMATION) return this.#declaration()
    if (Number.isNaN(second)) return false
    const end = this.#tagEnd()
    if (end === -1) return false
    if (second === SLASH) this.#closeTag(text.slice(at + 2, end).trim())
    else this.#openTag(text.slice(at + 1, end))
    this.#at = end + 1
    return true
  }

  /** The `>` of the tag at `#at`, not one inside an attribute's value; -1 when it has not arrived. */
  #tagEnd(): number {
    const text = this.#text
    let quote = this.#quote
    for (let i = Math.max(this.#searched, this.#at + 1); i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (quote !== 0) {
        if (code === quote) quote = 0
      } else if (code === GREATER) return i
      else if (code === DOUBLE || code === SINGLE) quote = code
      else if (code === LESS) this.#fail('expected the end of a tag, found "<"')
    }
    this.#searched = text.length
    this.#quote = quote
    return -1
  }

  #declaration(): boolean {
    const start = this.#text.slice(this.#at, this.#at + 9)
    if (start.startsWith('<!--')) return this.#skipTo('-->', 4)
    if (start === '<![CDATA[') {
      const end = this.#text.indexOf(']]>', Math.max(this.#searched, this.#at + 9))
      if (end === -1) return this.#wait(2)
      if (this.#open.length === 0) this.#fail('expected an element, found text')
      this.#handle.text?.(this.#text.slice(this.#at + 9, end))
      this.#at = end + 3
      return true
    }
    if (start.length < 9) return false
    if (!/^<!DOCTYPE/i.test(start)) this.#fail('expected a comment, CDATA or DOCTYPE')
    return this.#doctype()
  }

  /** Passes over a DOCTYPE; what stands in its brackets is not read. */
  #doctype(): boolean {
    const bracket = this.#text.indexOf('[', this.#at)
    const end = this.#text.indexOf('>', this.#at)
    if (end === -1) return false
    if (bracket === -1 || end < bracket) {
      this.#at = end + 1
      return true
    }
    const close = /\]\s*>/g
    close.lastIndex = bracket
    const found = close.exec(this.#text)
    if (found === null) return false
    this.#at = close.lastIndex
    return true
  }

  #skipTo(ending: string, least = 2): boolean {
    const end = this.#text.indexOf(ending, Math.max(this.#searched, this.#at + least))
    if (end === -1) return this.#wait(ending.length - 1)
    this.#at = end + ending.length
    return true
  }

  /** Notes how far was searched, but for the characters an ending may have begun with. */
  #wait(overlap: number): false {
    this.#searched = Math.max(this.#at, this.#text.length - overlap)
    return false
  }

  #between(text: string): void {
    if (this.#open.length > 0) {
      if (text !== '') this.#handle.text?.(decodeXmlText(text))
    } else if (/[^\s\0]/.test(text)) this.#fail('expected an element, found text')
  }

  #openTag(inside: string): void {
    if (this.#open.length === 0 && this.#hasRoot)
      this.#fail('expected the end of the input, found another element')
    const isEmpty = inside.endsWith('/')
    const tag = parseXmlTag(isEmpty ? inside.slice(0, -1) : inside)
    if (typeof tag === 'string') this.#fail(tag)
    this.#hasRoot = true
    this.#handle.open?.(tag.name, tag.attributes)
    if (isEmpty) {
      this.#handle.close?.(tag.name)
      return
    }
    this.#open.push(tag.name)
    if (this.#open.length > MAX_DEPTH) {
      throw new LimitError(
        this.#format,
        `line ${this.#line()}: more than ${MAX_DEPTH} elements inside each other`,
      )
    }
  }

  #closeTag(name: string): void {
    const open = this.#open.pop()
    if (open !== name) {
      this.#fail(open === undefined ? `</${name}> closes nothing` : `expected </${open}>, found </${name}>`)
    }
    this.#handle.close?.(name)
  }

  #line(): number {
    return this.#lines + countLines(this.#text, this.#at) + 1
  }

  #fail(message: string): never {
    throw new FormatError(this.#format, message.replace(/\s+/g, ' ').slice(0, 300), { line: this.#line() })
  }
}

const LESS = 0x3c
const GREATER = 0x3e
const SLASH = 0x2f
const QUESTION = 0x3f
const EXCLAMATION = 0x21
const DOUBLE = 0x22
const SINGLE = 0x27

function countLines(text: string, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
