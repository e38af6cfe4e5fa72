import { UsageError } from '../../base/errors.ts'
import type { Format } from '../../formats/format.ts'
import { FORMATS, formatById, formatOfPath } from '../../formats/registry.ts'

/** The format that a file is to have: the one with the id `to`, else the one that its ending names. @throws UsageError for one that
 *  cannot be written. */
export function outputFormat(output: string, to: string | undefined): Format {
  const format = to === undefined ? formatOfPath(output) : formatById(to)
  if (format?.write !== undefined) return format
  const writable = FORMATS.filter(({ write }) => write !== undefined).map(({ id }) => id)
  const names = writable.join(', ')
  if (to === undefined) {
    throw new UsageError(
      `The ending of ${output} names no format that can be written`,
      `Name one with --to: ${names}`,
    )
  }
  const problem = format === null ? 'There is no format' : 'Pyrometer cannot write'
  throw new UsageError(`${problem} ${to}`, `Formats that can be written: ${names}`)
}
