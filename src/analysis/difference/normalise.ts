import { UsageError } from '../../base/errors.ts'
import { secondsPer } from '../../base/units.ts'
import type { Recording, ValueType } from '../../model/recording.ts'

/**
 * What a base's values are multiplied by before they are compared. Samples that were counted at another rate are brought to
 * the recording's rate in all but `none`.
 * - `rate`: nothing else. Right where both did the same work: what took longer is slower.
 * - `duration`: the ratio of the measured times. Right where both ran on (a server): what takes a larger share is slower.
 * - `total`: what makes both wholes equal, value type by value type.
 */
export const NORMALISATIONS = ['rate', 'duration', 'total', 'none'] as const
/** One of {@link NORMALISATIONS}. */
export type Normalisation = (typeof NORMALISATIONS)[number]

/** What is measured. */
export type Quantity = Pick<ValueType, 'name' | 'unit' | 'kind'>

/** What a scale is worked out from. */
export interface Side {
  readonly recording: Recording
  /** The sum of a value type; NaN where it has none. */
  readonly totalOf: (type: Quantity) => number
}

/** The scale of a value type of the base. @throws UsageError where the lengths of the measurements are not known. */
export function scaleOf(type: Quantity, own: Side, base: Side, how: Normalisation): number {
  if (how === 'none') return 1
  if (how === 'total') return positive(own.totalOf(type) / base.totalOf(type))
  const rate = isSampleCount(type) ? positive(rateOf(own) / rateOf(base)) : 1
  if (how === 'rate' || type.kind === 'snapshot') return rate
  return rate * positive(durationOf(own) / durationOf(base))
}

function positive(scale: number): number {
  return Number.isFinite(scale) && scale > 0 ? scale : 1
}

function isSampleCount({ name, unit }: Quantity): boolean {
  return name === 'samples' && unit === 'count'
}

/** Samples a second; NaN unknown. Asked for, or what a sample stands for where times stand beside the counts. */
function rateOf({ recording, totalOf }: Side): number {
  const asked = recording.meta.quality?.askedRate ?? recording.meta.quality?.achievedRate ?? null
  if (asked !== null) return asked
  const types = recording.stacks?.valueTypes ?? []
  const [count, time] = [types.find(isSampleCount), types.find(({ unit }) => secondsPer(unit) !== null)]
  if (count === undefined || time === undefined) return Number.NaN
  return totalOf(count) / (totalOf(time) * secondsPer(time.unit)!)
}

function durationOf({ recording }: Side): number {
  if (recording.meta.duration !== null && recording.meta.duration > 0) return recording.meta.duration
  throw new UsageError(
    `${recording.meta.name} does not say how long it was measured`,
    '"--normalize total" makes both wholes equal',
  )
}
