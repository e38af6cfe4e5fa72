import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import {
  COMPARED_ORDERS,
  type ComparedStat,
  type ComparedStats,
  comparedReport,
  comparedStats,
  orderCompared,
} from '../../query/stats/compared-stats.ts'
import { type Limit, limitStats } from '../../query/stats/limit-stats.ts'
import { SORT_KEYS, sortKeyOf, sortStats } from '../../query/stats/sort-stats.ts'
import { renderCompared, renderComparedRelatives } from '../../render/text/difference-table.ts'
import { valueTypeNamed } from '../../workbench/opening/value-type.ts'
import type { Context } from '../context.ts'
import { windowOf } from '../window.ts'
import type { FunctionsQuestion } from './functions.ts'
import { noFunctionLike, patternLimit, SHORT_TABLE } from './limits.ts'

/** What `report` is asked about a recording with a base. */
export interface DifferenceQuestion extends Omit<FunctionsQuestion, 'files'> {
  readonly value: string | undefined
}

/** Prints the functions of a recording that a base was put under. @throws UsageError for an order or a value type that there
 *  is not, or where no function matches. */
export function reportDifference(recording: Recording, question: DifferenceQuestion, context: Context): void {
  const valueType = valueTypeNamed(recording, question.value)
  const filter = valueType === null ? {} : { valueType }
  const stats = comparedStats(recording, filter, question)
  const sides = (['callers', 'callees'] as const).filter(side => question[side] !== undefined)
  const ordered = orderOf(stats, question)
  const isShort = question.limits.length === 0 && !question.isJson && sides.length === 0
  const limits: readonly Limit[] = isShort ? [{ kind: 'count', count: SHORT_TABLE }] : question.limits
  if (question.isJson) {
    const patterns = sides.map(side => patternLimit(question[side]!))
    const { entries } = limitStats(ordered, [...patterns, ...limits])
    context.stdout.write(`${JSON.stringify(comparedReport(stats, entries, sides))}\n`)
    return
  }
  const window = windowOf(context.stdout)
  for (const side of sides) {
    const pattern = patternLimit(question[side]!)
    const { entries } = limitStats(ordered, [pattern, ...limits])
    if (entries.length === 0) throw noFunctionLike(question[side]!)
    context.stdout.write(renderComparedRelatives(stats, entries, { side, window }))
  }
  if (sides.length > 0) return
  context.stdout.write(renderCompared(stats, limitStats(ordered, limits).entries, window))
}

function orderOf(stats: ComparedStats, { sort = 'delta', isReversed }: DifferenceQuestion): ComparedStat[] {
  const words = sort.split(',').map(word => word.trim())
  // The last key first: what ties keeps the order it has.
  let entries: ComparedStat[] = [...stats.entries]
  for (const word of words.toReversed()) {
    const own = COMPARED_ORDERS[word]
    const key = own === undefined ? sortKeyOf(word) : null
    if (own !== undefined) entries = orderCompared(entries, own)
    else if (key !== null) entries = sortStats(entries, [key])
    else {
      throw new UsageError(
        `Cannot sort by "${word}": no key has that name, or several begin so`,
        `Keys: ${[...Object.keys(COMPARED_ORDERS), ...Object.keys(SORT_KEYS)].join(', ')}`,
      )
    }
  }
  return isReversed ? entries.reverse() : entries
}
