import type { CallStat, CallStats } from './call-stats.ts'
import { type Limit, type LimitNote, limitStats } from './limit-stats.ts'
import { type SortKey, sortStats } from './sort-stats.ts'

/** The functions to print, in order, and how they came to be those. */
export interface Listing {
  readonly stats: CallStats
  readonly entries: readonly CallStat[]
  /** Titles of the sort keys; null where the order is that of the input. */
  readonly orderedBy: readonly string[] | null
  readonly notes: readonly LimitNote[]
}

/** Functions put in an order. */
export interface Order {
  readonly entries: readonly CallStat[]
  readonly titles: readonly string[]
}

/** The functions of `stats` ordered by the first key, ties by the next; costs of samples below zero by how large they are.
 *  O(n log n). */
export function orderStats(stats: CallStats, keys: readonly SortKey[]): Order {
  return {
    entries: sortStats(stats.entries.values(), keys, { isBySize: stats.source === 'stacks' }),
    titles: keys.map(key => key.title),
  }
}

/** The opposite order. */
export function reverseOrder(order: Order): Order {
  return { ...order, entries: [...order.entries].reverse() }
}

/** The functions in an order (null: that of the input), restricted step by step. */
export function listStats(stats: CallStats, order: Order | null, limits: readonly Limit[]): Listing {
  const { entries, notes } = limitStats(order?.entries ?? [...stats.entries.values()], limits)
  return { stats, entries, orderedBy: order?.titles ?? null, notes }
}
