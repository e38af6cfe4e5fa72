import { UsageError } from '../../base/errors.ts'
import { compilePattern, type Limit, parseLimit } from '../../query/stats/limit-stats.ts'

/** Rows that a table shows where nothing else is asked for: the rest costs little. */
export const SHORT_TABLE = 40

/** What `--limit` was given, in the order it is applied in. @throws UsageError for shares outside 0 to 1 and patterns that
 *  are no regular expressions. */
export function limitsOf(texts: readonly string[]): readonly Limit[] {
  return texts.map(text => {
    const limit = parseLimit(text)
    if (limit === null) throw new UsageError(`Cannot limit to "${text}": a share must be between 0 and 1`)
    return limit.kind === 'pattern' ? patternLimit(text) : limit
  })
}

/** Functions whose name matches. @throws UsageError for what is no regular expression, or takes too long to match. */
export function patternLimit(pattern: string): Limit {
  if (compilePattern(pattern) === null) {
    throw new UsageError(`Cannot limit to "${pattern}": it is no regular expression`)
  }
  return { kind: 'pattern', pattern }
}

/** Says that a pattern names nothing, and what patterns are matched with. */
export function noFunctionLike(pattern: string): UsageError {
  return new UsageError(
    `No function matches "${pattern}"`,
    'Patterns are matched with "file:line(name)"; "report" lists the functions',
  )
}
