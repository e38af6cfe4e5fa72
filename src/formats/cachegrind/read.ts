import type { Recording } from '../../model/recording.ts'
import { readGrind } from '../callgrind/read.ts'
import type { FormatInput, ReadOptions } from '../format.ts'

const NO_CALLS = {
  code: 'no-calls',
  message: 'Cachegrind does not record calls: the total of a function is its own cost.',
  count: 1,
  firstAt: null,
} as const

/** Reads what Cachegrind, cg_merge or cg_diff wrote, which is a part of Callgrind's format. @throws FormatError. */
export async function readCachegrind(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const recordings = await readGrind(input, { ...options, format: 'cachegrind' })
  return recordings.map(recording => ({
    ...recording,
    meta: { ...recording.meta, warnings: [...recording.meta.warnings, NO_CALLS] },
  }))
}
