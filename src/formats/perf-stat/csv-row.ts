import type { StatRow } from './row.ts'

const VALUE = /^-?\d+(?:\.\d+)?$/
const REASON = /^<not (?:counted|supported)>$/
const TIME = /^\s*\d+\.\d{9}$|^\s*summary$/
const SPREAD = /^-?\d+(?:\.\d+)?%$/
const RUNNING = /^\d+\.\d+$/

/** The separator of a line that `-x` made: whatever makes a row of it. Null when nothing does. */
export function separatorOf(line: string): string | null {
  // Longer ones first, and those that values and names hold too last.
  const marks = new Set([
    ...(line.match(/[^\w.<>\s-]{2,}/g) ?? []),
    ...(line.match(/[^\w.<>%\s-]|\t/g) ?? []),
    ...(line.match(/[%\s-]/g) ?? []),
  ])
  for (const separator of marks) if (parseCsvLine(line, separator) !== null) return separator
  return null
}

/**
 * Takes a line of `perf stat -x` apart: `[time,][place,[number,]]value,unit,event,[spread%,]run time,percent running[,metric,
 * its unit]`. Names of events may hold the separator. Null when it is no such line.
 */
export function parseCsvLine(line: string, separator: string): StatRow | null {
  const fields = line.split(separator)
  let at = 0
  let time: string | null = null
  if (TIME.test(fields[0]!)) time = fields[at++]!.trim()
  let place = ''
  if (fields[at] !== '' && !isValue(fields[at])) {
    place = fields[at++]?.trim() ?? ''
    if (/^\d+$/.test(fields[at] ?? '') && (isValue(fields[at + 1]) || fields[at + 1] === '')) {
      // "S0,2,402.92,msec" has the number of processors; "CPU0,18,,context-switches" has none.
      if (isValue(fields[at + 1])) at++
    }
  }
  const value = fields[at]
  if (value === '' && fields[at + 1] === '') return metricOnly(fields.slice(at), { time, place })
  if (!isValue(value)) return null
  const unit = fields[at + 1] ?? ''
  const tail = tailOf(fields, at + 3)
  if (tail === -1 || isValue(unit) || unit.length > 30) return null
  const event = fields.slice(at + 2, tail).join(separator)
  if (event === '') return null
  const spread = SPREAD.test(fields[tail]!) ? fields[tail]!.slice(0, -1) : null
  const [, running, metric, ...name] = fields.slice(tail + (spread === null ? 0 : 1))
  const reason = REASON.test(value!) ? value! : ''
  return {
    ...{ time, place, event, unit, spread, reason },
    value: reason === '' ? value! : null,
    running: running ?? null,
    metric: metricOf(metric, name.join(separator)),
  }
}

/** Where the fields after the event's name begin. */
function tailOf(fields: readonly string[], from: number): number {
  for (let at = from; at + 1 < fields.length; at++) {
    const next = SPREAD.test(fields[at]!) ? at + 1 : at
    if (/^\d+$/.test(fields[next]!) && RUNNING.test(fields[next + 1] ?? '')) return at
  }
  return -1
}

/** A second metric of an event stands on a line of its own, its other fields empty. */
function metricOnly(
  fields: readonly string[],
  { time, place }: { time: string | null; place: string },
): StatRow | null {
  const at = fields.findIndex(field => field !== '')
  const metric = at < 3 ? null : metricOf(fields[at], fields.slice(at + 1).join(','))
  if (metric === null) return null
  return { time, place, event: '', value: null, reason: '', unit: '', spread: null, running: null, metric }
}

function metricOf(value: string | undefined, name: string): StatRow['metric'] {
  if (value === undefined || !VALUE.test(value) || name === '') return null
  const percent = /^%\s*/.exec(name)
  return {
    value,
    unit: percent === null ? '' : '%',
    name: percent === null ? name : name.slice(percent[0].length),
  }
}

function isValue(field: string | undefined): boolean {
  return field !== undefined && (VALUE.test(field) || REASON.test(field))
}
