/** What is kept of a line. Texts are bytes between quotes, escapes and all. */
export interface ObjectLine {
  /** The bytes that the texts stand in. */
  bytes: Uint8Array
  typeStart: number
  typeEnd: number
  address: number
  size: number
  /** What the line says of the object's own number of items, NaN where it does not. */
  len: number
  /** Its name, else its value: text between quotes, or a number or word; both 0 where it has none. */
  labelStart: number
  labelEnd: number
  /** Addresses of what it refers to: the first `refCount`. */
  refs: Float64Array
  refCount: number
}

const ADDRESS = bytesOf('{"address": ')
const TYPE = bytesOf(', "type": "')
const SIZE = bytesOf('", "size": ')
const NAME = bytesOf(', "name": "')
const LEN = bytesOf(', "len": ')
const VALUE = bytesOf(', "value": ')
const REFS = bytesOf(', "refs": [')
const QUOTE = 34
const BACKSLASH = 92
const CLOSE = 93
const BRACE = 125
const COMMA = 44
const MAX_DIGITS = 15

/** A line of nothing, to be parsed into. */
export function newObjectLine(): ObjectLine {
  return {
    bytes: new Uint8Array(0),
    typeStart: 0,
    typeEnd: 0,
    address: Number.NaN,
    size: 0,
    len: Number.NaN,
    labelStart: 0,
    labelEnd: 0,
    refs: new Float64Array(64),
    refCount: 0,
  }
}

/**
 * Reads the object on the line `[start, end)`; false when it is none. meliae writes the fields in one order, which is read
 * without making JSON of the line; other lines are parsed as JSON.
 */
export function parseObject(bytes: Uint8Array, start: number, end: number, out: ObjectLine): boolean {
  let last = end
  while (last > start && (bytes[last - 1]! <= 32 || bytes[last - 1] === COMMA)) last--
  if (bytes[last - 1] !== BRACE) return false
  out.bytes = bytes
  return parseQuickly(new Cursor(bytes, start, last), out) || parseSlowly(bytes, start, last, out)
}

/** A place in a line. */
class Cursor {
  readonly bytes: Uint8Array
  readonly end: number
  at: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  /** Passes over a text that comes next; false, and stays, when another does. */
  takes(text: Uint8Array): boolean {
    for (let i = 0; i < text.length; i++) if (this.bytes[this.at + i] !== text[i]) return false
    this.at += text.length
    return true
  }

  /** A whole number; NaN when there is none, or it is longer than a double holds. */
  number(): number {
    const { bytes, end } = this
    const start = this.at
    let at = start
    let value = 0
    while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) value = 10 * value + bytes[at++]! - 48
    this.at = at
    return at === start || at - start > MAX_DIGITS ? Number.NaN : value
  }

  /** Passes over the inside of a text to its closing quote; false when there is none. */
  text(): boolean {
    const { bytes, end } = this
    let at = this.at
    while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
    this.at = at
    return at < end
  }
}

function parseQuickly(line: Cursor, out: ObjectLine): boolean {
  if (!line.takes(ADDRESS)) return false
  out.address = line.number()
  if (!line.takes(TYPE)) return false
  out.typeStart = line.at
  if (!line.text()) return false
  out.typeEnd = line.at
  // One spelling of each type: the parser of JSON makes it.
  if (line.bytes.subarray(out.typeStart, out.typeEnd).includes(BACKSLASH)) return false
  if (!line.takes(SIZE)) return false
  out.size = line.number()
  if (!(out.address >= 0 && out.size >= 0)) return false
  return parseLabel(line, out) && parseRefs(line, out)
}

function parseLabel(line: Cursor, out: ObjectLine): boolean {
  out.labelStart = 0
  out.labelEnd = 0
  out.len = Number.NaN
  if (line.takes(NAME)) {
    out.labelStart = line.at
    if (!line.text()) return false
    out.labelEnd = line.at++
  }
  if (line.takes(LEN)) out.len = line.number()
  if (!line.takes(VALUE)) return true
  const isText = line.bytes[line.at] === QUOTE
  if (isText) line.at++
  const start = line.at
  if (isText) {
    if (!line.text()) return false
  } else while (line.at < line.end && line.bytes[line.at] !== COMMA) line.at++
  if (out.labelEnd === 0) {
    out.labelStart = start
    out.labelEnd = line.at
  }
  if (isText) line.at++
  return true
}

function parseRefs(line: Cursor, out: ObjectLine): boolean {
  out.refCount = 0
  if (!line.takes(REFS)) return false
  const { bytes } = line
  while (bytes[line.at] !== CLOSE) {
    const address = line.number()
    if (!(address >= 0)) return false
    addRef(out, address)
    if (bytes[line.at] === CLOSE) break
    if (bytes[line.at] !== COMMA) return false
    line.at++
    if (bytes[line.at] === 32) line.at++
  }
  // What stands behind the references, where other dumps have more, is left to the parser of JSON.
  return line.at + 2 === line.end
}

function addRef(out: ObjectLine, address: number): void {
  if (out.refCount === out.refs.length) {
    const larger = new Float64Array(2 * out.refs.length)
    larger.set(out.refs)
    out.refs = larger
  }
  out.refs[out.refCount++] = address
}

function parseSlowly(bytes: Uint8Array, start: number, end: number, out: ObjectLine): boolean {
  let object: unknown
  try {
    object = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)))
  } catch {
    return false
  }
  if (typeof object !== 'object' || object === null) return false
  const { address, type, size, len, name, value, refs } = object as Record<string, unknown>
  if (typeof type !== 'string' || typeof size !== 'number' || !Number.isFinite(size)) return false
  const label = name ?? value
  const typeText = JSON.stringify(type).slice(1, -1)
  const labelText =
    typeof label === 'string' ? JSON.stringify(label).slice(1, -1) : label == null ? '' : `${label}`
  out.bytes = bytesOf(typeText + labelText)
  out.typeStart = 0
  out.typeEnd = bytesOf(typeText).length
  out.labelStart = out.typeEnd
  out.labelEnd = out.bytes.length
  out.address = typeof address === 'number' ? address : Number.NaN
  out.size = size
  out.len = typeof len === 'number' ? len : Number.NaN
  out.refCount = 0
  if (Array.isArray(refs)) for (const ref of refs) if (typeof ref === 'number') addRef(out, ref)
  return true
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
