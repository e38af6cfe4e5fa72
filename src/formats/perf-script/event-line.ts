/** Where the parts of the line that begins a sample stand. */
export interface EventLine {
  /** End of what says the thread and the processor: command name, pid, tid, `[cpu]`. */
  headerEnd: number
  /** Whole seconds and the nanoseconds above them; NaN where the line has no time. */
  seconds: number
  nanoseconds: number
  /** What the sample counts for; NaN where the line does not say. */
  period: number
  /** The event's name, without the colon; equal where the line has none. */
  nameStart: number
  nameEnd: number
  /** Where what follows the name begins: an address, the fields of a tracepoint. */
  rest: number
}

/** A place of the bytes of a line. */
export interface Span {
  start: number
  end: number
}

const TAB = 9
const SPACE = 32
const DOT = 46
const COLON = 58

/** An empty result to be filled by {@link parseEventLine}. */
export function emptyEventLine(): EventLine {
  return { headerEnd: 0, seconds: 0, nanoseconds: 0, period: 0, nameStart: 0, nameEnd: 0, rest: 0 }
}

/**
 * Takes apart a line that has a time (`12345.678901:`, micro- or nanoseconds): `comm pid/tid [cpu] time: period event: rest`,
 * where all but the time may be missing. Fills `out`; false when the line has no time.
 */
export function parseEventLine(bytes: Uint8Array, start: number, end: number, out: EventLine): boolean {
  for (let at = start + 3; at < end; at++) {
    if (bytes[at] !== COLON || !isDigit(bytes[at - 1]!) || (at + 1 < end && !isBlank(bytes[at + 1]!)))
      continue
    const decimals = startOfDigits(bytes, start, at)
    const point = decimals - 1
    if (point <= start || bytes[point] !== DOT || (at - decimals > 6 && at - decimals !== 9)) continue
    const from = startOfDigits(bytes, start, point)
    if (from === point || point - from > 15 || (from > start && !isBlank(bytes[from - 1]!))) continue
    out.headerEnd = from
    out.seconds = parseDigits(bytes, from, point)
    // simpleperf prints microseconds without leading zeros.
    out.nanoseconds = parseDigits(bytes, decimals, at) * (at - decimals === 9 ? 1 : 1000)
    parseEvent(bytes, at + 1, end, out)
    return true
  }
  return false
}

/** Reads what follows the time: the period where there is one, the event's name where there is one. */
export function parseEvent(bytes: Uint8Array, start: number, end: number, out: EventLine): void {
  let at = skipBlank(bytes, start, end)
  out.period = Number.NaN
  const stop = endOfDigits(bytes, at, end)
  if (stop > at && (stop === end || isBlank(bytes[stop]!)) && stop - at <= 20) {
    out.period = parseDigits(bytes, at, stop)
    at = skipBlank(bytes, stop, end)
  }
  const tokenEnd = endOfToken(bytes, at, end)
  const isName = tokenEnd - at > 1 && bytes[tokenEnd - 1] === COLON
  out.nameStart = at
  out.nameEnd = isName ? tokenEnd - 1 : at
  out.rest = isName ? tokenEnd : at
}

/**
 * Finds the place in code that stands on the event's own line where no call chain was recorded: `%16x symbol+0x1 (binary)`,
 * told from other fields by the width of its address. Fills `out` and returns true; `=> to` of a branch is left out.
 */
export function findSingleFrame(bytes: Uint8Array, start: number, end: number, out: Span): boolean {
  let stop = end
  let isFound = false
  let before = start
  for (let at = skipBlank(bytes, start, end); at < end; ) {
    const tokenEnd = endOfToken(bytes, at, end)
    if (tokenEnd - at === 2 && bytes[at] === 61 && bytes[at + 1] === 62) {
      stop = at
      break
    }
    // The first token of the rest has its own separating space; width counts from the token before.
    if (
      tokenEnd - before >= 16 &&
      endOfHex(bytes, at, end) === tokenEnd &&
      !isFlagged(bytes, tokenEnd, end)
    ) {
      out.start = at
      isFound = true
    }
    before = tokenEnd
    at = skipBlank(bytes, tokenEnd, end)
  }
  while (stop > start && isBlank(bytes[stop - 1]!)) stop--
  out.end = stop
  return isFound
}

/** `68100142 |OP LOAD|…` is the source of data, not an address of code. */
function isFlagged(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 1 < end && bytes[at + 1] === 124
}

/** Where the hexadecimal digits that begin at `at` end; `at` when there is none. */
export function endOfHex(bytes: Uint8Array, at: number, end: number): number {
  let stop = at
  while (stop < end && IS_HEX[bytes[stop]!] === 1) stop++
  return stop
}

/** The first place from `at` on that is no space and no tab. */
export function skipBlank(bytes: Uint8Array, at: number, end: number): number {
  let stop = at
  while (stop < end && isBlank(bytes[stop]!)) stop++
  return stop
}

/** Whether a byte is a space or a tab. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB
}

function endOfToken(bytes: Uint8Array, at: number, end: number): number {
  let stop = at
  while (stop < end && !isBlank(bytes[stop]!)) stop++
  return stop
}

function endOfDigits(bytes: Uint8Array, at: number, end: number): number {
  let stop = at
  while (stop < end && isDigit(bytes[stop]!)) stop++
  return stop
}

function startOfDigits(bytes: Uint8Array, start: number, end: number): number {
  let from = end
  while (from > start && isDigit(bytes[from - 1]!)) from--
  return from
}

function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i++) value = 10 * value + bytes[i]! - 48
  return value
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

const IS_HEX = new Uint8Array(256)
for (const digit of '0123456789abcdef') IS_HEX[digit.charCodeAt(0)] = 1
