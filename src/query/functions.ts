import type { ValueType } from '../model/recording.ts'

/** Figures of funcs, one row each. Columns have `length` entries; values are in the answer's value type's unit. */
export interface FunctionRows {
  readonly length: number
  /** Index into `shared.funcs`; -1 in a self row (see neighbours.ts). */
  readonly func: Int32Array
  readonly self: Float64Array
  readonly total: Float64Array
  /** 99 % interval of the share in the whole, in [0, 1]; NaN where the figures are exact. */
  readonly selfLow: Float64Array
  readonly selfHigh: Float64Array
  readonly totalLow: Float64Array
  readonly totalHigh: Float64Array
  /** NaN where the input does not know. */
  readonly calls: Float64Array
  readonly primitiveCalls: Float64Array
}

/** The functions table. Rows are sorted by self, then total, falling. */
export interface FunctionsAnswer {
  readonly valueType: ValueType
  /** The whole: all that the filter kept. */
  readonly total: number
  /** Samples behind the figures (the effective number, for the intervals); null for exact recordings. */
  readonly samples: number | null
  readonly rows: FunctionRows
  /** Per row: how many times faster the whole would be if the function cost nothing at all (Amdahl, AFIPS 1967);
   *  Infinity where the function is all of it. */
  readonly ceiling: Float64Array
}
