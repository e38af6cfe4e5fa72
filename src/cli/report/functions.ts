import { UsageError } from '../../base/errors.ts'
import { type CallStats, stripCallStats } from '../../query/stats/call-stats.ts'
import type { Limit } from '../../query/stats/limit-stats.ts'
import { listStats, type Order, orderStats, reverseOrder } from '../../query/stats/listing.ts'
import { reportListing } from '../../query/stats/report.ts'
import { SORT_KEYS, sortKeyOf } from '../../query/stats/sort-stats.ts'
import type { Context } from '../context.ts'
import { noFunctionLike, patternLimit, SHORT_TABLE } from './limits.ts'
import { renderListing } from './render-listing.ts'

/** What `report` is asked about functions. */
export interface FunctionsQuestion {
  /** Names of pstats' sort keys, separated by commas; by self where nothing is asked for: that is the question a report
   *  answers. */
  readonly sort: string | undefined
  readonly limits: readonly Limit[]
  /** Patterns of the functions whose callers or callees are printed in place of the table. */
  readonly callers: string | undefined
  readonly callees: string | undefined
  readonly isStripped: boolean
  readonly isReversed: boolean
  readonly isJson: boolean
  /** The files as pstats heads its table with them. */
  readonly files: readonly string[]
}

/** Prints functions, or callers and callees of some. @throws UsageError for a sort key that there is not, or where no function
 *  matches. */
export async function reportFunctions(
  opened: CallStats,
  question: FunctionsQuestion,
  context: Context,
): Promise<void> {
  const { limits, files } = question
  const stats = question.isStripped ? stripCallStats(opened) : opened
  const order = orderOf(stats, question)
  const sides = (['callers', 'callees'] as const).filter(side => question[side] !== undefined)
  if (question.isJson) {
    const patterns = sides.map(side => patternLimit(question[side]!))
    const listing = listStats(stats, order, [...patterns, ...limits])
    context.stdout.write(`${JSON.stringify(reportListing(listing, sides))}\n`)
    return
  }
  for (const side of sides) {
    const listing = listStats(stats, order, [patternLimit(question[side]!), ...limits])
    if (listing.entries.length === 0) throw noFunctionLike(question[side]!)
    context.stdout.write(await renderListing(listing, { side, context, hasExtras: true, files }))
  }
  if (sides.length > 0) return
  const isShort = stats.source === 'stacks' && limits.length === 0
  const shown = isShort ? [{ kind: 'count', count: SHORT_TABLE } as const] : limits
  const listing = listStats(stats, order, shown)
  const told = isShort ? { ...listing, notes: [] } : listing
  context.stdout.write(await renderListing(told, { side: null, context, hasExtras: true, files }))
}

function orderOf(stats: CallStats, { sort = 'tottime', isReversed }: FunctionsQuestion): Order {
  const words = sort.split(',').map(word => word.trim())
  const keys = words.map(word => {
    const key = sortKeyOf(word)
    if (key !== null) return key
    throw new UsageError(
      `Cannot sort by "${word}": no key has that name, or several begin so`,
      `Keys: ${Object.keys(SORT_KEYS).join(', ')}; a beginning that only one has will do`,
    )
  })
  const order = orderStats(stats, keys)
  return isReversed ? reverseOrder(order) : order
}
