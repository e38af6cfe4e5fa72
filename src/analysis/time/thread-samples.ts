import { secondsPer } from '../../base/units.ts'
import type { Recording, StacksPart } from '../../model/recording.ts'
import type { SampleTable, ThreadIndex } from '../../model/tables.ts'
import { type SampleRestriction, sampleMask } from '../filter-samples.ts'
import type { ThreadSamples } from '../tree/flame-chart.ts'

/** Gaps shorter than this share of a sample are the jitter of the sampler's clock, not time in which nobody looked. */
const JITTER = 0.5

/** Durations of samples that stand in a table out of which others were left. */
const carried = new WeakMap<SampleTable, Float64Array>()

/** Has the samples of `to`, which are the rows of a recording's samples (null: all of them), last as long as they did there:
 *  those left out leave gaps. */
export function carryDurations(from: Recording, to: SampleTable, rows: Int32Array | null): void {
  const part = stacksOf(from)
  if (!part.isTimed || wallWeights(part) !== null) return
  if (rows === null && !carried.has(part.samples)) return
  const durations = sampleDurations(from)
  carried.set(to, rows === null ? durations : Float64Array.from(rows, row => durations[row]!))
}

/** Has the samples of a table last so long, in ns, where no wall time of their own says it. */
export function setDurations(samples: SampleTable, durations: Float64Array): void {
  carried.set(samples, durations)
}

/**
 * What each sample of a timed recording stands for: entry i is the length in ns of sample i's time. That is its wall
 * time where the recording has such a value type, else the time until the thread's next sample (the last one as long as
 * the one before it). O(samples log samples). @throws TypeError if the recording has no stacks.
 */
export function sampleDurations(recording: Recording): Float64Array {
  const part = stacksOf(recording)
  const wall = wallWeights(part) ?? carried.get(part.samples)
  if (wall !== undefined) return wall
  const { time, thread, length } = part.samples
  const durations = new Float64Array(length)
  const last = new Map<ThreadIndex, number>()
  const before = new Map<ThreadIndex, number>()
  for (const i of timeOrder(time)) {
    const previous = last.get(thread[i]!)
    if (previous !== undefined) {
      durations[previous] = time[i]! - time[previous]!
      before.set(thread[i]!, durations[previous]!)
    }
    last.set(thread[i]!, i)
  }
  for (const [owner, i] of last) durations[i] = before.get(owner) ?? 0
  return durations
}

/** The samples of one thread in order of time, gaps of mere jitter closed, overlaps cut. O(samples log samples).
 *  @throws TypeError if the recording has no stacks. */
export function threadSamples(
  recording: Recording,
  thread: ThreadIndex,
  restriction: SampleRestriction,
): ThreadSamples {
  const { samples } = stacksOf(recording)
  const mask = sampleMask(recording, { ...restriction, threads: [thread], processes: null })
  const durations = sampleDurations(recording)
  const rows = timeOrder(samples.time).filter(i => mask === null || mask[i] === 1)
  const length = rows.length
  const stack = new Int32Array(length)
  const from = new Float64Array(length)
  const to = new Float64Array(length)
  for (let k = 0; k < length; k++) {
    const row = rows[k]!
    const time = samples.time[row]!
    stack[k] = samples.stack[row]!
    from[k] = time
    to[k] = time + durations[row]!
    if (k === 0) continue
    const shorter = Math.min(durations[row]!, to[k - 1]! - from[k - 1]!)
    if (time - to[k - 1]! < JITTER * shorter) to[k - 1] = time
  }
  return { length, stack, from, to }
}

/** Indexes of the samples that have a time, in order of it. Usually they stand in that order already. */
function timeOrder(time: Float64Array): Int32Array {
  const rows = new Int32Array(time.length)
  let length = 0
  let isSorted = true
  for (let i = 0; i < time.length; i++) {
    if (Number.isNaN(time[i]!)) continue
    if (length > 0 && time[rows[length - 1]!]! > time[i]!) isSorted = false
    rows[length++] = i
  }
  const order = rows.subarray(0, length)
  return isSorted ? order : order.sort((a, b) => time[a]! - time[b]! || a - b)
}

function wallWeights(part: StacksPart): Float64Array | null {
  const index = part.valueTypes.findIndex(type => type.name === 'wall' && secondsPer(type.unit) !== null)
  if (index === -1) return null
  const scale = secondsPer(part.valueTypes[index]!.unit)! * 1e9
  const weights = part.weights[index]!
  return scale === 1 ? weights : weights.map(weight => weight * scale)
}

function stacksOf(recording: Recording): StacksPart {
  if (recording.stacks === null) throw new TypeError('The recording has no stacks')
  return recording.stacks
}
