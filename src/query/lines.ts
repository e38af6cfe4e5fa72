import type { ValueType } from '../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../model/tables.ts'

/** Figures of the lines of one func or one source. Rows are in line order and cover every line from `firstLine` to
 *  `lastLine` where the text is known, else only lines with figures. Columns have `length` entries. */
export interface LinesAnswer {
  readonly valueType: ValueType
  readonly source: SourceIndex
  /** -1 when the question was about a whole source. */
  readonly func: FuncIndex
  /** The func's (or source's) total, and the recording's whole. */
  readonly total: number
  readonly whole: number
  readonly samples: number | null
  readonly length: number
  /** 1-based. */
  readonly line: Int32Array
  /** Cost while this very line was on top of the stack. */
  readonly self: Float64Array
  /** Cost while the line was executing, callees included; recursion counted once per sample. */
  readonly totals: Float64Array
  /** 99 % interval of `totals / total`; NaN where exact. */
  readonly shareLow: Float64Array
  readonly shareHigh: Float64Array
  /** NaN unknown. */
  readonly hits: Float64Array
  /** Text of each line without its newline, null where the source is not at hand. */
  readonly text: readonly string[] | null
}

/** The hottest lines of the whole recording, by self, falling. */
export interface HotLinesAnswer {
  readonly valueType: ValueType
  readonly whole: number
  readonly length: number
  readonly source: Int32Array
  readonly func: Int32Array
  readonly line: Int32Array
  readonly self: Float64Array
  readonly totals: Float64Array
  readonly shareLow: Float64Array
  readonly shareHigh: Float64Array
}
