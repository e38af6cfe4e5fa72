import type { ValueType } from '../model/recording.ts'
import type { FuncIndex } from '../model/tables.ts'
import type { FunctionRows } from './functions.ts'

/** Callers and callees of one func. In both lists the row with func -1 is the self row, so that each column adds up to
 *  the func's total: among callees it is what the func itself cost, among callers what it cost with no caller (as a
 *  root). `rows.total` is what the func cost when called from that caller (callers), or what the callee cost when
 *  called from the func (callees); `rows.self` likewise where it is known, else NaN. Sorted by total, falling. */
export interface NeighboursAnswer {
  readonly valueType: ValueType
  readonly func: FuncIndex
  /** The func's own total and self, and the whole. */
  readonly total: number
  readonly self: number
  readonly whole: number
  readonly callers: FunctionRows
  readonly callees: FunctionRows
}
