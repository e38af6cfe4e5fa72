/** A unit of a value type. Readers normalise the spellings of their tools to these where they know them. */
export type Unit =
  | 'nanoseconds'
  | 'microseconds'
  | 'milliseconds'
  | 'seconds'
  | 'bytes'
  | 'count'
  | (string & {})

const SECONDS_PER: Readonly<Record<string, number>> = {
  nanoseconds: 1e-9,
  microseconds: 1e-6,
  milliseconds: 1e-3,
  seconds: 1,
}

/** How many seconds one of `unit` is, or null when it is not a unit of time. */
export function secondsPer(unit: Unit): number | null {
  return SECONDS_PER[unit] ?? null
}

const SPELLINGS: Readonly<Record<string, Unit>> = {
  ns: 'nanoseconds',
  nanosecond: 'nanoseconds',
  us: 'microseconds',
  µs: 'microseconds',
  microsecond: 'microseconds',
  ms: 'milliseconds',
  millisecond: 'milliseconds',
  s: 'seconds',
  sec: 'seconds',
  second: 'seconds',
  byte: 'bytes',
  b: 'bytes',
  none: 'count',
  samples: 'count',
  sample: 'count',
  '': 'count',
}

/** The one spelling of a unit used inside; an unknown unit is kept as it is. */
export function canonicalUnit(spelling: string): Unit {
  return SPELLINGS[spelling.toLowerCase()] ?? spelling
}

/** What stands between a figure and its unit. */
export const THIN_SPACE = '\u2009'

const TIME_STEPS = [
  { limit: 1e-6, scale: 1e9, suffix: 'ns' },
  { limit: 1e-3, scale: 1e6, suffix: 'µs' },
  { limit: 1, scale: 1e3, suffix: 'ms' },
] as const

/** Three significant digits with a unit that fits: "12.3 ms", "41.2 s", "1 h 02 min". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds === 0) return `0${THIN_SPACE}s`
  const size = Math.abs(seconds)
  for (const step of TIME_STEPS) {
    if (size < step.limit) return `${threeDigits(seconds * step.scale)}${THIN_SPACE}${step.suffix}`
  }
  if (size < 600) return `${threeDigits(seconds)}${THIN_SPACE}s`
  const minutes = Math.round(size / 60)
  const sign = seconds < 0 ? '-' : ''
  if (minutes < 60) return `${sign}${minutes}${THIN_SPACE}min`
  return `${sign}${Math.floor(minutes / 60)}${THIN_SPACE}h ${String(minutes % 60).padStart(2, '0')}${THIN_SPACE}min`
}

const BYTE_SUFFIXES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Three significant digits in decimal multiples: "412 MB". */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–'
  let value = bytes
  let step = 0
  while (Math.abs(value) >= 999.5 && step < BYTE_SUFFIXES.length - 1) {
    value /= 1000
    step++
  }
  return `${step === 0 ? String(Math.round(value)) : threeDigits(value)}${THIN_SPACE}${BYTE_SUFFIXES[step]}`
}

/** A whole number with thin spaces between its thousands; smaller numbers that are not whole keep three significant digits. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '–'
  if (!Number.isInteger(count))
    return Math.abs(count) < 1000 ? threeDigits(count) : formatCount(Math.round(count))
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE)
}

/** "1 call", "12 more functions": how many of what, named in the singular and with a plural in -s. */
export function formatCountOf(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`
}

/** A value in `unit`, as a person would write it. */
export function formatValue(value: number, unit: Unit): string {
  const seconds = secondsPer(unit)
  if (seconds !== null) return formatSeconds(value * seconds)
  if (unit === 'bytes') return formatBytes(value)
  if (unit === 'count') return formatCount(value)
  return `${formatCount(value)}${THIN_SPACE}${unit}`
}

const SHORT_STEPS = [
  { scale: 1e12, suffix: 'T' },
  { scale: 1e9, suffix: 'G' },
  { scale: 1e6, suffix: 'M' },
] as const

/** The same where there is little room: counts from a million on have three significant digits, "12.3 M". */
export function formatShortValue(value: number, unit: Unit): string {
  const isCounted = unit !== 'bytes' && secondsPer(unit) === null
  // What rounds to a thousand of a step is one of the next.
  const step = SHORT_STEPS.find(({ scale }) => Math.abs(value) >= 0.9995 * scale)
  if (!isCounted || step === undefined || !Number.isFinite(value)) return formatValue(value, unit)
  const count = `${threeDigits(value / step.scale)}${THIN_SPACE}${step.suffix}`
  return unit === 'count' ? count : `${count}${THIN_SPACE}${unit}`
}

/** A figure with a minus that is as wide as a plus, and is read aloud, where it is below zero. */
export function withMinus(text: string): string {
  return text.replace(/^-/, '−')
}

/** A share of one as "61.2 %"; "<0.1 %" where it is more than nothing and rounds to that; NaN is a dash. */
export function formatShare(share: number): string {
  return Number.isFinite(share) ? `${formatPercent(share)}${THIN_SPACE}%` : '–'
}

/** A share of one as "61.2", for a column that says "%"; "<0.1" where it is more than nothing and rounds to that. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return '–'
  return share > 0 && share < 0.0005 ? '<0.1' : (100 * share).toFixed(1)
}

function threeDigits(value: number): string {
  const size = Math.abs(value)
  if (size >= 99.95) return value.toFixed(0)
  if (size >= 9.995) return value.toFixed(1)
  return value.toFixed(2)
}
