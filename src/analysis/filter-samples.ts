import type { Recording, StacksPart } from '../model/recording.ts'
import type { ProcessIndex, StackIndex, ThreadIndex } from '../model/tables.ts'
import { sampleCounts } from './totals/sample-counts.ts'
import { wholeOf } from './totals/whole.ts'

/** Which samples of a recording an analysis is about. A field that is absent or null restricts nothing. The `Filter` of
 *  the query layer is one of these. */
export interface SampleRestriction {
  /** Index into `stacks.valueTypes`; absent: the part's default. */
  readonly valueType?: number | null
  /** Nanoseconds since `meta.startTime`: samples that start in [start, end). Samples without a time fall out. */
  readonly time?: { readonly start: number; readonly end: number } | null
  readonly threads?: readonly ThreadIndex[] | null
  readonly processes?: readonly ProcessIndex[] | null
  /** Values of ThreadState to keep. */
  readonly states?: readonly number[] | null
}

/** What the kept samples weigh together. */
export interface WeightSum {
  /** Index of the value type that was weighed. */
  readonly valueType: number
  /** Sum of the kept weights, those of the empty stack included. */
  readonly total: number
  /** The kept weight of samples whose stack is empty. */
  readonly empty: number
  /** Whether any of the kept samples weighs less than nothing. */
  readonly hasNegative: boolean
  /** Effective number of samples behind `total`: what an equally weighted sample of the same spread would have
   *  (Kish, Survey Sampling, 1965: (sum w)^2 / sum w^2, where a row that stands for c samples counts as c of w / c, and
   *  one that stands for none, its weight being known, adds no uncertainty).
   *  Equal to the number of samples where all weigh the same; 0 where nothing was kept, Infinity where all weights are known, NaN
   *  where rows are sums of who knows how many samples, see {@link sampleCounts}. */
  readonly samples: number
}

/** What the kept samples weigh, by stack. */
export interface StackWeights extends WeightSum {
  /** What shares are of: `total`, or where stacks weigh less than nothing the sum of sizes, see {@link wholeOf}. */
  readonly whole: number
  /** One entry per row of `shared.stacks`, in the value type's unit: the weight of the kept samples whose leaf it is.
   *  Prefixes get nothing from what lies above them. */
  readonly weights: Float64Array
}

/** The index of the value type a restriction asks for. @throws RangeError if there is none. */
export function valueTypeOf(part: StacksPart, restriction: SampleRestriction): number {
  const index = restriction.valueType ?? part.defaultValueType
  if (!Number.isInteger(index) || index < 0 || index >= part.valueTypes.length) {
    throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  }
  return index
}

/** Which samples a restriction keeps: one byte a sample, 1 kept, 0 not; null when it keeps all. O(samples).
 *  @throws TypeError if the recording has no stacks. */
export function sampleMask(recording: Recording, restriction: SampleRestriction): Uint8Array | null {
  const { samples } = stacksOf(recording)
  const { time, states } = restriction
  const keepThread = threadMask(recording, restriction)
  if ((time ?? null) === null && (states ?? null) === null && keepThread === null) return null
  const mask = new Uint8Array(samples.length)
  const keepState = states == null ? null : byteSet(states)
  const start = time?.start ?? 0
  const end = time?.end ?? 0
  for (let i = 0; i < mask.length; i++) {
    if (time != null && !(samples.time[i]! >= start && samples.time[i]! < end)) continue
    if (keepState !== null && keepState[samples.state[i]!] === 0) continue
    if (keepThread !== null && keepThread[samples.thread[i]! + 1] === 0) continue
    mask[i] = 1
  }
  return mask
}

/** Weighs the samples that `restriction` keeps, by stack. O(samples + stacks), allocates 8 B a stack (and 1 B a sample
 *  where anything is restricted). @throws TypeError if the recording has no stacks, RangeError if it has no such value
 *  type. */
export function stackWeights(recording: Recording, restriction: SampleRestriction = {}): StackWeights {
  const weights = new Float64Array(recording.shared.stacks.length)
  const sum = weighSamples(recording, restriction, (leaf, weight) => {
    weights[leaf]! += weight
  })
  // What weighs more than nothing everywhere is its own whole.
  const whole = sum.hasNegative ? wholeOf(weights) + Math.abs(sum.empty) : sum.total
  return { ...sum, whole, weights }
}

/** Hands `visit` the leaf and the weight of every sample that `restriction` keeps, that weighs something and whose stack is not
 *  empty. O(samples). @throws as {@link stackWeights}. */
export function weighSamples(
  recording: Recording,
  restriction: SampleRestriction,
  visit: (leaf: StackIndex, weight: number) => void,
): WeightSum {
  const part = stacksOf(recording)
  const valueType = valueTypeOf(part, restriction)
  const mask = sampleMask(recording, restriction)
  const column = part.weights[valueType]!
  const counts = sampleCounts(recording, part, valueType)
  const { stack, time, length } = part.samples
  let total = 0
  let empty = 0
  let squares = 0
  let hasNegative = false
  for (let i = 0; i < length; i++) {
    if (mask !== null && mask[i] === 0) continue
    const weight = column[i]!
    if (weight === 0 || Number.isNaN(weight)) continue
    total += weight
    if (weight < 0) hasNegative = true
    const count = counts === null ? (Number.isNaN(time[i]!) ? Number.NaN : 1) : counts[i]!
    // Not > 0: what is not known makes all of it unknown.
    if (!(count <= 0)) squares += (weight * weight) / count
    const leaf = stack[i]!
    if (leaf === -1) empty += weight
    else visit(leaf, weight)
  }
  return { valueType, total, empty, hasNegative, samples: total === 0 ? 0 : (total * total) / squares }
}

function stacksOf(recording: Recording): StacksPart {
  if (recording.stacks === null) throw new TypeError('The recording has no stacks')
  return recording.stacks
}

/** Which threads are kept, shifted by one: entry 0 is for samples that name no thread. */
function threadMask(recording: Recording, restriction: SampleRestriction): Uint8Array | null {
  const { threads, processes } = restriction
  if (threads == null && processes == null) return null
  const table = recording.shared.threads
  const wantedThreads = threads == null ? null : new Set(threads)
  const wantedProcesses = processes == null ? null : new Set(processes)
  const mask = new Uint8Array(table.length + 1)
  for (let i = -1; i < table.length; i++) {
    const process = i === -1 ? -1 : table.process[i]!
    const isKept = (wantedThreads?.has(i) ?? true) && (wantedProcesses?.has(process) ?? true)
    mask[i + 1] = isKept ? 1 : 0
  }
  return mask
}

function byteSet(values: readonly number[]): Uint8Array {
  const set = new Uint8Array(256)
  for (const value of values) if (value >= 0 && value < 256) set[value] = 1
  return set
}
