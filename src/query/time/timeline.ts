import { stackWeights } from '../../analysis/filter-samples.ts'
import { sampleDurations } from '../../analysis/time/thread-samples.ts'
import {
  type BinRange,
  binTimeline,
  computeThreadBins,
  type ThreadBins,
} from '../../analysis/time/timeline.ts'
import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { type ThreadIndex, ThreadState } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'

/** What each thread did over time, in bins of equal length, for the timeline view. Per-thread columns have `bins`
 *  entries, each a share of the bin in [0, 1]; their sum is below 1 where the thread was not seen. */
export interface ThreadLane {
  readonly thread: ThreadIndex
  readonly running: Float64Array
  readonly runnable: Float64Array
  readonly waitingGil: Float64Array
  readonly blocked: Float64Array
  readonly unknown: Float64Array
  /** Func with the most self time in the bin, -1 where nothing was seen: its colour, its tooltip. */
  readonly topFunc: Int32Array
  /** Share of the hottest func's self time over the recording that the bin's top func has: its heat in [0, 1]. */
  readonly heat: Float64Array
  /** CPU share over the range, NaN unknown. */
  readonly cpuShare: number
  /** The commonest reason of waiting (string), null if it never waited. */
  readonly mainWait: string | null
}

/** One timeline of the recording, in the answer's bins. */
export interface TimelineSeries {
  readonly name: string
  readonly unit: string
  readonly process: number
  /** Per bin: a gauge's value farthest from nothing, a counter's growth; NaN where there is no point. */
  readonly values: Float64Array
  /** The largest and the least of them, a gauge's of all points in the range; NaN where there are none. */
  readonly peak: number
  readonly least: number
}

/** The timeline view's answer. */
export interface TimelineAnswer {
  /** Range in ns since `meta.startTime`. */
  readonly start: number
  readonly end: number
  readonly bins: number
  /** Threads in falling order of activity, the main thread first. */
  readonly lanes: readonly ThreadLane[]
  readonly series: readonly TimelineSeries[]
}

/** Time order of one thread for the flame chart: boxes per depth, in time order. Columns have `length` entries. */
export interface FlameChartAnswer {
  readonly thread: ThreadIndex
  readonly start: number
  readonly end: number
  /** Depth of the deepest box, -1 when there are none. */
  readonly maxDepth: number
  readonly length: number
  readonly depth: Int32Array
  readonly func: Int32Array
  /** ns since `meta.startTime`. Boxes of one depth never overlap and stand in rising order of time. */
  readonly from: Float64Array
  readonly to: Float64Array
  /** `maxDepth + 2` entries: the boxes of depth d are `rowStart[d] … rowStart[d + 1] - 1`. */
  readonly rowStart: Int32Array
}

/** What the timeline view shows: all of the recording where `start` and `end` are absent. */
export interface TimelineQuestion {
  /** At least 1. */
  readonly bins: number
  readonly start?: number
  readonly end?: number
  /** The value type is ignored: a timeline shows time. */
  readonly filter?: Filter
}

/** What each thread did and how each timeline went over a stretch of time. Threads that were not seen in it have no lane;
 *  a recording without timed samples has none at all. O(samples + points + bins * threads).
 *  @throws RangeError if `bins` is not a positive integer. */
export function queryTimeline(recording: Recording, question: TimelineQuestion): TimelineAnswer {
  const { bins, filter = {} } = question
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`Cannot make ${bins} bins`)
  const whole = timeRange(recording)
  const range = { start: question.start ?? whole.start, end: question.end ?? whole.end, bins }
  return { ...range, lanes: threadLanes(recording, range, filter), series: seriesOf(recording, range) }
}

/** The stretch of time of a recording, in ns since `meta.startTime`: from its start (or its first sample, if that is
 *  earlier) to its end, its last sample or its last point. Empty ([0, 0]) where nothing has a time. O(samples + points). */
export function timeRange(recording: Recording): { readonly start: number; readonly end: number } {
  let start = Number.POSITIVE_INFINITY
  let end = recording.meta.duration ?? 0
  if (recording.stacks?.isTimed === true) {
    const { time, length } = recording.stacks.samples
    const durations = sampleDurations(recording)
    for (let i = 0; i < length; i++) {
      if (time[i]! < start) start = time[i]!
      const last = time[i]! + durations[i]!
      if (last > end) end = last
    }
  }
  for (const { points } of recording.timelines) {
    if (points.length === 0) continue
    start = Math.min(start, points.time[0]!)
    end = Math.max(end, points.time[points.length - 1]!)
  }
  if (recording.meta.duration !== null) start = Math.min(start, 0)
  return Number.isFinite(start) ? { start, end } : { start: 0, end }
}

function threadLanes(recording: Recording, range: BinRange, filter: Filter): ThreadLane[] {
  if (recording.stacks?.isTimed !== true) return []
  const hot = heatByFunc(recording, filter)
  const lanes: { lane: ThreadLane; isMain: boolean; activity: number }[] = []
  for (const [thread, bins] of computeThreadBins(recording, range, filter).entries()) {
    if (bins === null) continue
    const activity = sum(bins.states[ThreadState.running]!) + 1e-3 * bins.seen
    const isMain = recording.shared.threads.isMain[thread] === 1
    lanes.push({ lane: laneOf(recording, { thread, bins, range, hot }), isMain, activity })
  }
  lanes.sort((a, b) => Number(b.isMain) - Number(a.isMain) || b.activity - a.activity)
  return lanes.map(({ lane }) => lane)
}

function laneOf(
  recording: Recording,
  of: { thread: ThreadIndex; bins: ThreadBins; range: BinRange; hot: Float64Array },
): ThreadLane {
  const { thread, bins, range, hot } = of
  const width = (range.end - range.start) / range.bins
  const share = (state: number) =>
    bins.states[state]!.map(time => (width > 0 ? Math.min(1, time / width) : 0))
  const heat = new Float64Array(range.bins)
  for (const [bin, func] of bins.topFunc.entries()) heat[bin] = func === -1 ? 0 : hot[func]!
  return {
    thread,
    running: share(ThreadState.running),
    runnable: share(ThreadState.runnable),
    waitingGil: share(ThreadState.waitingGil),
    blocked: share(ThreadState.blocked),
    unknown: share(ThreadState.unknown),
    topFunc: bins.topFunc,
    heat,
    cpuShare: cpuShare(recording, thread, range),
    mainWait: mainWait(recording, bins),
  }
}

/** Per func its self cost as a share of the hottest one's. */
function heatByFunc(recording: Recording, filter: Filter): Float64Array {
  const { stacks, frames, funcs } = recording.shared
  const { weights } = stackWeights(recording, { ...filter, valueType: null, time: null })
  const self = new Float64Array(funcs.length)
  for (let s = 0; s < stacks.length; s++) self[frames.func[stacks.frame[s]!]!]! += weights[s]!
  let hottest = 0
  for (const cost of self) if (cost > hottest) hottest = cost
  return hottest > 0 ? self.map(cost => Math.max(0, cost / hottest)) : self
}

/** From the samples' CPU time where they have it, else from the kernel's account of the thread's whole life. */
function cpuShare(recording: Recording, thread: ThreadIndex, range: BinRange): number {
  const part = recording.stacks!
  const length = range.end - range.start
  if (!(length > 0)) return Number.NaN
  const type = part.valueTypes.findIndex(({ name, unit }) => name === 'cpu' && secondsPer(unit) !== null)
  if (type === -1) {
    const { duration } = recording.meta
    const isWhole = duration !== null && range.start <= 0 && range.end >= duration
    return isWhole && duration > 0 ? recording.shared.threads.cpu[thread]! / duration : Number.NaN
  }
  const { total } = stackWeights(recording, { valueType: type, threads: [thread], time: range })
  return (total * secondsPer(part.valueTypes[type]!.unit)! * 1e9) / length
}

function mainWait(recording: Recording, bins: ThreadBins): string | null {
  let longest = -1
  for (const [wait, time] of bins.waits) {
    if (longest === -1 || time > bins.waits.get(longest)!) longest = wait
  }
  return longest === -1 ? null : recording.shared.strings[longest]!
}

function seriesOf(recording: Recording, range: BinRange): TimelineSeries[] {
  return recording.timelines.map(timeline => {
    const values = binTimeline(timeline, range)
    const { name, unit, process, kind, points } = timeline
    const isIn = (time: number) => time >= range.start && time <= range.end
    const ends = kind === 'gauge' ? points.value.filter((_, i) => isIn(points.time[i]!)) : values
    let [peak, least] = [Number.NaN, Number.NaN]
    for (const value of ends) {
      if (Number.isNaN(value)) continue
      if (!(peak >= value)) peak = value
      if (!(least <= value)) least = value
    }
    return { name, unit, process, values, peak, least }
  })
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}
