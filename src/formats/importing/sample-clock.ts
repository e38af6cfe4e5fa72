import { secondsPer } from '../../base/units.ts'
import type { Recording, StacksPart } from '../../model/recording.ts'

/** A pause shorter than this part of the samples' mean length is the jitter of the clock, not a pause. */
const JITTER = 0.5

/** Where samples stand when each lasts its weight: for formats that know nothing but one sample after the other. */
export interface SampleClock {
  /** Length of each sample in the unit of the value type, never negative. */
  readonly lengths: Float64Array
  /** Length of the pause before a sample, by its place in the rows; the same unit. */
  readonly pauses: ReadonlyMap<number, number>
  /** Where the first sample begins and the last one ends. */
  readonly start: number
  readonly end: number
}

/** The samples of each thread that has any, in their own order; one empty list where there are none.
 *  @throws TypeError when the recording has no stacks. */
export function rowsByThread(recording: Recording): Int32Array[] {
  if (recording.stacks === null) throw new TypeError('The recording has no stacks')
  const { thread, length } = recording.stacks.samples
  const counts = new Int32Array(recording.shared.threads.length + 1)
  for (let i = 0; i < length; i++) counts[thread[i]! + 1]!++
  const rows = Array.from(counts, count => new Int32Array(count))
  const filled = new Int32Array(counts.length)
  for (let i = 0; i < length; i++) rows[thread[i]! + 1]![filled[thread[i]! + 1]!++] = i
  const present = rows.filter(list => list.length > 0)
  return present.length === 0 ? [new Int32Array(0)] : present
}

/** Sorts the samples `rows` of one thread by time, in place; without times they keep their order. */
export function inTimeOrder(part: StacksPart, rows: Int32Array): Int32Array {
  const { time } = part.samples
  return part.isTimed ? rows.sort((a, b) => time[a]! - time[b]! || a - b) : rows
}

/**
 * Lays the samples `rows` of one thread, in the order of time, on a line by the weights of the default value type. Pauses
 * are found where that type is wall time and the samples carry times. O(rows).
 */
export function clockOf(part: StacksPart, rows: Int32Array): SampleClock {
  const type = part.valueTypes[part.defaultValueType]
  const column = part.weights[part.defaultValueType] ?? new Float64Array(part.samples.length)
  const lengths = Float64Array.from(rows, row => Math.max(0, column[row]! || 0))
  const seconds = secondsPer(type?.unit ?? '')
  const isOnClock = part.isTimed && seconds !== null && type?.name === 'wall'
  const perNanosecond = 1e-9 / (seconds ?? 1)
  const timeOf = (place: number) => part.samples.time[rows[place]!]! * perNanosecond
  const start = isOnClock && rows.length > 0 && Number.isFinite(timeOf(0)) ? timeOf(0) : 0
  const least = (JITTER * lengths.reduce((sum, length) => sum + length, 0)) / Math.max(1, lengths.length)
  const pauses = new Map<number, number>()
  let end = start
  for (let place = 0; place < rows.length; place++) {
    const pause = isOnClock ? timeOf(place) - end : 0
    if (pause > least) {
      pauses.set(place, pause)
      end += pause
    }
    end += lengths[place]!
  }
  return { lengths, pauses, start, end }
}
