import { UsageError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'
import { type OpenOptions, openInputs } from './open.ts'
import { listProfiles } from './pick-profile.ts'

/**
 * Opens inputs as one recording: several, and the profiles of a file that holds several, are merged by process.
 * @throws UsageError when they do not measure the same; what {@link openInputs} throws.
 */
export async function openMerged(paths: readonly string[], options: OpenOptions): Promise<Recording> {
  const recordings = await openInputs(paths, { ...options, isToAdd: true })
  const [only] = recordings
  if (only !== undefined && recordings.length === 1) return only
  const { mergeRecordings } = await import('../analysis/merge-recordings.ts')
  try {
    return mergeRecordings(recordings)
  } catch (error) {
    if (!(error instanceof UsageError) || paths.length > 1) throw error
    const file = paths[0] ?? 'The input'
    const reason = `${file} holds ${recordings.length} profiles that do not measure the same`
    throw new UsageError(reason, `Pick one with --profile: ${listProfiles(recordings)}`)
  }
}
