import type { Recording, Timeline } from '../../model/recording.ts'
import { ThreadState } from '../../model/tables.ts'
import { type SampleRestriction, sampleMask } from '../filter-samples.ts'
import { sampleDurations } from './thread-samples.ts'

/** A stretch of the clock cut into equal bins. */
export interface BinRange {
  /** ns since `meta.startTime`. */
  readonly start: number
  readonly end: number
  /** At least 1. */
  readonly bins: number
}

/** What one thread did, bin by bin. Columns have `bins` entries; the states are ns within the bin. */
export interface ThreadBins {
  /** Indexed by ThreadState. */
  readonly states: readonly Float64Array[]
  /** Func on top of the stack for the longest part of the bin, -1 where nothing was seen. */
  readonly topFunc: Int32Array
  /** ns in the whole range, by what the thread waited for (index into `shared.strings`). */
  readonly waits: ReadonlyMap<number, number>
  /** ns in the range in which the thread was seen at all. */
  readonly seen: number
}

const STATES = Object.keys(ThreadState).length

/**
 * What every thread did over a stretch of time, in one pass over the samples. Entry t is thread t's; null for a thread
 * that was not seen in the range. Only timed samples count. O(samples + bins they cover), 44 B a bin and thread seen.
 * @throws TypeError if the recording has no stacks.
 */
export function computeThreadBins(
  recording: Recording,
  range: BinRange,
  restriction: SampleRestriction,
): (ThreadBins | null)[] {
  const part = recording.stacks
  if (part === null) throw new TypeError('The recording has no stacks')
  const { samples } = part
  const { stacks, frames, threads } = recording.shared
  const mask = sampleMask(recording, { ...restriction, time: null })
  const durations = sampleDurations(recording)
  const lanes = Array.from({ length: threads.length }, () => null as LaneBuilder | null)
  for (let i = 0; i < samples.length; i++) {
    const thread = samples.thread[i]!
    if (thread === -1 || (mask !== null && mask[i] === 0)) continue
    const from = Math.max(range.start, samples.time[i]!)
    const to = Math.min(range.end, samples.time[i]! + durations[i]!)
    if (!(to > from)) continue
    let lane = lanes[thread]!
    if (lane === null) {
      lane = new LaneBuilder(range)
      lanes[thread] = lane
    }
    const stack = samples.stack[i]!
    const func = stack === -1 ? -1 : frames.func[stacks.frame[stack]!]!
    lane.add({ from, to, state: samples.state[i]!, func, wait: samples.wait[i]! })
  }
  return lanes.map(lane => lane?.finish() ?? null)
}

class LaneBuilder {
  readonly #range: BinRange
  readonly #width: number
  readonly #states: Float64Array[]
  readonly #topFunc: Int32Array
  readonly #funcTime: Map<number, number>[]
  readonly #waits = new Map<number, number>()
  #seen = 0

  constructor(range: BinRange) {
    this.#range = range
    this.#width = (range.end - range.start) / range.bins
    this.#states = Array.from({ length: STATES }, () => new Float64Array(range.bins))
    this.#topFunc = new Int32Array(range.bins).fill(-1)
    this.#funcTime = Array.from({ length: range.bins }, () => new Map())
  }

  add(piece: { from: number; to: number; state: number; func: number; wait: number }): void {
    const { from, to, func, wait } = piece
    const last = this.#range.bins - 1
    const column = this.#states[piece.state] ?? this.#states[ThreadState.unknown]!
    this.#seen += to - from
    if (wait !== -1) this.#waits.set(wait, (this.#waits.get(wait) ?? 0) + to - from)
    const first = Math.min(last, Math.floor((from - this.#range.start) / this.#width))
    for (let bin = first; bin <= last; bin++) {
      const binStart = this.#range.start + bin * this.#width
      const length = Math.min(to, binStart + this.#width) - Math.max(from, binStart)
      if (!(length > 0)) {
        if (bin > first) break
        continue
      }
      column[bin]! += length
      if (func !== -1) {
        const times = this.#funcTime[bin]!
        times.set(func, (times.get(func) ?? 0) + length)
      }
    }
  }

  finish(): ThreadBins {
    for (const [bin, times] of this.#funcTime.entries()) {
      let most = 0
      for (const [func, time] of times) {
        if (time <= most) continue
        most = time
        this.#topFunc[bin] = func
      }
    }
    return { states: this.#states, topFunc: this.#topFunc, waits: this.#waits, seen: this.#seen }
  }
}

/** One timeline in bins: a gauge's value farthest from nothing in each bin, a counter's growth over it. NaN where a bin has no point (a
 *  counter needs a point before it, too). O(points + bins). */
export function binTimeline(timeline: Timeline, range: BinRange): Float64Array {
  const { time, value, length } = timeline.points
  const values = new Float64Array(range.bins).fill(Number.NaN)
  const width = (range.end - range.start) / range.bins
  let before = Number.NaN
  for (let i = 0; i < length; i++) {
    const isInRange = time[i]! >= range.start && time[i]! <= range.end
    if (isInRange && width > 0) {
      const bin = Math.min(range.bins - 1, Math.floor((time[i]! - range.start) / width))
      if (timeline.kind === 'gauge') {
        if (!(Math.abs(values[bin]!) >= Math.abs(value[i]!))) values[bin] = value[i]!
      } else if (!Number.isNaN(before)) {
        values[bin] = (Number.isNaN(values[bin]!) ? 0 : values[bin]!) + value[i]! - before
      }
    }
    before = value[i]!
  }
  return values
}
