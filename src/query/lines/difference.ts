import { differenceInterval } from '../../analysis/difference/uncertainty.ts'

/** What lines cost in the base: columns with an entry a line, brought to the recording's scale; 0 for what the base has not. */
export interface LineDifference {
  readonly self: Float64Array
  readonly totals: Float64Array
  /** NaN unknown. */
  readonly hits: Float64Array
  /** 99 % interval of the difference of the totals; NaN where figures are exact. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** The func's (or source's) total in the base, and the base's whole. What of the former no line here has was on lines that
   *  are gone. */
  readonly total: number
  readonly whole: number
  /** How large the largest difference of a line's total (of self, in hot lines) is. */
  readonly largest: number
}

/** 99 % intervals of the differences of figures that are parts of two wholes. */
export function deltaBounds(
  own: Float64Array,
  base: Float64Array,
  wholes: Record<'own' | 'base', { readonly whole: number; readonly samples: number | null }>,
) {
  const intervals = Array.from(own, (value, i) =>
    differenceInterval({ value, ...wholes.own }, { value: base[i]!, ...wholes.base }),
  )
  return {
    low: Float64Array.from(intervals, interval => interval.low),
    high: Float64Array.from(intervals, interval => interval.high),
  }
}
