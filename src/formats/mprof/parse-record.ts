/** A moment in whole nanoseconds that stays exact: seconds since 1970 and the nanoseconds of the last one. */
export interface Moment {
  readonly seconds: number
  readonly nanoseconds: number
}

/** One line of a file. Memory is in bytes, which may have fractions: the file has MiB in six decimals. */
export type MprofRecord =
  | { readonly kind: 'command'; readonly text: string }
  /** Memory of the program (`child` null), or of one of its children. */
  | {
      readonly kind: 'memory'
      readonly child: string | null
      readonly bytes: number
      readonly time: Moment
    }
  /** A call of a function that was told to be timed. */
  | {
      readonly kind: 'call'
      readonly name: string
      readonly startBytes: number
      readonly start: Moment
      readonly endBytes: number
      readonly end: Moment
      /** Calls that it lies in, NaN where the file does not say (before 0.58). */
      readonly depth: number
    }
  /** "Sampling time was too short": memory_profiler wrote an empty line. */
  | { readonly kind: 'blank' }

export const BYTES_PER_MIB = 2 ** 20

/** What a line says, null when it is none that mprof knows. */
export function parseRecord(line: string): MprofRecord | null {
  if (line.trim() === '') return { kind: 'blank' }
  const space = line.indexOf(' ')
  const word = space === -1 ? line : line.slice(0, space)
  const rest = space === -1 ? '' : line.slice(space + 1)
  if (word === 'CMDLINE') return { kind: 'command', text: rest.trim() }
  const fields = rest.trim().split(/ +/)
  if (word === 'MEM' && fields.length >= 2) return memory(null, fields[0]!, fields[1]!)
  if (word === 'CHLD' && fields.length >= 3) return memory(fields[0]!, fields[1]!, fields[2]!)
  return word === 'FUNC' && fields.length >= 5 ? call(fields) : null
}

function memory(child: string | null, amount: string, at: string): MprofRecord | null {
  const bytes = parseMib(amount)
  const time = parseMoment(at)
  return Number.isNaN(bytes) || time === null ? null : { kind: 'memory', child, bytes, time }
}

function call(fields: readonly string[]): MprofRecord | null {
  const [name, startAmount, startAt, endAmount, endAt, level] = fields as [
    string,
    string,
    string,
    string,
    string,
    string | undefined,
  ]
  const [startBytes, endBytes] = [parseMib(startAmount), parseMib(endAmount)]
  const [start, end] = [parseMoment(startAt), parseMoment(endAt)]
  if (Number.isNaN(startBytes) || Number.isNaN(endBytes) || start === null || end === null) return null
  const depth = level !== undefined && /^-?\d{1,9}$/.test(level) ? Number(level) : Number.NaN
  return { kind: 'call', name, startBytes, start, endBytes, end, depth }
}

/** Multiplying by a power of two keeps the file's decimals recoverable. */
function parseMib(text: string): number {
  return /^-?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) * BYTES_PER_MIB : Number.NaN
}

function parseMoment(text: string): Moment | null {
  const match = /^(\d{1,11})(?:\.(\d*))?$/.exec(text)
  if (match === null) return null
  const fraction = (match[2] ?? '').slice(0, 9).padEnd(9, '0')
  return { seconds: Number(match[1]), nanoseconds: Number(fraction) }
}

/** Nanoseconds from one moment to another; exact up to 104 days. */
export function nanosecondsBetween(from: Moment, to: Moment): number {
  return (to.seconds - from.seconds) * 1e9 + (to.nanoseconds - from.nanoseconds)
}

/** Negative when the first moment is the earlier one, 0 when they are the same. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds
}
