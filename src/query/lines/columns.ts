import type { LinesOf } from '../../analysis/totals/line-totals.ts'
import type { Recording } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import { largestDifference } from '../functions/difference.ts'
import { columnFigures, type LineColumnFigures } from './column-figures.ts'
import { type LineColumnInfo, listLineColumns, standardColumns } from './column-list.ts'
import type { LinesQuestion } from './lines.ts'
import { shownLines } from './text.ts'

/** What a column of figures says of lines. */
export interface LineColumn extends LineColumnInfo, LineColumnFigures {
  /** Ends of the column's own scale of heat: the least is 0 but for states (memory in use), where it is the least there is. */
  readonly least: number
  readonly most: number
  /** How large the largest difference from the base is; without one the largest value, whichever its sign. */
  readonly largest: number
}

/** Figures of lines side by side. Columns have `length` entries. */
export interface LineColumnsAnswer {
  readonly source: SourceIndex
  /** -1 when the question was about a whole source. */
  readonly func: FuncIndex
  readonly length: number
  /** 1-based, rising. */
  readonly line: Int32Array
  /** Text of each line without its newline, null where the source is not at hand. */
  readonly text: readonly string[] | null
  /** All columns that there could be. */
  readonly available: readonly LineColumnInfo[]
  /** Those asked for, in that order. */
  readonly columns: readonly LineColumn[]
}

/**
 * Whatever the recording knows of the lines of one func or one source, each figure in a column of its own: what stacks say, what was
 * measured of lines, and formulas of both. `columns` names them ({@link LineColumnInfo.key}); unknown names count for nothing, and
 * where none is left the standard ones are given. O(value types shown * (samples + stacks + lines)).
 * @throws TypeError if the recording has neither stacks nor lines.
 */
export function queryLineColumns(
  recording: Recording,
  question: LinesQuestion & { readonly columns?: readonly string[]; readonly formulas?: readonly string[] },
  filter: Filter = {},
): LineColumnsAnswer {
  const { shared } = recording
  const func = 'func' in question ? question.func : -1
  const source = 'func' in question ? shared.funcs.source[question.func]! : question.source
  const of: LinesOf = func === -1 ? { source } : { func }
  const available = listLineColumns(recording, question.formulas ?? [])
  const wanted = (question.columns ?? []).flatMap(key => available.find(info => info.key === key) ?? [])
  const shown = wanted.length > 0 ? wanted : standardColumns(recording, available, filter)
  const figures = columnFigures(recording, { of, filter, shown })
  const lines = shownLines(recording, { func, source, seen: figures.seen, given: question.text ?? null })
  return {
    source,
    func,
    length: lines.line.length,
    line: lines.line,
    text: lines.text,
    available,
    columns: shown.map(info => scaled(info, figures.column(info, lines.line))),
  }
}

function scaled(info: LineColumnInfo, figures: LineColumnFigures): LineColumn {
  let [least, most, size] = [info.isState ? Number.POSITIVE_INFINITY : 0, 0, 0]
  for (const value of figures.values) {
    if (value > most) most = value
    if (Math.abs(value) > size) size = Math.abs(value)
    if (value < least && info.isState) least = value
  }
  // Of states that are all the same none is hotter.
  if (!(least < most)) least = 0
  const largest = figures.base === null ? size : largestDifference(figures.values, figures.base.values)
  return { ...info, ...figures, least, most, largest }
}
