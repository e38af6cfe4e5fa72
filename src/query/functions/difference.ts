import { differenceInterval } from '../../analysis/difference/uncertainty.ts'

/** What rows of functions cost in the base: columns with an entry a row, in the rows' unit and brought to their scale; 0 for
 *  what the base has not. `rows.self - self` is the difference. */
export interface BaseRows {
  readonly self: Float64Array
  readonly total: Float64Array
  /** NaN unknown. */
  readonly calls: Float64Array
  readonly primitiveCalls: Float64Array
  /** 99 % interval of the difference; NaN where both figures are exact. It is within the noise where it holds 0. */
  readonly selfLow: Float64Array
  readonly selfHigh: Float64Array
  readonly totalLow: Float64Array
  readonly totalHigh: Float64Array
}

/** A functions table beside its base. */
export interface FunctionDifference extends BaseRows {
  /** The base's whole, brought to the recording's scale. */
  readonly whole: number
  /** Effective number of samples of the base; null where figures are exact. */
  readonly samples: number | null
  /** How large the largest difference of a self cost is: what colours are relative to. */
  readonly largestSelf: number
  readonly largestTotal: number
}

/** One side of a difference: figures of rows, and what they are parts of. */
export interface DifferenceSide {
  readonly rows: {
    readonly self: Float64Array
    readonly total: Float64Array
    readonly calls: Float64Array
    readonly primitiveCalls: Float64Array
  }
  /** `samples` is null where figures are exact. */
  readonly whole: { readonly total: number; readonly samples: number | null }
}

/** The base's figures of rows, and how sure their differences are. O(rows). */
export function baseRows(own: DifferenceSide, base: DifferenceSide): BaseRows {
  const { self, total, calls, primitiveCalls } = base.rows
  const bounds = (column: 'self' | 'total') => {
    const low = new Float64Array(self.length)
    const high = new Float64Array(self.length)
    for (let row = 0; row < self.length; row++) {
      const interval = differenceInterval(
        { value: own.rows[column][row]!, whole: own.whole.total, samples: own.whole.samples },
        { value: base.rows[column][row]!, whole: base.whole.total, samples: base.whole.samples },
      )
      low[row] = interval.low
      high[row] = interval.high
    }
    return { low, high }
  }
  const [ofSelf, ofTotal] = [bounds('self'), bounds('total')]
  return {
    ...{ self, total, calls, primitiveCalls },
    ...{ selfLow: ofSelf.low, selfHigh: ofSelf.high, totalLow: ofTotal.low, totalHigh: ofTotal.high },
  }
}

/** The difference of a functions table. O(rows). */
export function functionDifference(own: DifferenceSide, base: DifferenceSide): FunctionDifference {
  return {
    ...baseRows(own, base),
    whole: base.whole.total,
    samples: base.whole.samples,
    largestSelf: largestDifference(own.rows.self, base.rows.self),
    largestTotal: largestDifference(own.rows.total, base.rows.total),
  }
}

/** The size of the largest difference of two columns; 0 where there is none. */
export function largestDifference(own: Float64Array, base: Float64Array): number {
  let largest = 0
  for (let i = 0; i < own.length; i++) largest = Math.max(largest, Math.abs(own[i]! - base[i]!) || 0)
  return largest
}
