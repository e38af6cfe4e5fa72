import { secondsPer } from '../../base/units.ts'
import type { Recording, StacksPart } from '../../model/recording.ts'

/** How often each sample counts, and what one count stands for. */
export interface CpuCounts {
  readonly counts: Float64Array
  /** Microseconds, at least 1. */
  readonly period: number
}

/** The period of a recording that measures no time: gperftools' own, 100 samples a second. */
const USUAL_PERIOD = 10_000

/**
 * The counts of samples that a CPU profile holds. A recording of counts and times (as read from one) keeps both where
 * they fit; one of times alone is counted in the largest period of whole microseconds that all its times are
 * multiples of, so that times stay exact to the microsecond.
 */
export function cpuCountsOf(recording: Recording, part: StacksPart): CpuCounts {
  const known = recording.meta.recorder.settings.period
  const samples = part.valueTypes.findIndex(type => type.name === 'samples' && type.unit === 'count')
  if (samples !== -1 && part.valueTypes.length <= 2) {
    const counts = part.weights[samples]!.map(wholeCount)
    const isPeriod = typeof known === 'number' && known >= 1000 && Number.isInteger(known / 1000)
    return { counts, period: isPeriod ? known / 1000 : periodOf(part, samples) }
  }
  const type = part.valueTypes[part.defaultValueType]
  const seconds = secondsPer(type?.unit ?? '')
  const column = part.weights[part.defaultValueType] ?? new Float64Array(part.samples.length)
  if (seconds === null) return { counts: column.map(wholeCount), period: USUAL_PERIOD }
  const microseconds = column.map(value => wholeCount(value * seconds * 1e6))
  const period = Math.min(microseconds.reduce(commonDivisor, 0) || 1, 2 ** 31)
  return { counts: microseconds.map(value => Math.round(value / period)), period }
}

/** The mean time of a sample, where times stand beside the counts. */
function periodOf(part: StacksPart, samples: number): number {
  const other = part.weights[1 - samples]
  const seconds = secondsPer(part.valueTypes[1 - samples]?.unit ?? '')
  if (other === undefined || seconds === null) return USUAL_PERIOD
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)
  const period = Math.round((sum(other) * seconds * 1e6) / sum(part.weights[samples]!))
  return period >= 1 && period < 2 ** 31 ? period : USUAL_PERIOD
}

function wholeCount(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(0, Math.round(value)), Number.MAX_SAFE_INTEGER) : 0
}

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}
