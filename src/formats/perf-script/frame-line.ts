import { isBlank } from './event-line.ts'

/** Where the parts of a place in code stand: `7f12 symbol+0x1f (/path/of/binary)`. Empty where they are equal. */
export interface FrameLine {
  symbolStart: number
  symbolEnd: number
  binaryStart: number
  binaryEnd: number
  isInlined: boolean
}

const OPEN = 40
const CLOSE = 41
const PLUS = 43
const ZERO = 48
const X = 120
const INLINED = Array.from(' (inlined)', char => char.charCodeAt(0))

/** Takes apart what follows the address in `[start, end)`, into `out`. */
export function parseFrameLine(bytes: Uint8Array, start: number, end: number, out: FrameLine): void {
  let stop = end
  while (stop > start && isBlank(bytes[stop - 1]!)) stop--
  out.isInlined = endsInInlined(bytes, start, stop)
  if (out.isInlined) stop -= INLINED.length
  const open = openOfBinary(bytes, start, stop)
  out.binaryStart = open === -1 ? stop : open + 1
  out.binaryEnd = open === -1 ? stop : withoutOffset(bytes, open + 1, stop - 1)
  let symbolEnd = open === -1 ? stop : open
  let at = start
  while (at < symbolEnd && isBlank(bytes[at]!)) at++
  while (symbolEnd > at && isBlank(bytes[symbolEnd - 1]!)) symbolEnd--
  out.symbolStart = at
  out.symbolEnd = withoutOffset(bytes, at, symbolEnd)
}

function endsInInlined(bytes: Uint8Array, start: number, end: number): boolean {
  const from = end - INLINED.length
  return from >= start - 1 && INLINED.every((byte, i) => bytes[from + i] === byte)
}

/** The bracket that opens the binary's path, which may hold brackets itself (` (deleted)`); -1 when there is none. */
function openOfBinary(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== CLOSE) return -1
  let depth = 0
  let last = -1
  for (let at = end - 1; at >= start; at--) {
    if (bytes[at] === CLOSE) depth++
    else if (bytes[at] === OPEN) {
      const isOwn = at === start || isBlank(bytes[at - 1]!)
      if (isOwn && last === -1) last = at
      if (--depth === 0) return isOwn ? at : last
    }
  }
  return last
}

/** The end without `+0x1f`. */
function withoutOffset(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && isHexDigit(bytes[at - 1]!)) at--
  const isOffset =
    at < end && at - 3 >= start && bytes[at - 1] === X && bytes[at - 2] === ZERO && bytes[at - 3] === PLUS
  return isOffset ? at - 3 : end
}

function isHexDigit(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102)
}
