import type { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS, type MarkTable } from '../../model/tables.ts'
import type { JsonValue } from '../decoding/json/parse-json.ts'
import type { Warnings } from '../importing/warnings.ts'

const PREFIX = /^timeline-record-type-/
/** Records that are timelines. */
const MEASURED = new Set(['timeline-record-type-cpu', 'timeline-record-type-memory'])

/** What the timelines of a recording show (layout, scripts, frames, requests) and its markers, in the order of time; null when there is none. */
export function readMarks(
  records: readonly JsonValue[],
  context: { shared: SharedBuilder; toNanoseconds: (time: number) => number; warnings: Warnings },
): MarkTable | null {
  const { shared, toNanoseconds, warnings } = context
  const rows: { name: string; time: number; duration: number }[] = []
  for (const record of records) {
    const type = record.at('type').optionalText() ?? '(unnamed)'
    if (MEASURED.has(type)) continue
    const start = ['startTime', 'time', 'timestamp']
      .map(key => record.at(key).optionalNumber(Number.NaN))
      .find(time => !Number.isNaN(time))
    if (start === undefined) {
      // Requests keep their times in another form.
      warnings.add('records-without-time', 'Records without a time of the recording were left out.')
      continue
    }
    const end = record.at('endTime').optionalNumber(start)
    const event = record.at('eventType').optionalText()
    const title = type.replace(PREFIX, '')
    const time = toNanoseconds(start)
    rows.push({
      name: event === undefined ? title : `${title}: ${event}`,
      time,
      duration: end > start ? toNanoseconds(end) - time : 0,
    })
  }
  if (rows.length === 0) return null
  const marks = tableBuilder(MARKS)
  for (const { name, time, duration } of rows.sort((a, b) => a.time - b.time)) {
    marks.add({ name: shared.string(name), time, duration })
  }
  return marks.finish()
}
