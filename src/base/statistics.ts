import { seededRandom } from './random.ts'

/** A closed interval; `low` and `high` are NaN when nothing is known. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The two-sided normal quantile for a confidence of 99 %. */
export const Z_99 = 2.5758293035489004

/**
 * The Wilson score interval of a share: `hits` of `trials`. Both may be fractional (an effective sample size). With no
 * trials the interval is [0, 1]. Source: Wilson, JASA 22 (1927) 209.
 */
export function wilsonInterval(hits: number, trials: number, z = Z_99): Interval {
  if (!(trials > 0)) return { low: 0, high: 1 }
  const share = Math.min(1, Math.max(0, hits / trials))
  const z2 = z * z
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
  const half =
    (z / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/** The quantile `q` in [0, 1] by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values as ArrayLike<number>).sort()
  const at = (sorted.length - 1) * q
  const below = Math.floor(at)
  const above = Math.min(sorted.length - 1, below + 1)
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!)
}

/** The middle value, NaN for none. O(n log n). */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** The arithmetic mean, NaN for none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return values.length === 0 ? Number.NaN : sum / values.length
}

/**
 * The percentile bootstrap interval of a statistic. Source: Efron and Tibshirani, An Introduction to the Bootstrap
 * (1993), chapter 13. O(rounds * (n + cost of statistic)).
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  statistic: (resample: Float64Array) => number,
  options: { confidence?: number; rounds?: number; seed?: number } = {},
): Interval {
  const { confidence = 0.95, rounds = 2000, seed = 1 } = options
  if (values.length === 0) return { low: Number.NaN, high: Number.NaN }
  const random = seededRandom(seed)
  const resample = new Float64Array(values.length)
  const results = new Float64Array(rounds)
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < resample.length; i++) resample[i] = values[Math.floor(random() * values.length)]!
    results[round] = statistic(resample)
  }
  const tail = (1 - confidence) / 2
  return { low: quantile(results, tail), high: quantile(results, 1 - tail) }
}
