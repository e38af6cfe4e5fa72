import * as units from '../../src/base/units.ts'
import { formatCountOf } from '../../src/base/units.ts'
import { ceilingOf } from '../../src/query/functions/functions.ts'

const { THIN_SPACE, withMinus } = units

/** A value in its unit. */
export function formatValue(value: number, unit: units.Unit): string {
  return withMinus(units.formatValue(value, unit))
}

/** A value in its unit where there is little room: "12.3 M". */
export function formatShortValue(value: number, unit: units.Unit): string {
  return withMinus(units.formatShortValue(value, unit))
}

/** A whole number with spaces between its thousands. */
export function formatCount(count: number): string {
  return withMinus(units.formatCount(count))
}

/** "1 call", "12 calls". */
export function formatCalls(count: number): string {
  return formatCountOf(count, 'call')
}

/** A share of one as "61.2 %". */
export function formatShare(share: number): string {
  return withMinus(units.formatShare(share))
}

/** "±0.5": half of a 99 % interval in points of a percent; '' where the figure is exact. */
export function formatHalfWidth(low: number, high: number): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return ''
  const half = (100 * (high - low)) / 2
  // A width that rounds to nothing is rounded up: no estimate is without doubt.
  if (half > 0 && half < 0.05) return '±0.1'
  return `±${half < 9.95 ? half.toFixed(1) : half.toFixed(0)}`
}

/** "43.7": a share in points of a percent, for a column whose head names them; "<0.1" for what rounds to nothing. */
export function formatPoints(share: number): string {
  if (!Number.isFinite(share)) return '–'
  if (share > 0 && share < 0.0005) return '<0.1'
  return withMinus((100 * share).toFixed(1))
}

/** "60.7 to 61.7 %"; '' where the figure is exact. */
export function formatInterval(low: number, high: number): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return ''
  return `${(100 * low).toFixed(1)} to ${formatShare(high)}`
}

/** "2.58 ×"; "> 999 ×" where the function is all of the run. */
export function formatCeiling(ceiling: number, digits = 2): string {
  if (Number.isNaN(ceiling)) return '–'
  if (ceiling > 999) return `>${THIN_SPACE}999${THIN_SPACE}×`
  return `${ceiling.toFixed(ceiling < 10 ? digits : ceiling < 100 ? digits - 1 : 0)}${THIN_SPACE}×`
}

/** "1.88 to 1.93 ×": the ceiling at both ends of a share's interval; '' where it is exact. */
export function formatCeilingInterval(low: number, high: number): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return ''
  return `${formatCeiling(ceilingOf(low, 1)).replace(/\s×$/, '')} to ${formatCeiling(ceilingOf(high, 1))}`
}

/** Seconds of a time range, with the digits its width asks for: "12.4 to 31.0 s". */
export function formatTimeRange(start: number, end: number): string {
  const seconds = [start / 1e9, end / 1e9] as const
  const width = seconds[1] - seconds[0]
  const digits = width > 4 ? 1 : width > 0.8 ? 2 : width > 0.1 ? 3 : 6
  return `${seconds[0].toFixed(digits)} to ${seconds[1].toFixed(digits)}${THIN_SPACE}s`
}

/** A name of a value type for people: "Wall", "CPU", "alloc space". */
export function formatValueTypeName(name: string): string {
  const known: Record<string, string> = {
    wall: 'Wall',
    cpu: 'CPU',
    samples: 'Samples',
    rss: 'Memory (RSS)',
    time: 'Time',
    'self-time': 'Time',
  }
  const text = known[name] ?? name.replaceAll(/[_-]/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A name of a series for people. */
export function formatSeriesName(name: string): string {
  const known: Record<string, string> = {
    rss: 'Memory (RSS)',
    pss: 'Memory (PSS)',
    uss: 'Memory (USS)',
    'peak-rss': 'Peak (RSS)',
    cpu: 'CPU',
    'read-bytes': 'Disk read',
    'write-bytes': 'Disk written',
    'major-faults': 'Major faults',
    'minor-faults': 'Minor faults',
    gil: 'GIL held',
  }
  return known[name] ?? (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll(/[_-]/g, ' ')
}
