import { cutSeries, type Series, sumSeries, valueAt } from '../../analysis/time/series-sum.ts'
import { thinSeries } from '../../analysis/time/thin-series.ts'
import type { Recording, Timeline } from '../../model/recording.ts'
import type { FuncIndex, ProcessIndex } from '../../model/tables.ts'
import { queryMemoryPeaks } from './memory-peak.ts'
import { queryTimeline, timeRange } from './timeline.ts'
import { namedSpans } from './timeline-figure.ts'

/** Memory of one process (or of all) over time, as a line. */
export interface MemoryCurve extends Series {
  /** What was read: 'rss', 'peak-rss', 'pss', 'uss' … */
  readonly name: string
  /** Of which process: "grow.py 4711"; 'all together'. */
  readonly label: string
  /** 'all': the sum of several processes; 'program' and its 'child' processes; 'detail': what else was read of a process. */
  readonly role: 'all' | 'program' | 'child' | 'detail'
  readonly process: ProcessIndex
  /** Its largest value in bytes, and the last. */
  readonly peak: number
  readonly last: number
}

/** A stretch of time with a name. */
export interface MemorySpan {
  readonly name: string
  /** Of a sampled function, else -1. */
  readonly func: FuncIndex
  /** ns since the recording's start. */
  readonly from: number
  readonly to: number
  /** Spans around it. */
  readonly depth: number
  /** What memory rose by in it, bytes. */
  readonly growth: number
}

/** Memory over time with what explains it. */
export interface MemoryTimelineAnswer {
  /** ns since the recording's start. */
  readonly start: number
  readonly end: number
  /** What the peak is of first; then the program, what else was read of it, and the children that had most. */
  readonly curves: readonly MemoryCurve[]
  /** Child processes that had less than those given. */
  readonly omitted: number
  readonly peak: { readonly time: number; readonly value: number; readonly process: ProcessIndex } | null
  /** The kernel's own peak of the program, bytes; null where it was not read, or a part of the time is shown. */
  readonly kernelPeak: number | null
  /** Spans that the program named, or the function on top of its main thread for most of each moment. */
  readonly spans: readonly MemorySpan[]
  readonly areSpansSampled: boolean
}

/** What is wanted: all of the time where ends are absent. */
export interface MemoryTimelineQuestion {
  readonly start?: number
  readonly end?: number
  /** At most so many points a curve, by four, and stretches of sampled functions. */
  readonly bins: number
}

const MOST_CHILDREN = 3
const MOST_SPANS = 2000

/** Names of the values over time that are memory. */
export function memoryNames({ timelines }: Recording): readonly string[] {
  return [...new Set(timelines.filter(isMemory).map(({ name }) => name))]
}

function isMemory({ unit, kind, points }: Timeline): boolean {
  return unit === 'bytes' && kind === 'gauge' && points.length > 0
}

/** Memory of all processes over time; null where none was recorded. O(points log processes + samples). */
export function queryMemoryTimeline(
  recording: Recording,
  question: MemoryTimelineQuestion,
): MemoryTimelineAnswer | null {
  const timelines = recording.timelines.filter(isMemory)
  const main = timelines.some(({ name }) => name === 'rss') ? 'rss' : timelines[0]?.name
  if (main === undefined) return null
  const whole = timeRange(recording)
  const [start, end] = [question.start ?? whole.start, question.end ?? whole.end]
  const cut = timelines.map(timeline => ({ timeline, ...cutSeries(timeline.points, start, end) }))
  const mains = cut.filter(({ timeline, time }) => timeline.name === main && time.length > 0)
  const [first] = mains
  if (first === undefined) return null
  const sum = mains.length > 1 ? sumSeries(mains) : first
  const program = first.timeline.process
  const curve = (of: Series, { name, process }: Timeline, role: MemoryCurve['role']): MemoryCurve => ({
    ...{ name, role, process: role === 'all' ? -1 : process },
    label: role === 'all' ? 'all together' : labelOf(recording, process),
    peak: of.value[highestOf(of)] ?? Number.NaN,
    last: of.value.at(-1) ?? Number.NaN,
    ...thinSeries({ time: of.time, value: of.value }, question.bins),
  })
  const children = mains
    .slice(1)
    .map(one => curve(one, one.timeline, 'child'))
    .sort((a, b) => b.peak - a.peak)
  const details = cut.filter(
    ({ timeline, time }) => timeline.name !== main && timeline.process === program && time.length > 0,
  )
  const isWhole = question.start === undefined && question.end === undefined
  const kernels = main === 'rss' && isWhole ? queryMemoryPeaks(recording)[0] : undefined
  const named = namedSpans(recording).map(span => ({ ...span, func: -1 }))
  const spans =
    named.length > 0 ? named : sampledSpans(recording, { program, start, end, bins: question.bins })
  const at = highestOf(sum)
  return {
    start,
    end,
    curves: [
      ...(mains.length > 1 ? [curve(sum, first.timeline, 'all')] : []),
      curve(first, first.timeline, 'program'),
      ...details.map(one => curve(one, one.timeline, 'detail')),
      ...children.slice(0, MOST_CHILDREN),
    ],
    omitted: Math.max(0, children.length - MOST_CHILDREN),
    peak: { time: sum.time[at]!, value: sum.value[at]!, process: mains.length > 1 ? -1 : program },
    kernelPeak: kernels?.isKernels === true ? kernels.bytes : null,
    spans: spans
      .filter(({ from, to }) => to >= start && from <= end)
      .slice(0, MOST_SPANS)
      .map(span => ({ ...span, growth: valueAt(sum, span.to) - valueAt(sum, span.from) })),
    areSpansSampled: named.length === 0,
  }
}

function highestOf({ value }: Series): number {
  let at = 0
  for (let i = 1; i < value.length; i++) if (value[i]! > value[at]!) at = i
  return at
}

function labelOf({ shared, meta }: Recording, process: ProcessIndex): string {
  const pid = process === -1 ? -1 : shared.processes.pid[process]!
  const name = process === -1 ? meta.name : shared.strings[shared.processes.name[process]!]!
  return pid > 0 ? `${name} ${pid}` : name
}

/** The function on top of the program's main thread for most of each bin; stretches of the same one are one span. */
function sampledSpans(
  recording: Recording,
  of: { program: ProcessIndex; start: number; end: number; bins: number },
): Omit<MemorySpan, 'growth'>[] {
  const { shared } = recording
  const { start, end, bins } = of
  if (recording.stacks?.isTimed !== true || !(end > start)) return []
  const { lanes } = queryTimeline(recording, { bins, start, end })
  const isOwn = (thread: number) => of.program === -1 || shared.threads.process[thread] === of.program
  const lane = lanes.find(({ thread }) => isOwn(thread) && shared.threads.isMain[thread] === 1) ?? lanes[0]
  if (lane === undefined) return []
  const spans: Omit<MemorySpan, 'growth'>[] = []
  const timeOf = (bin: number) => start + (bin / bins) * (end - start)
  for (let first = 0; first < bins; ) {
    const func = lane.topFunc[first]!
    let next = first + 1
    while (next < bins && lane.topFunc[next] === func) next++
    if (func !== -1) {
      const name = shared.strings[shared.funcs.name[func]!]!
      spans.push({ name, func, from: timeOf(first), to: timeOf(next), depth: 0 })
    }
    first = next
  }
  return spans
}
