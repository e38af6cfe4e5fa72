/** The figures of an allocation site: `objects: bytes [objects: bytes]`, in use and allocated. */
export interface HeapFigures {
  objects: number
  bytes: number
  allocatedObjects: number
  allocatedBytes: number
  /** Where the text goes on. */
  end: number
}

const SPACE = 32
const TAB = 9
const MINUS = 45
const COLON = 58
const OPEN = 91
const CLOSE = 93

/** Reads the figures at `start` into `out`; false when there are none. */
export function parseFigures(bytes: Uint8Array, start: number, end: number, out: HeapFigures): boolean {
  const cursor = { at: start }
  const take = (mark: number) => {
    cursor.at = skipSpace(bytes, cursor.at, end)
    if (bytes[cursor.at] !== mark || cursor.at >= end) return false
    cursor.at++
    return true
  }
  out.objects = parseNumber(bytes, cursor, end)
  if (!take(COLON)) return false
  out.bytes = parseNumber(bytes, cursor, end)
  if (!take(OPEN)) return false
  out.allocatedObjects = parseNumber(bytes, cursor, end)
  if (!take(COLON)) return false
  out.allocatedBytes = parseNumber(bytes, cursor, end)
  if (!take(CLOSE)) return false
  out.end = cursor.at
  return Number.isFinite(out.objects + out.bytes + out.allocatedObjects + out.allocatedBytes)
}

/** Where the text after white space begins. */
export function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
  return at
}

/** A whole number after white space; NaN where there is none. */
function parseNumber(bytes: Uint8Array, cursor: { at: number }, end: number): number {
  let at = skipSpace(bytes, cursor.at, end)
  const isNegative = bytes[at] === MINUS
  if (isNegative) at++
  const first = at
  let value = 0
  for (; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) break
    value = 10 * value + digit
  }
  cursor.at = at
  if (at === first) return Number.NaN
  return isNegative ? -value : value
}
