import type { ThreadIndex } from '../model/tables.ts'

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

export interface TimelineSeries {
  readonly name: string
  readonly unit: string
  readonly process: number
  /** Per bin: a gauge's largest value, a counter's growth; NaN where there is no point. */
  readonly values: Float64Array
  readonly peak: number
}

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
  readonly maxDepth: number
  readonly length: number
  readonly depth: Int32Array
  readonly func: Int32Array
  /** ns since `meta.startTime`. Boxes of one depth never overlap and stand in rising order of time. */
  readonly from: Float64Array
  readonly to: Float64Array
}
