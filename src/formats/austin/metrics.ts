/** The numbers at the end of a line, and where what stands before them ends. */
export interface LineMetrics {
  headEnd: number
  /** How many numbers there are: 1, or 3 of a line in full mode. */
  count: number
  /** Time in microseconds, or memory: the file's metadata says which. */
  first: number
  /** Of three: whether the thread was idle (Austin 3 and 4), or kibibytes allocated (1 and 2). */
  second: number
  /** Of three: bytes gained or lost (Austin 3 and 4), or kibibytes released (1 and 2). */
  third: number
}

const SPACE = 32
const COMMA = 44
const MINUS = 45

/** Finds the numbers after the last space: `120` or `120,0,4096`. False when the line does not end so. */
export function parseMetrics(bytes: Uint8Array, start: number, end: number, out: LineMetrics): boolean {
  let space = end - 1
  while (space >= start && bytes[space] !== SPACE) space--
  if (space < start || space === end - 1) return false
  out.headEnd = space
  const comma = findComma(bytes, space + 1, end)
  if (comma === end) {
    out.count = 1
    out.first = parseInteger(bytes, space + 1, end)
    return !Number.isNaN(out.first)
  }
  const next = findComma(bytes, comma + 1, end)
  if (next === end) return false
  out.count = 3
  out.first = parseInteger(bytes, space + 1, comma)
  out.second = parseInteger(bytes, comma + 1, next)
  out.third = parseInteger(bytes, next + 1, end)
  return !Number.isNaN(out.first + out.second + out.third)
}

function findComma(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== COMMA) at++
  return at
}

/** The same for Austin 1 and 2, which part three numbers by spaces. */
export function parseOldMetrics(bytes: Uint8Array, start: number, end: number, out: LineMetrics): boolean {
  const numbers: number[] = []
  const spaces: number[] = []
  let stop = end
  while (numbers.length < 4) {
    let space = stop - 1
    while (space >= start && bytes[space] !== SPACE) space--
    const number = space < start ? Number.NaN : parseInteger(bytes, space + 1, stop)
    if (Number.isNaN(number)) break
    numbers.push(number)
    spaces.push(space)
    stop = space
  }
  // "Thread 12 120": without frames the thread's id looks like one more number.
  const available = numbers.length - (bytes[stop - 1] === 100 && numbers.length > 0 ? 1 : 0)
  if (available < 1) return false
  const count = available >= 3 ? 3 : 1
  out.count = count
  out.headEnd = spaces[count - 1]!
  out.first = numbers[count - 1]!
  out.second = count === 3 ? numbers[1]! : 0
  out.third = count === 3 ? numbers[0]! : 0
  return true
}

/** A whole number, NaN when it is none. */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS
  const from = isNegative ? start + 1 : start
  if (from >= end || end - from > 18) return Number.NaN
  let value = 0
  for (let i = from; i < end; i++) {
    const digit = bytes[i]! - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = 10 * value + digit
  }
  return isNegative ? -value : value
}
