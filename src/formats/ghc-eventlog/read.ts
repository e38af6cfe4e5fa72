import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS } from '../../model/tables.ts'
import type { FormatInput } from '../format.ts'
import { type ImportedMeta, importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { FORMAT, forEachEvent } from './events.ts'
import { LogReader } from './log-reader.ts'

/**
 * Reads an event log: one recording of the ticks of a time profile, one of a heap profile, one of what each capability ran,
 * as far as the log has them; marks and sizes of the heap are with the first. O(bytes). @throws FormatError, LimitError
 */
export async function readGhcEventlog(input: FormatInput): Promise<Recording[]> {
  const bytes = await input.bytes()
  const reader = new LogReader(bytes)
  const types = forEachEvent(bytes, reader.warnings, event => reader.take(event))
  const title = titleOf(input.name, 'GHC event log')
  const events = Object.fromEntries(
    [...reader.counts].map(([type, count]) => [`${type} ${types.get(type)!.description}`, count]),
  )
  const about: ImportedMeta = {
    command: reader.command,
    startTime: reader.start === null || reader.start <= 0n ? null : reader.start.toString(),
    duration: reader.lastTime,
    recorder: { name: 'GHC', version: reader.runtime, mode: null },
  }
  const heap = reader.heap.finish()
  const spans = reader.spans.finish(reader.threadLabels)
  const found = [
    { name: 'time', mode: 'sample', parts: reader.ticks() },
    { name: 'heap', mode: 'heap', parts: heap },
    { name: 'threads', mode: 'trace', parts: spans },
  ].filter(({ parts }) => parts !== null)
  const recordings =
    found.length > 0 ? found : [{ name: 'events', mode: 'trace', parts: { shared: new SharedBuilder() } }]
  return recordings.map(({ name, mode, parts }, i) => {
    const { shared, ...rest } = parts!
    const own = parts === heap && heap !== null ? heap.timelines : []
    return importedRecording(
      { format: FORMAT, file: input.name },
      {
        ...about,
        name: i === 0 ? title : `${title} (${name})`,
        recorder: {
          ...about.recorder,
          mode,
          ...(mode === 'heap' && reader.heap.breakdown !== null
            ? { settings: { breakdown: `-h${reader.heap.breakdown}` } }
            : {}),
        },
        warnings: i === 0 ? reader.warnings.list() : [],
        extra: i === 0 ? { ghcEventlog: { events, ...(reader.pid < 0 ? {} : { pid: reader.pid }) } } : {},
      },
      {
        shared,
        ...rest,
        ...(i === 0 ? { timelines: [...own, ...reader.timelines()], marks: markTable(reader, shared) } : {}),
      },
    )
  })
}

function markTable({ marks }: LogReader, shared: SharedBuilder): Recording['marks'] {
  if (marks.length === 0) return null
  const table = tableBuilder(MARKS)
  for (const { name, time, duration } of marks.toSorted((a, b) => a.time - b.time)) {
    table.add({ name: shared.string(name), time, duration })
  }
  return table.finish()
}
