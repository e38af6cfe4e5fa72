import { wilsonInterval } from '../../base/statistics.ts'

/** A figure and what it is a part of. */
export interface Estimate {
  readonly value: number
  readonly whole: number
  /** Effective number of samples behind the whole; null where the figure is exact. */
  readonly samples: number | null
}

/**
 * The 99 % interval of `own - base` from the intervals of both: each end is as far as both ends are, added as sides of a right
 * angle. Wholes are taken as known. NaN where both are exact. Source: Newcombe, Statistics in Medicine 17 (1998) 873,
 * method 10; Zou and Donner, ibid. 27 (2008) 1693.
 */
export function differenceInterval(
  own: Estimate,
  base: Estimate,
): { readonly low: number; readonly high: number } {
  const [a, b] = [intervalOf(own), intervalOf(base)]
  if (a === null && b === null) return { low: Number.NaN, high: Number.NaN }
  const delta = own.value - base.value
  const [up, down] = [side(a, own.value), side(b, base.value)]
  return { low: delta - Math.hypot(up.below, down.above), high: delta + Math.hypot(up.above, down.below) }
}

/** Whether a difference is no more than chance explains: its 99 % interval holds 0. False for exact figures. */
export function isNoise(low: number, high: number): boolean {
  return low <= 0 && high >= 0 && high > low
}

function side(
  interval: { low: number; high: number } | null,
  value: number,
): { below: number; above: number } {
  if (interval === null) return { below: 0, above: 0 }
  return { below: Math.max(0, value - interval.low), above: Math.max(0, interval.high - value) }
}

function intervalOf({ value, whole, samples }: Estimate): { low: number; high: number } | null {
  if (samples === null || Number.isNaN(value) || !(whole > 0)) return null
  const { low, high } = wilsonInterval((value / whole) * samples, samples)
  return { low: low * whole, high: high * whole }
}
