import { BASE_HITS, baseNamed } from '../analysis/difference/value-pairs.ts'
import type { Unit } from '../base/units.ts'
import type { LinesPart, Recording, Timeline, ValueType } from '../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../model/tables.ts'
import { type HeapSnapshotSummary, queryHeapSnapshots } from './heap/look.ts'

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
  /** The same of the base, null where it has none of that name and process; absent without a base. */
  readonly base?: Pick<SeriesSummary, 'points' | 'first' | 'last' | 'least' | 'most' | 'mostAt'> | null
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
  /** The same of the base, brought to the recording's scale: NaN for values that it does not have. Null without a base. */
  readonly base: { readonly hits: number; readonly values: readonly number[] } | null
}

/** What a recording says that is no function's cost. */
export interface OverviewAnswer {
  readonly counters: Recording['counters']
  readonly timelines: readonly SeriesSummary[]
  /** Functions with figures of lines, those that cost most by the default value type first; empty without lines. */
  readonly measured: readonly MeasuredFunction[]
  /** What the values of `measured` are. */
  readonly valueTypes: readonly ValueType[]
  /** Looks at heaps in short; empty without any. */
  readonly heaps: readonly HeapSnapshotSummary[]
}

/** Totals, timelines and looks at heaps in short, and what the figures of lines add up to by function. `base` is what was put under
 *  the recording, for its values over time. O(size of these parts). */
export function queryOverview(recording: Recording, base: Recording | null = null): OverviewAnswer {
  const { counters, timelines, lines } = recording
  return {
    counters,
    timelines: timelines.map(timeline => ({
      ...summaryOf(recording, timeline),
      ...(base !== null && { base: seriesOfBase(recording, base, timeline) }),
    })),
    measured: lines === null ? [] : measuredFunctions(lines),
    valueTypes: (lines?.valueTypes ?? []).filter(type => type.base === undefined),
    heaps: queryHeapSnapshots(recording),
  }
}

function summaryOf(recording: Recording, timeline: Timeline): SeriesSummary {
  const { name, unit, points } = timeline
  const process = processOf(recording, timeline)
  return { name, unit, process, points: points.length, ...extremesOf(points.value, points.time) }
}

function processOf({ shared }: Recording, { process }: Timeline): string {
  return process === -1 ? '' : shared.strings[shared.processes.name[process]!]!
}

/** The base's series of the same name: that of the process of the same name and place among its namesakes; of a series that is alone on
 *  both sides whatever the process is called. */
function seriesOfBase(own: Recording, base: Recording, timeline: Timeline): SeriesSummary | null {
  const isLike = (other: Timeline) => other.name === timeline.name && other.unit === timeline.unit
  const [mine, theirs] = [own.timelines.filter(isLike), base.timelines.filter(isLike)]
  if (mine.length === 1 && theirs.length === 1) return summaryOf(base, theirs[0]!)
  const process = processOf(own, timeline)
  const namesakes = mine.filter(other => processOf(own, other) === process)
  const found = theirs.filter(other => processOf(base, other) === process)[namesakes.indexOf(timeline)]
  return found === undefined ? null : summaryOf(base, found)
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
  const own = valueTypes.flatMap((type, k) => (type.base === undefined ? [k] : []))
  const hitsOfBase = baseNamed(valueTypes, BASE_HITS)
  const found = new Map<string, { func: number; source: number; lines: Set<number>; rows: number[] }>()
  for (let i = 0; i < rows.length; i++) {
    const func = rows.func[i]!
    const source = rows.source[i]!
    const key = func === -1 ? `s${source}` : `f${func}`
    let entry = found.get(key)
    if (entry === undefined) {
      entry = { func, source, lines: new Set(), rows: [] }
      found.set(key, entry)
    }
    entry.lines.add(rows.line[i]!)
    entry.rows.push(i)
  }
  const most = (of: readonly number[], column: Float64Array) =>
    of.reduce((sum, row) => larger(sum, column[row]!), Number.NaN)
  const added = (of: readonly number[], column: Float64Array) =>
    of.reduce((sum, row) => (Number.isNaN(column[row]!) ? sum : (sum || 0) + column[row]!), Number.NaN)
  const figureOf = (of: readonly number[], k: number) =>
    valueTypes[k]!.kind === 'sum' ? added(of, values[k]!) : most(of, values[k]!)
  const baseOf = (of: readonly number[], k: number) => {
    const base = baseNamed(valueTypes, valueTypes[k]!.name)
    return base === null ? Number.NaN : base.scale * figureOf(of, base.index)
  }
  const functions = [...found.values()].map(
    ({ func, source, lines, rows: of }): MeasuredFunction => ({
      ...{ func, source, lines: lines.size, hits: most(of, rows.hits) },
      values: own.map(k => figureOf(of, k)),
      base: hitsOfBase && {
        hits: most(of, values[hitsOfBase.index]!),
        values: own.map(k => baseOf(of, k)),
      },
    }),
  )
  return functions.sort((a, b) => orZero(b.values[0]) - orZero(a.values[0]))
}

function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a
}

function orZero(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value
}
