import { median } from '../../base/statistics.ts'
import type { ValueType } from '../../model/recording.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { ThreadSource } from './profile-file.ts'
import { numberAt, type Table, tableOf, textAt } from './table.ts'

/** What the weights of a thread's samples are. */
export type WeightType = 'samples' | 'tracing-ms' | 'bytes'

/** The samples of a thread, in the order of time. */
export interface ThreadSamples {
  readonly length: number
  readonly weightType: WeightType
  /** Stack numbers of the file, -1 for none. */
  readonly stacks: Int32Array
  /** Milliseconds on the clock of the profile. */
  readonly times: Float64Array
  /** As many columns as there are value types, in their units (times in milliseconds). */
  readonly weights: readonly Float64Array[]
}

/** Unit of the processor time between two samples, null where no thread has any. */
export type CpuUnit = 'ns' | 'µs' | 'cycles' | null

const SAMPLES: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }
const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const CPU: ValueType = { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const CYCLES: ValueType = { name: 'cycles', unit: 'count', kind: 'sum', precision: 'sampled' }
const BYTES: ValueType = { name: 'bytes', unit: 'bytes', kind: 'sum', precision: 'exact' }

/** The value types of threads whose weights are of one type. */
export function valueTypesOf(weightType: WeightType, cpu: CpuUnit, isSampled: boolean): ValueType[] {
  if (weightType === 'bytes') return [{ ...BYTES, precision: isSampled ? 'sampled' : 'exact' }]
  if (weightType === 'tracing-ms') return [{ ...WALL, precision: isSampled ? 'sampled' : 'exact' }]
  return cpu === null ? [WALL, SAMPLES] : [WALL, SAMPLES, cpu === 'cycles' ? CYCLES : CPU]
}

/** What the samples of a thread weigh. */
export function weightTypeOf({ raw }: ThreadSource): WeightType {
  const given = textAt(raw.samples, 'weightType')
  return given === 'tracing-ms' || given === 'bytes' ? given : 'samples'
}

/** Reads the samples of a thread. `interval` is that of the profile in milliseconds, NaN unknown. */
export function readSamples(
  thread: ThreadSource,
  { interval, cpu, warnings }: { interval: number; cpu: CpuUnit; warnings: Warnings },
): ThreadSamples {
  const table = tableOf(thread.raw.samples, 'samples')
  const weightType = weightTypeOf(thread)
  const given = timesOf(table, thread.offset)
  const order = inOrder(given, warnings)
  const times = new Float64Array(order.length)
  const stacks = new Int32Array(order.length)
  for (let place = 0; place < order.length; place++) {
    times[place] = given[order[place]!]!
    stacks[place] = table.index('stack', order[place]!)
  }
  const column = ['weight', 'duration'].find(name => table.has(name) && !Number.isNaN(table.number(name, 0)))
  const counts = new Float64Array(order.length).fill(1)
  if (column !== undefined) fillFrom(counts, order, i => table.number(column, i))
  if (weightType !== 'samples') return { length: order.length, weightType, stacks, times, weights: [counts] }
  const wall =
    column === undefined ? lengthsOf(times, interval) : counts.map(count => count * (interval || 0))
  const weights = [wall, counts]
  if (cpu !== null) weights.push(cpuOf(table, order))
  return { length: order.length, weightType, stacks, times, weights }
}

/** Times stand as such or, since version 50, as differences. A sample without a time stands at that of the one before. */
export function timesOf(table: Table, offset: number): Float64Array {
  const times = new Float64Array(table.length)
  const isDelta = !table.has('time') && table.has('timeDeltas')
  let now = offset
  for (let i = 0; i < times.length; i++) {
    const value = table.number(isDelta ? 'timeDeltas' : 'time', i)
    if (!Number.isNaN(value)) now = isDelta ? now + value : value + offset
    times[i] = now
  }
  return times
}

function inOrder(times: Float64Array, warnings: Warnings): Int32Array {
  const order = new Int32Array(times.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  for (let i = 1; i < times.length; i++) {
    if (times[i]! >= times[i - 1]!) continue
    const message = 'Samples that lie before the sample before them were put in order.'
    warnings.add('unordered-samples', message, `sample ${i}`)
    return order.sort((a, b) => times[a]! - times[b]! || a - b)
  }
  return order
}

/** A longer distance than this many of the usual ones is a pause in which the thread was not sampled. */
const PAUSE = 4

/** How long samples that weigh nothing last: to the next one, over a pause as long as most. */
function lengthsOf(times: Float64Array, interval: number): Float64Array {
  const lengths = new Float64Array(times.length)
  for (let i = 0; i + 1 < times.length; i++) lengths[i] = times[i + 1]! - times[i]!
  const usual = median(lengths.subarray(0, -1)) || interval || 0
  const longest = PAUSE * Math.max(usual, interval || 0)
  for (let i = 0; i + 1 < times.length; i++) if (lengths[i]! > longest) lengths[i] = usual
  if (times.length > 0) lengths[times.length - 1] = usual
  return lengths
}

/** What a thread used since the sample before; the first says nothing. */
function cpuOf(table: Table, order: Int32Array): Float64Array {
  const used = new Float64Array(order.length)
  fillFrom(used, order, i => (i === 0 ? 0 : table.number('threadCPUDelta', i)))
  return used
}

/** Takes the values of samples in their order; what is no number is 0. */
function fillFrom(column: Float64Array, order: Int32Array, value: (sample: number) => number): void {
  for (let place = 0; place < order.length; place++) column[place] = value(order[place]!) || 0
}

/** The unit of processor times where any thread has them. */
export function cpuUnitOf(meta: unknown, threads: readonly ThreadSource[]): CpuUnit {
  const has = threads.some(({ raw }) => tableOf(raw.samples, 'samples').has('threadCPUDelta'))
  if (!has) return null
  const units = typeof meta === 'object' && meta !== null && 'sampleUnits' in meta ? meta.sampleUnits : null
  const unit = textAt(units, 'threadCPUDelta')
  return unit === 'ns' ? 'ns' : unit === 'variable CPU cycles' ? 'cycles' : 'µs'
}

/** The profile's sampling interval in milliseconds, NaN unknown. */
export function intervalOf(meta: unknown): number {
  const interval = numberAt(meta, 'interval')
  return interval > 0 ? interval : Number.NaN
}
