import type { CallsBuilder } from '../../model/part-builders.ts'
import type { Meta } from '../../model/recording.ts'
import { isTuple, type MarshalValue } from './marshal-values.ts'

/** The key that `profiling.sampling` of Python 3.15 adds to say that its counts are samples, not calls: ('__sampled__',). */
export const SAMPLED_MARK = '__sampled__'

export function isSampledMark(key: MarshalValue): boolean {
  return isTuple(key) && key.items.length === 1 && key.items[0] === SAMPLED_MARK
}

/**
 * Turns counts of samples into what they measure. In a profile of samples a function's "primitive calls" and "calls" are
 * the samples of its self and its total, and a caller has a plain count. Calls become unknown, and callers' counts times.
 * @returns the seconds a sample stands for; null where no function has any, which leaves the counts as they are.
 */
export function forgetSampleCounts(builder: CallsBuilder): number | null {
  const { rows, edges, total, edgeTotal } = builder
  const interval = intervalOf(builder)
  if (interval === null) return null
  for (let row = 0; row < rows.length; row++) {
    // A row of which nothing is known would be one that is known as a caller only.
    if (!Number.isNaN(rows.columns.calls.get(row)) && total[0]!.get(row) === 0) continue
    rows.columns.calls.set(row, Number.NaN)
    rows.columns.primitiveCalls.set(row, Number.NaN)
  }
  for (let edge = 0; edge < edges.length; edge++) {
    if (!Number.isNaN(edgeTotal[0]!.get(edge))) continue
    edgeTotal[0]!.set(edge, edges.columns.calls.get(edge) * interval)
    edges.columns.calls.set(edge, Number.NaN)
  }
  return interval
}

/** The seconds a sample stands for in a recording that was read from a profile of samples, else null. */
export function sampleIntervalOf(meta: Meta): number | null {
  const interval = meta.extra.pstatsSampleInterval
  return typeof interval === 'number' && interval > 0 ? interval : null
}

function intervalOf({ rows, total }: CallsBuilder): number | null {
  for (let row = 0; row < rows.length; row++) {
    const interval = total[0]!.get(row) / rows.columns.calls.get(row)
    if (interval > 0 && Number.isFinite(interval)) return interval
  }
  return null
}
