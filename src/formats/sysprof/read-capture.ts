import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { Allocations } from './capture-allocations.ts'
import { Counters } from './capture-counters.ts'
import {
  type Capture,
  type CaptureFrame,
  FORMAT,
  FrameType,
  forEachFrame,
  isWhole,
  openCapture,
  textIn,
} from './capture-frames.ts'
import { ProcessSources } from './capture-owners.ts'
import { readPlaces } from './capture-places.ts'
import { CaptureRows } from './capture-rows.ts'
import { CaptureStacks } from './capture-stacks.ts'
import { Traces } from './capture-traces.ts'

const SAMPLES: readonly ValueType[] = [{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }]

interface Mark {
  readonly name: string
  readonly time: number
  readonly duration: number
}

/**
 * Reads a capture of sysprof 3 and later: one recording of its samples, one of its allocations, one of its traced calls,
 * as far as it has them; counters and marks are with the first. O(bytes).
 * @throws FormatError, UnsupportedVersionError, LimitError
 */
export async function readCapture(bytes: Uint8Array, file: string | null): Promise<Recording[]> {
  const capture = openCapture(bytes)
  const warnings = new Warnings()
  const span = spanOf(capture)
  const processes = new ProcessSources(capture, { origin: span.origin, warnings })
  const sources = { places: await readPlaces(capture, warnings), processes }
  const samples = new CaptureStacks(capture, sources)
  const rows = new CaptureRows()
  const allocations = new Allocations(capture, { stacks: new CaptureStacks(capture, sources), warnings })
  const traces = new Traces(capture, { stacks: new CaptureStacks(capture, sources), warnings })
  const counters = new Counters(capture, warnings)
  const marks: Mark[] = []
  const metadata: Record<string, string> = {}
  forEachFrame(capture, warnings, frame => {
    const time = Number(frame.time - span.origin)
    const { type, at, end } = frame
    if (type === FrameType.sample && isWhole(frame, 32, warnings)) {
      const count = addressCount(capture, frame, { count: 24, addresses: 32 })
      const thread = samples.owners.thread(frame.pid, capture.view.getInt32(at + 28, capture.isLittle))
      rows.add({ stack: samples.stack(frame.pid, at + 32, count), thread, time, cpu: frame.cpu }, [1])
    } else if (type === FrameType.allocation && isWhole(frame, 48, warnings)) {
      allocations.add(frame, { time, count: addressCount(capture, frame, { count: 44, addresses: 48 }) })
    } else if (type === FrameType.trace && isWhole(frame, 32, warnings)) {
      traces.add(frame, { time, count: addressCount(capture, frame, { count: 24, addresses: 32 }) })
    } else if (type === FrameType.counterDefine) counters.define(frame, time)
    else if (type === FrameType.counterSet) counters.set(frame, time)
    else if (type === FrameType.mark && isWhole(frame, 96, warnings)) {
      const duration = Math.max(0, Number(capture.view.getBigInt64(at + 24, capture.isLittle)))
      const name = [
        textIn(bytes, at + 32, at + 56),
        textIn(bytes, at + 56, at + 96),
        textIn(bytes, at + 96, end),
      ]
      marks.push({ name: name.filter(word => word !== '').join(': '), time, duration })
    } else if (type === FrameType.log && isWhole(frame, 64, warnings)) {
      const name = [textIn(bytes, at + 32, at + 64), textIn(bytes, at + 64, end)]
      marks.push({ name: name.filter(word => word !== '').join(': '), time, duration: 0 })
    } else if (type === FrameType.metadata && isWhole(frame, 64, warnings)) {
      const key = textIn(bytes, at + 24, at + 64)
      // A file could otherwise name an object's own parts.
      Object.defineProperty(metadata, key, {
        value: textIn(bytes, at + 64, end),
        enumerable: true,
        configurable: true,
      })
    } else if (type === FrameType.dbusMessage) {
      warnings.add('dbus-messages', 'Messages of D-Bus were left out.', `byte ${at}`)
    } else if (!(type >= FrameType.timestamp && type <= FrameType.dbusMessage)) {
      warnings.add('unknown-records', 'Records of unknown types were left out.', `byte ${at}`)
    }
  })
  const found = [
    { name: null, part: rows.length > 0 ? { rows, types: SAMPLES, stacks: samples } : null },
    { name: 'allocations', part: allocations.finish() },
    { name: 'calls', part: traces.finish() },
  ].flatMap(({ name, part }) => (part === null ? [] : [{ name, ...part }]))
  const title = titleOf(file, 'Sysprof capture')
  const about = {
    startTime: wallClock(capture, span.origin),
    duration: span.duration,
    recorder: { name: 'Sysprof', mode: 'sample' },
    command: processes.onlyCommand === null ? [] : [processes.onlyCommand],
    extra: Object.keys(metadata).length === 0 ? {} : { sysprof: { metadata } },
  }
  const results = found.map(({ name, rows: of, types, stacks }) => {
    const { shared } = stacks
    const labels = (cpu: number) => shared.labelSet([{ key: 'cpu', number: cpu }])
    const part = of.finish(types, labels)
    stacks.owners.finish()
    const isFirst = name === found[0]!.name
    return importedRecording(
      { format: FORMAT, file },
      {
        ...about,
        name: name === null || isFirst ? title : `${title} (${name})`,
        recorder: { ...about.recorder, mode: name === 'calls' ? 'trace' : 'sample' },
        warnings: isFirst ? warnings.list() : [],
      },
      {
        shared,
        stacks: part,
        ...(isFirst ? { timelines: counters.timelines(), marks: markTable(marks, shared) } : {}),
      },
    )
  })
  if (results.length > 0) return results
  const shared = new SharedBuilder()
  const parts = { shared, timelines: counters.timelines(), marks: markTable(marks, shared) }
  return [
    importedRecording({ format: FORMAT, file }, { ...about, name: title, warnings: warnings.list() }, parts),
  ]
}

/** How many addresses a record says it has, at most those it has room for. */
function addressCount(
  { view, isLittle }: Capture,
  { at, end }: CaptureFrame,
  offsets: { count: number; addresses: number },
): number {
  return Math.min(
    view.getUint16(at + offsets.count, isLittle),
    Math.floor((end - at - offsets.addresses) / 8),
  )
}

/** Where the recording begins, on the monotonic clock, and how long it is, in nanoseconds. */
function spanOf(capture: Capture): { origin: bigint; duration: number } {
  let first: bigint | null = null
  let last = 0n
  forEachFrame(capture, null, ({ type, time }) => {
    // What describes the machine may have no time of its own.
    if (time <= 0n || type === FrameType.fileChunk || type === FrameType.jitmap || type === FrameType.map)
      return
    if (first === null || time < first) first = time
    if (time > last) last = time
  })
  const earliest: bigint = first ?? capture.start
  const origin = capture.start > 0n && capture.start < earliest ? capture.start : earliest
  const end = capture.end > last ? capture.end : last
  return { origin, duration: Number(end > origin ? end - origin : 0n) }
}

/** The clock on the wall at `origin`, as nanoseconds since 1970: the head has it for the start; null unknown. */
function wallClock({ captureTime, start }: Capture, origin: bigint): string | null {
  const milliseconds = Date.parse(captureTime)
  if (Number.isNaN(milliseconds) || start <= 0n) return null
  const began = BigInt(milliseconds) * 1_000_000n + (origin - start)
  return began > 0n ? began.toString() : null
}

function markTable(marks: Mark[], shared: SharedBuilder): Recording['marks'] {
  if (marks.length === 0) return null
  const table = tableBuilder(MARKS)
  for (const { name, time, duration } of marks.sort((a, b) => a.time - b.time)) {
    table.add({ name: shared.string(name), time, duration })
  }
  return table.finish()
}
