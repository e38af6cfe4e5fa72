import type { SharedBuilder } from '../../../model/shared-builder.ts'
import type { MarkTable } from '../../../model/tables.ts'
import { markTable, readMarks } from '../inject/marks.ts'

/** The marks that programs left in a file, each with its thread where that was seen; null when there are none. `startTime` is the
 *  recording's, ns since 1970. */
export function readMarkTable(file: string, startTime: bigint, shared: SharedBuilder): MarkTable | null {
  const threads = new Map<number, number>()
  const { tid } = shared.threads.columns
  for (let i = 0; i < shared.threads.length; i++) threads.set(tid.get(i), i)
  return markTable(readMarks(file), startTime, shared, mark => threads.get(mark.tid) ?? -1)
}
