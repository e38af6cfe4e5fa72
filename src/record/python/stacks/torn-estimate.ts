// How many of the stacks that were taken for whole are impossible?
//
// A stack is torn when part of it is older than the rest: between two reads of memory the callee returned and its place
// was used again, so a caller seems to have called what it never called. Most are found: the caller's stack top does not
// hold the callee's function, the caller runs an instruction that cannot call, the frame says it has ended. What is not
// found cannot be counted, but it can be provoked. An *audit* is one more read, made after some of the whole stacks, as
// long after it as the reader's own reads lie apart: the leaf is taken from the first reading, the memory below it from
// the second, exactly as a torn stack comes about, and the same checks are made. The share of audits that pass all
// checks and yet show a caller of another function below the same callee estimates the share of torn stacks that passed
// in the readings themselves: both are the same experiment, a moment apart.
import { type Interval, wilsonInterval } from '../../../base/statistics.ts'

/** What a reader of stacks counted since it was opened. */
export interface TornCounts {
  /** Stacks taken for whole. */
  whole: number
  /** Stacks found torn, and given up. */
  torn: number
  /** Attempts given up because the stack changed under the reader's hands, and made again. */
  retried: number
  /** Stacks whose left-over frames above the true leaf were dropped. */
  repaired: number
  /** Whole stacks that were audited. */
  audits: number
  /** Audits in which an impossible stack passed the checks. */
  passed: number
}

/** Counts of a reader that has read nothing. */
export function newTornCounts(): TornCounts {
  return { whole: 0, torn: 0, retried: 0, repaired: 0, audits: 0, passed: 0 }
}

/** The counts of several readers (processes) together. */
export function sumTornCounts(parts: readonly Readonly<TornCounts>[]): TornCounts {
  const sum = newTornCounts()
  for (const part of parts) {
    for (const key of Object.keys(sum) as (keyof TornCounts)[]) sum[key] += part[key]
  }
  return sum
}

/** An estimated share in [0, 1] with its 99 % interval. */
export interface TornShare extends Interval {
  readonly share: number
}

/** The share of impossible stacks among those taken for whole; null without audits. Source of the interval: Wilson 1927. */
export function computeTornShare(counts: TornCounts): TornShare | null {
  if (counts.audits === 0) return null
  return { share: counts.passed / counts.audits, ...wilsonInterval(counts.passed, counts.audits) }
}
