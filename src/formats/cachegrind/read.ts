import type { CallsPart, Recording } from '../../model/recording.ts'
import { readGrind } from '../callgrind/read.ts'
import type { FormatInput, ReadOptions } from '../format.ts'

/** Reads what Cachegrind, cg_merge or cg_diff wrote, which is a part of Callgrind's format. Nobody counted calls: totals of
 *  functions are NaN. @throws FormatError. */
export async function readCachegrind(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const recordings = await readGrind(input, { ...options, format: 'cachegrind' })
  return recordings.map(recording =>
    recording.calls === null ? recording : { ...recording, calls: withoutTotals(recording.calls) },
  )
}

function withoutTotals(calls: CallsPart): CallsPart {
  return { ...calls, total: calls.total.map(column => new Float64Array(column.length).fill(Number.NaN)) }
}
