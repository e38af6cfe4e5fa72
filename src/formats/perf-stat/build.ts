import { type Growable, growableFloat64 } from '../../base/growable.ts'
import type { Recording, Timeline } from '../../model/recording.ts'
import type { Warnings } from '../importing/warnings.ts'
import { type StatMetric, type StatRow, scaledValue } from './row.ts'
import type { StatSection } from './section.ts'

type Counter = Recording['counters'][number]

/** Counts as counters; counts of intervals as timelines that add them up, and their sums as counters. */
export function buildFigures(
  section: StatSection,
  warnings: Warnings,
): Pick<Recording, 'counters' | 'timelines'> {
  const counters: Counter[] = []
  const series = new SeriesList()
  const hasSummary = section.rows.some(({ time }) => time === 'summary')
  let last = ''
  for (const row of section.rows) {
    if (row.event !== '') last = row.event
    const event = row.event === '' ? last : row.event
    const name = row.place === '' ? event : `${event} ${row.place}`
    if (row.reason !== '') {
      warnings.add('not-counted', `Events that perf did not count have no value (${name}: ${row.reason}).`)
    }
    if (row.time === null || row.time === 'summary') counters.push(...countersOf(row, name))
    else series.add(row, name)
  }
  if (!hasSummary) counters.push(...series.sums())
  for (const { name, value, spread } of section.times) {
    counters.push({ name, ...scaledValue(value, 's') })
    if (spread !== null) counters.push({ name: `${name} ±`, unit: 'percent', value: Number(spread) })
  }
  for (const [i, value] of section.each.entries()) {
    counters.push({ name: `elapsed of run ${i + 1}`, ...scaledValue(value, 's') })
  }
  return { counters, timelines: series.finish() }
}

function countersOf({ value, unit, spread, running, metric }: StatRow, name: string): Counter[] {
  const counters: Counter[] = []
  if (value !== null) {
    counters.push({ name, ...scaledValue(value, unit) })
    if (spread !== null) counters.push({ name: `${name} ±`, unit: 'percent', value: Number(spread) })
    if (running !== null && Number(running) < 100) {
      counters.push({ name: `${name} running`, unit: 'percent', value: Number(running) })
    }
  }
  if (metric !== null) counters.push({ name: metricName(name, metric), ...metricValue(metric) })
  return counters
}

/** perf picks K/sec or M/sec as fits; all are made /sec, so that the points of one timeline agree. */
const RATE = /^([KMGT]?)\/sec$/
const POWERS: Readonly<Record<string, number>> = { '': 0, K: 3, M: 6, G: 9, T: 12 }

function metricName(event: string, { name }: StatMetric): string {
  return name === '' ? `${event} share` : `${event} ${name.replace(RATE, '/sec')}`
}

function metricValue({ value, unit, name }: StatMetric): { value: number; unit: string } {
  const rate = RATE.exec(name)
  if (rate !== null) return { value: Number(`${value}e${POWERS[rate[1]!]}`), unit: '/sec' }
  return { value: Number(value), unit: unit === '%' ? 'percent' : /^[MGK]?Hz$/.test(name) ? name : 'ratio' }
}

interface Series {
  readonly unit: string
  readonly kind: Timeline['kind']
  readonly time: Growable<Float64Array>
  readonly value: Growable<Float64Array>
  sum: number
}

/** Counts of intervals by name. */
class SeriesList {
  readonly #series = new Map<string, Series>()

  add({ time, value, unit, metric }: StatRow, name: string): void {
    const end = Number(`${time}e9`)
    if (value !== null) {
      const scaled = scaledValue(value, unit)
      const series = this.#of(name, scaled.unit, 'counter')
      series.sum += scaled.value
      push(series, end, series.sum)
    }
    // What could not be counted has no metric either; perf prints a zero.
    if (metric !== null && value !== null) {
      const { value: ratio, unit: shown } = metricValue(metric)
      push(this.#of(metricName(name, metric), shown, 'gauge'), end, ratio)
    }
  }

  sums(): Counter[] {
    return [...this.#series]
      .filter(([, { kind }]) => kind === 'counter')
      .map(([name, { unit, sum }]) => ({ name, unit, value: sum }))
  }

  finish(): Timeline[] {
    return [...this.#series].map(([name, { unit, kind, time, value }]) => {
      const points = { length: time.length, time: time.finish(), value: value.finish() }
      return { name, unit, kind, process: -1, points }
    })
  }

  #of(name: string, unit: string, kind: Timeline['kind']): Series {
    let series = this.#series.get(name)
    if (series === undefined) {
      series = { unit, kind, time: growableFloat64(), value: growableFloat64(), sum: 0 }
      if (kind === 'counter') push(series, 0, 0)
      this.#series.set(name, series)
    }
    return series
  }
}

function push({ time, value }: Series, at: number, amount: number): void {
  // Clocks that are set back would break the order that timelines promise.
  const before = time.length === 0 ? at : time.get(time.length - 1)
  time.push(Number.isFinite(at) ? Math.max(before, at) : before)
  value.push(amount)
}
