import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { valueColumn } from '../functions/value-column.ts'
import { type LinesAnswer, queryLines } from './lines.ts'

/** What lines cost in one value: columns with an entry a line of the answer they stand beside. */
export interface LineValueColumn {
  readonly name: string
  /** '' for a ratio. */
  readonly unit: string
  /** Worked out of each line's own figures: never to be added up. */
  readonly isRatio: boolean
  /** The func's (or source's) own. */
  readonly total: number
  readonly self: Float64Array
  readonly totals: Float64Array
}

/**
 * Further values, of value types or formulas, for the lines of an answer. O(values * what {@link queryLines} costs).
 * @throws UsageError for a value that is not measured or a formula that cannot be read.
 */
export function queryLineValues(
  recording: Recording,
  answer: Pick<LinesAnswer, 'func' | 'source' | 'isInlined' | 'line'>,
  { values, filter = {} }: { values: readonly string[]; filter?: Filter },
): LineValueColumn[] {
  const { func, source, line } = answer
  const question = func === -1 ? { source } : { func, within: answer.isInlined ? source : undefined }
  const known = new Map<number, { total: number; self: Float64Array; totals: Float64Array }>()
  const figuresOf = (index: number) => {
    let figures = known.get(index)
    if (figures === undefined) {
      const found = queryLines(recording, question, { ...filter, valueType: index })
      const rowOf = new Map(Array.from(found.line, (number, row) => [number, row]))
      const aligned = (column: Float64Array) =>
        Float64Array.from(line, number => (rowOf.has(number) ? column[rowOf.get(number)!]! : 0))
      figures = { total: found.total, self: aligned(found.self), totals: aligned(found.totals) }
      known.set(index, figures)
    }
    return figures
  }
  return values.map(text => {
    const { name, unit, isRatio, evaluate } = valueColumn(recording, text)
    const column = (side: 'self' | 'totals') =>
      Float64Array.from(line, (_, row) => evaluate(index => figuresOf(index)[side][row]!))
    return {
      name,
      unit,
      isRatio,
      total: evaluate(index => figuresOf(index).total),
      self: column('self'),
      totals: column('totals'),
    }
  })
}
