import { median } from '../../base/statistics.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { OwnerRows } from './trace-metadata.ts'

/** The samples of one thread, microseconds on the clock of the file. */
export interface SampledThread {
  readonly pid: unknown
  readonly tid: unknown
  readonly times: Float64Array
  readonly stacks: Int32Array
  /** Number of samples that each stands for; null where each is one. */
  readonly weights: Float64Array | null
  /** When the last one ends, NaN unknown. */
  readonly end: number
}

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/** The samples of all threads as one part: each lasts to the next one of its thread. */
export function sampledPart(
  threads: readonly SampledThread[],
  context: {
    owners: OwnerRows
    warnings: Warnings
    toNanoseconds: (time: number) => number
  },
): StacksPart {
  const { owners, warnings, toNanoseconds } = context
  const part = new StacksBuilder(VALUE_TYPES)
  for (const { pid, tid, times, stacks, weights, end } of threads) {
    const thread = owners.thread(pid, tid)
    const order = inOrder(times, warnings)
    const moments = Float64Array.from(order, i => toNanoseconds(times[i]!))
    const lengths = lengthsOf(moments, Number.isNaN(end) ? Number.NaN : toNanoseconds(end))
    for (const [place, i] of order.entries()) {
      part.add({ stack: stacks[i]!, thread, time: moments[place]! }, [lengths[place]!, weights?.[i] ?? 1])
    }
  }
  return part.finish(true)
}

/** V8 now and then writes a sample that lies before the sample before it. */
function inOrder(times: Float64Array, warnings: Warnings): Int32Array {
  const order = Int32Array.from(times, (_, i) => i)
  let isSorted = true
  for (let i = 1; i < times.length; i++) {
    if (times[i]! >= times[i - 1]!) continue
    isSorted = false
    warnings.add(
      'unordered-samples',
      'Samples that lie before the sample before them were put in order.',
      `sample ${i}`,
    )
  }
  return isSorted ? order : order.sort((a, b) => times[a]! - times[b]! || a - b)
}

/** How long each sample lasts. Where the end is not known the last one lasts as long as most. */
function lengthsOf(moments: Float64Array, end: number): Float64Array {
  const lengths = new Float64Array(moments.length)
  const last = moments.length - 1
  for (let i = 0; i < last; i++) lengths[i] = moments[i + 1]! - moments[i]!
  // An end that lies hours after the last sample is on another clock.
  const rest = end - moments[last]!
  const isEnd = rest >= 0 && rest < 3.6e12
  if (last >= 0) lengths[last] = isEnd ? rest : median(lengths.subarray(0, last)) || 0
  return lengths
}
