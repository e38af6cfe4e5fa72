import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { addCallRows } from './call-rows.ts'
import { readRecords } from './read-records.ts'
import { readTextSection } from './text-section.ts'
import { type ClockSource, newTrace, type Trace } from './trace-events.ts'

const FORMAT = 'art-trace'

const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }
const CPU: ValueType = { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }
const CALLS: ValueType = { name: 'calls', unit: 'count', kind: 'sum', precision: 'exact' }
const VALUE_TYPES: Readonly<Record<ClockSource, readonly ValueType[]>> = {
  dual: [WALL, CPU, CALLS],
  wall: [WALL, CALLS],
  'thread-cpu': [CPU, CALLS],
}

/**
 * Reads a method trace of Android's runtime, written at the end or as it went: every entry and exit of a method, on the clocks
 * that the trace was told to read. A trace that was cut off ends with its last whole record.
 * Source: AOSP `art/runtime/trace.cc` and `trace.h` (versions 1 to 5). @throws FormatError, UnsupportedVersionError, LimitError.
 */
export function readArtTrace(bytes: Uint8Array, name: string | null): Recording[] {
  const trace = newTrace()
  const warnings = new Warnings()
  const isText = bytes[0] === 0x2a
  readRecords(bytes, isText ? readTextSection(bytes, trace) : 0, trace)
  if (trace.isCutOff)
    warnings.add('cut-off', 'The trace ends in the middle of a record; what came before is all there.')
  if (trace.options.get('data-file-overflow') === 'true') {
    warnings.add('overflow', 'The buffer of the trace was full: what ran after that is not in it.')
  }
  const shared = new SharedBuilder()
  const part = new StacksBuilder(VALUE_TYPES[trace.clock])
  const process = shared.process({ name: '', pid: numberOption(trace, 'pid') ?? -1 })
  const frameOf = frameFinder(trace, shared, warnings)
  const pid = numberOption(trace, 'pid')
  for (const [tid, events] of trace.events) {
    const title = trace.threads.get(tid)
    const thread = shared.thread({
      ...{ process, tid, kind: ThreadKind.unknown },
      name: title === undefined || title === '' ? `thread ${tid}` : title,
      isMain: tid === pid || title === 'main' ? 1 : 0,
    })
    addCallRows(events, thread, { shared, part, clock: trace.clock, warnings, frameOf })
  }
  const elapsed = numberOption(trace, 'elapsed-time-usec')
  if (trace.events.size === 0 && trace.methods.size === 0 && trace.threads.size === 0) {
    throw new FormatError(FORMAT, 'expected threads, methods or records, found none')
  }
  return [
    importedRecording(
      { format: FORMAT, file: name },
      {
        recorder: {
          name: trace.options.get('vm') === 'dalvik' ? 'Dalvik' : 'ART',
          mode: 'trace',
          settings: { version: trace.version, clock: trace.clock },
        },
        platform: 'Android',
        duration: elapsed === null ? null : elapsed * 1000,
        warnings: warnings.list(),
      },
      { shared, stacks: part.finish(trace.clock !== 'thread-cpu') },
    ),
  ]
}

function numberOption({ options }: Trace, key: string): number | null {
  const text = options.get(key) ?? ''
  return /^\d{1,15}$/.test(text) && Number(text) <= (key === 'pid' ? 0x7fffffff : Infinity)
    ? Number(text)
    : null
}

function frameFinder(trace: Trace, shared: SharedBuilder, warnings: Warnings): (method: number) => number {
  const frames = new Map<number, number>()
  return number => {
    let frame = frames.get(number)
    if (frame === undefined) {
      const method = trace.methods.get(number)
      if (method === undefined)
        warnings.add('unknown-methods', 'Methods that the trace does not name keep their numbers.')
      const func = shared.func({
        name: method?.name ?? `method 0x${number.toString(16)}`,
        systemName:
          method === undefined || method.signature === '' ? undefined : `${method.name}${method.signature}`,
        file: method === undefined || method.file === '' ? undefined : method.file,
        line: method?.line ?? -1,
      })
      frame = shared.plainFrame(func)
      frames.set(number, frame)
    }
    return frame
  }
}
