import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'

/** The one recording of a list, for formats that hold one. `what` begins the sentence of the error.
 *  @throws UsageError when there are several or none. */
export function onlyRecording(recordings: readonly Recording[], what: string): Recording {
  const [first] = recordings
  if (first === undefined || recordings.length > 1) {
    const names = recordings.map(recording => recording.meta.name).join(', ')
    throw new UsageError(
      `${what} holds one recording, not ${recordings.length}${names === '' ? '' : `: ${names}`}`,
      'Convert them one by one, or to a format that holds several (speedscope)',
    )
  }
  return first
}
