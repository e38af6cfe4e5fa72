/** The counts at the end of a line of collapsed stacks. */
export interface LineCounts {
  /** Where the stack's text ends, before the space. */
  stackEnd: number
  /** The last number of the line. */
  last: number
  /** The number before it, in lines of two counts. */
  first: number
}

const SPACE = 32
const TAB = 9
const POINT = 46

/**
 * Finds the count at the end of the line `[start, end)`, and the one before it when `counts` is 2. Fills `out` and returns
 * true; false when the line does not end so. The last space splits, since names have spaces too.
 */
export function parseCounts(
  bytes: Uint8Array,
  start: number,
  end: number,
  counts: 1 | 2,
  out: LineCounts,
): boolean {
  let at = end
  while (at > start && (bytes[at - 1] === SPACE || bytes[at - 1] === TAB)) at--
  let number = startOfWord(bytes, start, at)
  // An empty stack leaves the space at the start of the line; without a space there is no count.
  if (number === start || number === at) return false
  out.last = parseNumber(bytes, number, at)
  if (Number.isNaN(out.last)) return false
  out.stackEnd = number - 1
  if (counts === 1) return true
  at = out.stackEnd
  while (at > start && (bytes[at - 1] === SPACE || bytes[at - 1] === TAB)) at--
  number = startOfWord(bytes, start, at)
  if (number === start || number === at) return false
  out.first = parseNumber(bytes, number, at)
  out.stackEnd = number - 1
  return !Number.isNaN(out.first)
}

function startOfWord(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && bytes[at - 1] !== SPACE && bytes[at - 1] !== TAB) at--
  return at
}

/** Where the stack of a line ends and its count, as flamegraph.pl finds them: digits with or without a fraction are a count, and
 *  nothing follows them. Fills `out` and returns true; false where it leaves the line out. */
export function parsePlainCount(bytes: Uint8Array, start: number, end: number, out: LineCounts): boolean {
  const number = startOfDigits(bytes, start, end)
  if (number === -1) return false
  out.last = parseNumber(bytes, number, end)
  out.stackEnd = number - 1
  return !Number.isNaN(out.last)
}

/** Where the digits begin, with or without a fraction, that `[start, end)` ends in behind white space; -1 where it does not. */
export function startOfDigits(bytes: Uint8Array, start: number, end: number): number {
  let [at, points] = [end, 0]
  for (; at > start; at--) {
    const byte = bytes[at - 1]!
    if (byte === POINT) points++
    else if (byte < 48 || byte > 57) break
  }
  const isNumber = at < end && points < 2 && bytes[at] !== POINT
  return isNumber && at > start && isBlank(bytes[at - 1]!) ? at : -1
}

function isBlank(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= 13)
}

/** A decimal number, whole or not, with an exponent or not; NaN when it is none. */
function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 40) return Number.NaN
  let value = 0
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 48
    if (digit < 0 || digit > 9 || i - start > 14) return parseUnusual(bytes, start, end)
    value = 10 * value + digit
  }
  return value
}

function parseUnusual(bytes: Uint8Array, start: number, end: number): number {
  const text = String.fromCharCode(...bytes.subarray(start, end))
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) && Number.isFinite(Number(text))
    ? Number(text)
    : Number.NaN
}
