import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'

/** Profiles that a message lists. */
const LISTED = 20

/**
 * The profile of a file that a name or a number (from 1 on) says; all of them where none is said. A name may be a part of
 * one that no other has. @throws UsageError, which lists what there is, when none or several are meant.
 */
export function pickProfile(
  recordings: readonly Recording[],
  file: string,
  profile: string | undefined,
): readonly Recording[] {
  if (profile === undefined) return recordings
  const named = recordings.filter(({ meta }) => meta.name === profile)
  if (named.length === 1) return named
  const number = /^\d+$/.test(profile) ? Number(profile) : 0
  if (number >= 1 && number <= recordings.length) return [recordings[number - 1]!]
  const similar = recordings.filter(({ meta }) => meta.name.includes(profile))
  if (similar.length === 1) return similar
  const problem = similar.length === 0 ? 'has no profile' : 'has several profiles like'
  throw new UsageError(`${file} ${problem} "${profile}"`, `It has ${listProfiles(recordings)}`)
}

/** "1 main, 2 worker": the profiles of a file by number and name. */
export function listProfiles(recordings: readonly Recording[]): string {
  const listed = recordings.slice(0, LISTED).map(({ meta }, i) => `${i + 1} ${meta.name}`)
  const more = recordings.length - listed.length
  return `${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
