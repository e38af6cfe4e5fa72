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
 * The counts of samples that a CPU profile holds: those of the recording where each stands for the same time (or nothing
 * says for what). Else its times are counted, in the largest period of whole microseconds that all are multiples of, so
 * that they stay exact to the microsecond.
 */
export function cpuCountsOf(recording: Recording, part: StacksPart): CpuCounts {
  const samples = part.valueTypes.findIndex(type => type.name === 'samples' && type.unit === 'count')
  const period = samples === -1 ? null : commonPeriod(recording, part, samples)
  if (period !== null) return { counts: part.weights[samples]!.map(wholeCount), period }
  const type = part.valueTypes[part.defaultValueType]
  const seconds = secondsPer(type?.unit ?? '')
  const column = part.weights[part.defaultValueType] ?? new Float64Array(part.samples.length)
  if (seconds === null) return { counts: column.map(wholeCount), period: USUAL_PERIOD }
  const microseconds = column.map(value => wholeCount(value * seconds * 1e6))
  const divisor = Math.min(microseconds.reduce(commonDivisor, 0) || 1, 2 ** 31)
  return { counts: microseconds.map(value => Math.round(value / divisor)), period: divisor }
}

/** The microseconds that every sample stands for, null where they differ. */
function commonPeriod(recording: Recording, part: StacksPart, samples: number): number | null {
  const times = part.valueTypes.findIndex(type => secondsPer(type.unit) !== null)
  const known = recording.meta.recorder.settings.period
  if (times === -1) return USUAL_PERIOD
  const [counts, column] = [part.weights[samples]!, part.weights[times]!]
  const first = counts.findIndex(count => count !== 0)
  const scale = secondsPer(part.valueTypes[times]!.unit)! * 1e6
  const period =
    first === -1
      ? typeof known === 'number'
        ? known / 1000
        : USUAL_PERIOD
      : (column[first]! * scale) / counts[first]!
  if (!(period >= 1 && period < 2 ** 31 && Number.isInteger(period))) return null
  return column.every((time, i) => time * scale === counts[i]! * period) ? period : null
}

function wholeCount(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(0, Math.round(value)), Number.MAX_SAFE_INTEGER) : 0
}

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}
