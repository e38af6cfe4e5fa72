import type { Unit } from '../base/units.ts'
import type { LinesPart, Recording } from '../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../model/tables.ts'
import { type HeapSnapshotSummary, queryHeapSnapshots } from './heap-look.ts'

/** What a timeline says as a whole. */
export interface SeriesSummary {
  readonly name: string
  readonly unit: Unit
  /** Name of the process, '' for the whole recording. */
  readonly process: string
  readonly points: number
  /** First and last value, the smallest and the largest. */
  readonly first: number
  readonly last: number
  readonly least: number
  readonly most: number
  /** When the largest value was first reached, ns since the start. */
  readonly mostAt: number
}

/** The figures that a function's lines add up to. */
export interface MeasuredFunction {
  /** -1 where the lines belong to none: the source is the unit then. */
  readonly func: FuncIndex
  readonly source: SourceIndex
  readonly lines: number
  /** Largest number of times one of its lines ran, NaN unknown. */
  readonly hits: number
  /** Per value type of the lines: the sum, or the largest where values are states and not amounts; NaN unknown. */
  readonly values: readonly number[]
}

/** What a recording says that is no function's cost. */
export interface OverviewAnswer {
  readonly counters: Recording['counters']
  readonly timelines: readonly SeriesSummary[]
  /** Functions with figures of lines, those that cost most by the default value type first; empty without lines. */
  readonly measured: readonly MeasuredFunction[]
  /** Looks at heaps in short; empty without any. */
  readonly heaps: readonly HeapSnapshotSummary[]
}

/** Totals, timelines and looks at heaps in short, and what the figures of lines add up to by function. O(size of these parts). */
export function queryOverview(recording: Recording): OverviewAnswer {
  const { counters, timelines, lines, shared } = recording
  return {
    counters,
    timelines: timelines.map(({ name, unit, process, points }) => ({
      name,
      unit,
      process: process === -1 ? '' : shared.strings[shared.processes.name[process]!]!,
      points: points.length,
      ...extremesOf(points.value, points.time),
    })),
    measured: lines === null ? [] : measuredFunctions(lines),
    heaps: queryHeapSnapshots(recording),
  }
}

function extremesOf(value: Float64Array, time: Float64Array) {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  let mostAt = Number.NaN
  for (let i = 0; i < value.length; i++) {
    least = Math.min(least, value[i]!)
    if (value[i]! > most) {
      most = value[i]!
      mostAt = time[i]!
    }
  }
  const isEmpty = value.length === 0
  return {
    first: value[0] ?? Number.NaN,
    last: value.at(-1) ?? Number.NaN,
    least: isEmpty ? Number.NaN : least,
    most: isEmpty ? Number.NaN : most,
    mostAt,
  }
}

function measuredFunctions({ rows, values, valueTypes }: LinesPart): MeasuredFunction[] {
  const found = new Map<
    string,
    { func: number; source: number; lines: number; hits: number; values: number[] }
  >()
  for (let i = 0; i < rows.length; i++) {
    const func = rows.func[i]!
    const source = rows.source[i]!
    const key = func === -1 ? `s${source}` : `f${func}`
    let entry = found.get(key)
    if (entry === undefined) {
      entry = { func, source, lines: 0, hits: Number.NaN, values: valueTypes.map(() => Number.NaN) }
      found.set(key, entry)
    }
    entry.lines++
    entry.hits = larger(entry.hits, rows.hits[i]!)
    for (const [k, type] of valueTypes.entries()) {
      const value = values[k]![i]!
      const before = entry.values[k]!
      if (Number.isNaN(value)) continue
      entry.values[k] =
        type.kind === 'sum' ? (Number.isNaN(before) ? 0 : before) + value : larger(before, value)
    }
  }
  return [...found.values()].sort((a, b) => orZero(b.values[0]) - orZero(a.values[0]))
}

function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a
}

function orZero(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value
}
