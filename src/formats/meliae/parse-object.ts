/** What is kept of a line. */
export interface ObjectLine {
  /** The type's name stands in these bytes. */
  type: Uint8Array
  typeStart: number
  typeEnd: number
  size: number
}

const ADDRESS = bytesOf('{"address": ')
const TYPE = bytesOf(', "type": "')
const SIZE = bytesOf('", "size": ')
const QUOTE = 34
const BACKSLASH = 92
const BRACE = 125
const COMMA = 44

/**
 * Finds type and size of the object on the line `[start, end)`; false when it is none. meliae writes the fields in one order,
 * which is read without making JSON of the line; other lines are parsed as JSON.
 */
export function parseObject(bytes: Uint8Array, start: number, end: number, out: ObjectLine): boolean {
  let last = end
  while (last > start && (bytes[last - 1]! <= 32 || bytes[last - 1] === COMMA)) last--
  if (bytes[last - 1] !== BRACE) return false
  if (!startsWith(bytes, start, ADDRESS)) return parseSlowly(bytes, start, last, out)
  let at = skipNumber(bytes, start + ADDRESS.length, last)
  if (!startsWith(bytes, at, TYPE)) return parseSlowly(bytes, start, last, out)
  at += TYPE.length
  const typeStart = at
  while (at < last && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++
  if (!startsWith(bytes, at, SIZE)) return parseSlowly(bytes, start, last, out)
  const typeEnd = at
  at += SIZE.length
  const sizeStart = at
  let size = 0
  while (at < last && bytes[at]! >= 48 && bytes[at]! <= 57) size = 10 * size + bytes[at++]! - 48
  if (at === sizeStart || at - sizeStart > 15) return parseSlowly(bytes, start, last, out)
  out.type = bytes
  out.typeStart = typeStart
  out.typeEnd = typeEnd
  out.size = size
  return true
}

function parseSlowly(bytes: Uint8Array, start: number, end: number, out: ObjectLine): boolean {
  let object: unknown
  try {
    object = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)))
  } catch {
    return false
  }
  if (typeof object !== 'object' || object === null) return false
  const { type, size } = object as { type?: unknown; size?: unknown }
  if (typeof type !== 'string' || typeof size !== 'number' || !Number.isFinite(size)) return false
  out.type = bytesOf(type)
  out.typeStart = 0
  out.typeEnd = out.type.length
  out.size = size
  return true
}

function skipNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) at++
  return at
}

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false
  return true
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
