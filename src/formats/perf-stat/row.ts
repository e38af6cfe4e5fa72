/** A figure that perf worked out from the count. */
export interface StatMetric {
  /** As printed, without its unit. */
  readonly value: string
  /** '%' or ''. */
  readonly unit: string
  /** "CPUs utilized", "of all branches", "/sec". */
  readonly name: string
}

/** One count of one event, or a metric alone. */
export interface StatRow {
  /** Seconds since the start at the end of the interval, 'summary', or null without intervals. */
  readonly time: string | null
  /** "CPU0", "S0-D0-C1", "bash-123": what the count is of where it is split up, else ''. */
  readonly place: string
  /** '' where the row has a metric and no count. */
  readonly event: string
  /** Null where nothing was counted. */
  readonly value: string | null
  /** Why nothing was: "<not counted>", "<not supported>"; '' otherwise. */
  readonly reason: string
  /** 'msec', 'Joules', '' for a plain count. */
  readonly unit: string
  /** Standard deviation of the mean of repeated runs in percent, null where not printed. */
  readonly spread: string | null
  /** Percent of the time that the event was counted and not estimated, null where not printed. */
  readonly running: string | null
  readonly metric: StatMetric | null
}

/** A number as people of any country write it, as a plain decimal; null when it is none. A single separator before three
 *  digits parts thousands, unless `isFraction` says that there always are decimals. */
export function plainNumber(text: string, isFraction = false): string | null {
  const found = /^([-+]?)(\d[\d.,'’\u00a0\u202f]*)$/.exec(text.trim())
  if (found === null) return null
  const digits = found[2]!.replace(/['’\u00a0\u202f]/g, '')
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  if (last === -1) return found[1]! + digits
  const marks = digits.replace(/\d/g, '')
  const isThousands = marks.length > 1 && new Set(marks).size === 1
  const isGroup = marks.length === 1 && digits.length - last === 4 && !isFraction
  if (isThousands || isGroup) return found[1]! + digits.replace(/[.,]/g, '')
  return `${found[1]}${digits.slice(0, last).replace(/[.,]/g, '')}.${digits.slice(last + 1)}`
}

/** Powers of ten that make nanoseconds of a unit of time. */
const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 0,
  nsec: 0,
  usec: 3,
  us: 3,
  msec: 6,
  ms: 6,
  msecs: 6,
  sec: 9,
  s: 9,
}

/** A plain decimal in a unit: times become nanoseconds, without rounding on the way. */
export function scaledValue(value: string, unit: string): { value: number; unit: string } {
  const power = NANOSECONDS[unit]
  if (power !== undefined) return { value: Number(`${value}e${power}`), unit: 'nanoseconds' }
  return { value: Number(value), unit: unit === '' ? 'count' : unit === '%' ? 'percent' : unit }
}
