import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { valueTypesOf } from '../../query/formula/derived-values.ts'

/** Makes sure that what is said of the widths of boxes has a meaning. @throws UsageError where widths are chosen, and the recording
 *  has no base under it. */
export function checkWidths(recording: Recording, widths: string | undefined): void {
  if (widths === undefined || valueTypesOf(recording).some(({ base }) => base !== undefined)) return
  throw new UsageError('--widths is about a base', 'Name one with --base FILE')
}
