import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { Filter } from '../../query/filter/filter.ts'
import { queryFunctions } from '../../query/functions/functions.ts'
import { nameOf } from '../../query/stats/call-stats.ts'
import { compilePattern, type Limit, limitRows } from '../../query/stats/limit-stats.ts'
import type { Shown } from '../../render/text/panes-table.ts'
import { noFunctionLike, SHORT_TABLE } from './limits.ts'

/** Functions that cost anything and whose name, as pstats prints it, matches: by falling total.
 *  @throws UsageError where none does, or the pattern is no regular expression. */
export function funcsLike(recording: Recording, pattern: string, filter: Filter): FuncIndex[] {
  const matches = compilePattern(pattern)
  if (matches === null) throw new UsageError(`"${pattern}" is no regular expression`)
  const { rows } = queryFunctions(recording, filter)
  const found = Array.from(rows.func.keys()).filter(row =>
    matches(nameOf(recording.shared, rows.func[row]!).label),
  )
  if (found.length === 0) throw noFunctionLike(pattern)
  return found.sort((a, b) => rows.total[b]! - rows.total[a]!).map(row => rows.func[row]!)
}

/** Rows by the size of their difference, the largest first; what ties as it stands. */
export function byDifference(own: Float64Array, base: Float64Array): number[] {
  const size = (row: number) => Math.abs(own[row]! - base[row]!) || 0
  return Array.from(own.keys()).sort((a, b) => size(b) - size(a) || a - b)
}

/** The rows that limits leave of `order` (null: as they stand), applied in order; the first 40 where there are none. JSON has
 *  all. */
export function shownRows(
  rows: { readonly length: number; readonly order: readonly number[] | null },
  labelOf: (row: number) => string,
  { limits, isJson }: { readonly limits: readonly Limit[]; readonly isJson: boolean },
): Shown {
  const { length, order } = rows
  const all = order ?? Array.from({ length }, (_, row) => row)
  const isShort = limits.length === 0 && !isJson
  return { rows: isShort ? all.slice(0, SHORT_TABLE) : limitRows(all, limits, labelOf).entries, of: length }
}
