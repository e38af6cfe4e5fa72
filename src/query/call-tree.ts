import type { ValueType } from '../model/recording.ts'

/** A merged call tree, one row a call node: a path of funcs from a root. Parents stand before their children; children
 *  of one parent stand in falling order of total. Columns have `length` entries. */
export interface CallTreeAnswer {
  readonly valueType: ValueType
  /** Sum of the roots' totals. */
  readonly total: number
  readonly length: number
  /** Parent call node, -1 at a root. */
  readonly prefix: Int32Array
  readonly func: Int32Array
  /** 0 at a root. */
  readonly depth: Int32Array
  readonly self: Float64Array
  readonly totals: Float64Array
  /** Whether the split by caller is an estimate (the recording has only a call graph). */
  readonly isEstimated: boolean
}
