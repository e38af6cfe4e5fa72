import { compileGlob } from '../../analysis/call-graph/glob.ts'
import { cutSeries, type Series, sumSeries, trendOf, valueAt } from '../../analysis/time/series-sum.ts'
import type { Recording, Timeline } from '../../model/recording.ts'
import type { ProcessIndex } from '../../model/tables.ts'
import { queryFlameChart } from './flame-chart.ts'
import { placeAt, queryMemoryPeaks } from './memory-peak.ts'
import { timeRange } from './timeline.ts'

/** One line of a plot. */
export interface TimelineCurve extends Series {
  readonly label: string
  /** -1: of several processes, or none. */
  readonly process: ProcessIndex
}

/** A function or a named region over time. */
export interface TimelineSpan {
  readonly name: string
  /** ns since the recording's start. */
  readonly from: number
  readonly to: number
  /** Spans around it. */
  readonly depth: number
  /** What the value rose by in it; NaN unknown. */
  readonly growth: number
}

/** A value over time, with what explains it. */
export interface TimelineFigure {
  readonly name: string
  /** Whether the curves are of several names, the largest first, instead of several processes. */
  readonly isByName: boolean
  readonly unit: string
  /** ns since the recording's start. */
  readonly start: number
  readonly end: number
  /** The program first, then its children in the order in which they began. */
  readonly curves: readonly TimelineCurve[]
  /** All of them together; the only curve where there is one. */
  readonly sum: TimelineCurve
  /** The largest value of the sum, when, and what ran then. */
  readonly peak: { readonly time: number; readonly value: number; readonly place: string | null } | null
  /** The kernel's own peak of the program in bytes, null where it was not read or is not what is shown. */
  readonly kernelPeak: number | null
  readonly trend: { readonly perSecond: number; readonly atZero: number } | null
  readonly spans: readonly TimelineSpan[]
}

/** What is to be shown. */
export interface TimelineFigureQuestion {
  /** Name of the timelines ('rss', 'pss', 'gil' …), or of several: with commas between, or a glob ('load.*'); memory where there is
   *  any, else the first there is. */
  readonly series?: string | undefined
  /** ns since the recording's start. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Spans: those the program named, or, where it named none, the sampled functions of the main thread. */
  readonly spans?: 'named' | 'sampled' | 'none' | undefined
  /** Processes are shown each by itself: peak and trend are those of the program. */
  readonly isEach?: boolean | undefined
}

/** Names of the timelines of a recording, in their order. */
export function timelineNames({ timelines }: Recording): readonly string[] {
  return [...new Set(timelines.filter(({ points }) => points.length > 0).map(({ name }) => name))]
}

/** The names that a text means: one of them, several with commas between, globs. */
function seriesNames(names: readonly string[], series: string | undefined): readonly string[] {
  if (series === undefined) return names.includes('rss') ? ['rss'] : names.slice(0, 1)
  if (names.includes(series)) return [series]
  const wanted = series.split(',').map(part => compileGlob(part.trim()))
  return names.filter(name => wanted.some(isMeant => isMeant(name)))
}

/** Curves of several names that are shown by themselves. */
const MOST_CURVES = 11

/** The largest curves, and what is left of them as one. */
function largestCurves(curves: readonly TimelineCurve[]): TimelineCurve[] {
  const peaks = new Map(
    curves.map(curve => [curve, curve.value.reduce((most, one) => Math.max(most, one), 0)]),
  )
  const kept = [...curves].sort((a, b) => peaks.get(b)! - peaks.get(a)!)
  const rest = kept.slice(MOST_CURVES)
  const shown = kept.slice(0, MOST_CURVES).filter(curve => peaks.get(curve)! > 0)
  if (shown.length === 0) return kept.slice(0, 1)
  return rest.length === 0
    ? shown
    : [...shown, { ...sumSeries(rest), label: `${rest.length} others`, process: -1 }]
}

/** A value of a recording over time. Null where it has no such timeline. O(points log processes + samples). */
export function queryTimelineFigure(
  recording: Recording,
  question: TimelineFigureQuestion = {},
): TimelineFigure | null {
  const names = timelineNames(recording)
  const wanted = seriesNames(names, question.series)
  const timelines = recording.timelines.filter(one => wanted.includes(one.name) && one.points.length > 0)
  const [first] = timelines
  if (first === undefined) return null
  const isByName = wanted.length > 1
  const isOfSeveral = new Set(timelines.map(one => one.process)).size > 1
  const whole = timeRange(recording)
  const start = question.from ?? Math.min(whole.start, first.points.time[0]!)
  const end = question.to ?? whole.end
  const all = timelines
    .filter(one => one.unit === first.unit && one.kind === first.kind)
    .map(timeline => curveOf(recording, timeline, { start, end, isByName, isOfSeveral }))
  const curves = isByName ? largestCurves(all) : all
  const isShare = first.unit === 'share'
  const isAlone = curves.length === 1 || isShare || question.isEach === true
  const summed = isAlone ? curves[0]! : sumSeries(curves)
  const sum = {
    ...summed,
    label: isAlone ? curves[0]!.label : 'together',
    process: isAlone ? curves[0]!.process : -1,
  }
  // Of a part of the time the kernel does not say it.
  const isWhole = question.from === undefined && question.to === undefined
  const isMemory = first.name === 'rss' && isWhole
  const kernel = isMemory ? queryMemoryPeaks(recording).find(({ isKernels }) => isKernels) : undefined
  return {
    name: isByName ? question.series! : first.name,
    isByName,
    unit: first.kind === 'counter' ? `${first.unit} per second` : first.unit,
    start,
    end,
    curves,
    sum,
    peak: peakOf(recording, sum),
    kernelPeak: kernel?.bytes ?? null,
    trend: trendOf(sum),
    spans: spansOf(recording, question.spans ?? 'named', { sum, start, end }),
  }
}

function curveOf(
  recording: Recording,
  timeline: Timeline,
  range: { start: number; end: number; isByName: boolean; isOfSeveral: boolean },
): TimelineCurve {
  const { process } = timeline
  const { shared, meta } = recording
  const pid = process === -1 ? -1 : shared.processes.pid[process]!
  const name = process === -1 ? meta.name : shared.strings[shared.processes.name[process]!]!
  const series = timeline.kind === 'counter' ? rateOf(timeline.points) : timeline.points
  const ofProcess = pid > 0 ? `${name} ${pid}` : name
  const label = !range.isByName
    ? ofProcess
    : range.isOfSeveral
      ? `${timeline.name} (${ofProcess})`
      : timeline.name
  return { ...cutSeries(series, range.start, range.end), process, label }
}

/** What a counter grew by between its points, a second. */
function rateOf({ time, value }: Series): Series {
  const rates = value.map((total, i) => {
    const seconds = i === 0 ? 0 : (time[i]! - time[i - 1]!) / 1e9
    return seconds > 0 ? (total - value[i - 1]!) / seconds : 0
  })
  return { time, value: rates }
}

function peakOf(recording: Recording, sum: TimelineCurve): TimelineFigure['peak'] {
  if (sum.time.length === 0) return null
  let at = 0
  for (let i = 1; i < sum.value.length; i++) if (sum.value[i]! > sum.value[at]!) at = i
  const time = sum.time[at]!
  return { time, value: sum.value[at]!, place: placeAt(recording, time, sum.process) }
}

/** Deepest row of spans that is given. */
const MOST_ROWS = 60

function spansOf(
  recording: Recording,
  wanted: 'named' | 'sampled' | 'none',
  of: { sum: Series; start: number; end: number },
): TimelineSpan[] {
  if (wanted === 'none') return []
  const named = namedSpans(recording)
  const found = named.length > 0 || wanted === 'named' ? named : sampledSpans(recording)
  return found
    .filter(({ from, to, depth }) => to >= of.start && from <= of.end && depth < MOST_ROWS)
    .map(span => ({ ...span, growth: valueAt(of.sum, span.to) - valueAt(of.sum, span.from) }))
}

/** A span before anybody asked what grew in it. */
export type PlainSpan = Omit<TimelineSpan, 'growth'>

/** Spans that the program named: each lies in those around it, whatever their threads. */
export function namedSpans({ marks, shared }: Recording): PlainSpan[] {
  if (marks === null) return []
  const order = Array.from({ length: marks.length }, (_, i) => i).filter(i => marks.duration[i]! > 0)
  order.sort((a, b) => marks.time[a]! - marks.time[b]! || marks.duration[b]! - marks.duration[a]!)
  const ends: number[] = []
  return order.map(i => {
    const from = marks.time[i]!
    const to = from + marks.duration[i]!
    // The first row that is free: spans that lie in one another get one row each, those of several threads too.
    let depth = 0
    while (depth < ends.length && ends[depth]! > from) depth++
    ends[depth] = to
    return { name: shared.strings[marks.name[i]!]!, from, to, depth }
  })
}

function sampledSpans(recording: Recording): PlainSpan[] {
  const { shared, stacks } = recording
  if (stacks?.isTimed !== true || shared.threads.length === 0) return []
  const main = Math.max(0, shared.threads.isMain.indexOf(1))
  const chart = queryFlameChart(recording, main)
  return Array.from({ length: chart.length }, (_, i) => ({
    name: shared.strings[shared.funcs.name[chart.func[i]!]!]!,
    from: chart.from[i]!,
    to: chart.to[i]!,
    depth: chart.depth[i]!,
  })).filter(({ from, to }) => to > from)
}
