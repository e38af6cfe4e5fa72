import { UsageError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'

/** Merges recordings into one. @throws UsageError when they do not fit together. */
export function mergeRecordings(recordings: readonly Recording[]): Recording {
  const [first] = recordings
  if (first !== undefined && recordings.length === 1) return first
  throw new UsageError(`${recordings.length} recordings cannot be merged yet`)
}
