import { UsageError } from '../../base/errors.ts'
import { boundedTest } from '../filter/search-pattern.ts'
import type { CallerStat } from './call-stats.ts'

/** One of pstats' restrictions: the first n, the first share, or those whose printed name matches. */
export type Limit =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'pattern'; readonly pattern: string }

/** What a step of `limitStats` did, for the lines that pstats prints of it. */
export interface LimitNote {
  readonly limit: Limit
  readonly before: number
  readonly after: number
  /** Whether the pattern could not be read; everything is kept then. */
  readonly isInvalid: boolean
}

/** A restriction as it is typed. Null for a fraction outside 0 to 1. */
export function parseLimit(text: string): Limit | null {
  if (/^[+-]?\d+(_\d+)*$/.test(text)) return { kind: 'count', count: Number(text.replaceAll('_', '')) }
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const share = Number(text)
    return share >= 0 && share <= 1 ? { kind: 'share', share } : null
  }
  return { kind: 'pattern', pattern: text }
}

/** Applies restrictions one after the other, each to what the one before left, as pstats does: a share counts of what is
 *  left then; a negative count and a share of 1 restrict nothing. */
export function limitStats<T extends CallerStat>(
  entries: readonly T[],
  limits: readonly Limit[],
): { readonly entries: readonly T[]; readonly notes: readonly LimitNote[] } {
  return limitRows(entries, limits, entry => entry.name.label)
}

/** {@link limitStats} of rows of any kind; patterns are matched with `labelOf` a row. */
export function limitRows<T>(
  rows: readonly T[],
  limits: readonly Limit[],
  labelOf: (row: T) => string,
): { readonly entries: readonly T[]; readonly notes: readonly LimitNote[] } {
  let left = rows
  const notes: LimitNote[] = []
  for (const limit of limits) {
    const matches = limit.kind === 'pattern' ? readable(limit.pattern) : null
    const isInvalid = limit.kind === 'pattern' && matches === null
    const kept = matches === null ? firstRows(left, limit) : left.filter(row => matches(labelOf(row)))
    if (isInvalid || kept.length !== left.length) {
      notes.push({ limit, before: left.length, after: kept.length, isInvalid })
    }
    left = kept
  }
  return { entries: left, notes }
}

/** The first rows, as many as a count or a share says; all where neither is asked for. */
function firstRows<T>(rows: readonly T[], limit: Limit): readonly T[] {
  if (limit.kind === 'share') {
    return limit.share < 1 ? rows.slice(0, Math.trunc(rows.length * limit.share + 0.5)) : rows
  }
  return limit.kind === 'count' && limit.count >= 0 ? rows.slice(0, limit.count) : rows
}

/** As {@link compilePattern}, null also for patterns that it refuses. */
function readable(pattern: string): ((text: string) => boolean) | null {
  try {
    return compilePattern(pattern)
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}

/** A test for a regular expression in Python's spelling, null when it is none. Names of groups, `\A`, `\Z` and flags at the
 *  beginning are rewritten; what else the languages write differently is not.
 *  @throws UsageError for patterns whose matching can take exponential time. */
export function compilePattern(pattern: string): ((text: string) => boolean) | null {
  const flags = pattern.match(/^\(\?([ims]+)\)/)
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replace(/\\.|\(\?P</gs, match =>
      match === '(?P<' ? '(?<' : match === '\\A' ? '^' : match === '\\Z' ? '$' : match,
    )
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
  let expression: RegExp
  try {
    expression = new RegExp(body, flags?.[1] ?? '')
  } catch {
    return null
  }
  return boundedTest(expression, { mayReferBack: true })
}
