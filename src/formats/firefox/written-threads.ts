import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { clockOf, inTimeOrder, rowsByThread } from '../importing/sample-clock.ts'
import type { WrittenClock } from './written-clock.ts'
import { sampleColumns } from './written-samples.ts'
import type { WrittenTables } from './written-tables.ts'

/** The threads of a recording as the processed layout has them. `number` is that of the first one in the file. */
export function writtenThreads(
  recording: Recording,
  context: { tables: WrittenTables; clock: WrittenClock; number: number },
): { threads: unknown[]; pids: string[] } {
  const { shared, marks } = recording
  const part = recording.stacks!
  const pids = pidsOf(recording, context.number)
  const rowsOf = new Map<number, Int32Array>()
  for (const rows of rowsByThread(recording)) {
    if (rows.length > 0) rowsOf.set(part.samples.thread[rows[0]!]!, inTimeOrder(part, rows))
  }
  const marksOf = new Map<number, number[]>()
  for (let i = 0; i < (marks?.length ?? 0); i++) {
    // Marks of no thread go to the first.
    const thread = Math.max(marks!.thread[i]!, shared.threads.length > 0 ? 0 : -1)
    marksOf.set(thread, [...(marksOf.get(thread) ?? []), i])
  }
  const order = Array.from({ length: shared.threads.length }, (_, i) => i)
  if (rowsOf.has(-1) || order.length === 0) order.unshift(-1)
  const threads = order.map((thread, i) => ({
    ...ownerOf(recording, thread, { pids, number: context.number + i }),
    ...sampleColumns(recording, rowsOf.get(thread) ?? new Int32Array(0), {
      ...context,
      times: timesOf(recording, rowsOf.get(thread), context.clock),
    }),
    markers: markersOf(recording, marksOf.get(thread) ?? [], context),
  }))
  return { threads, pids }
}

/** When each row begins, in milliseconds: one after the other where the recording has no times. */
function timesOf(
  recording: Recording,
  rows: Int32Array | undefined,
  { origin, interval }: WrittenClock,
): number[] {
  const part = recording.stacks!
  if (rows === undefined) return []
  if (part.isTimed) return Array.from(rows, row => origin + (part.samples.time[row]! || 0) / 1e6)
  const seconds = secondsPer(part.valueTypes[part.defaultValueType]?.unit ?? '')
  if (seconds === null) return Array.from(rows, (_, place) => origin + place * interval)
  const { lengths } = clockOf(part, rows)
  let now = origin
  return Array.from(lengths, length => {
    const time = now
    now += length * seconds * 1e3
    return time
  })
}

/** A text for each process that no other has: its number where it has one. */
function pidsOf({ shared }: Recording, number: number): string[] {
  const { strings, processes } = shared
  const used = new Set<string>()
  return Array.from(processes.pid, (pid, i) => {
    const name = strings[processes.name[i]!]!
    let text = pid >= 0 ? String(pid) : name === '' ? `process ${number + i}` : name
    while (used.has(text)) text += "'"
    used.add(text)
    return text
  })
}

function ownerOf(
  { meta, shared }: Recording,
  thread: number,
  { pids, number }: { pids: readonly string[]; number: number },
): object {
  const { strings, threads, processes } = shared
  const process = thread === -1 ? -1 : threads.process[thread]!
  const tid = thread === -1 ? Number.NaN : threads.tid[thread]!
  const processName = process === -1 ? '' : strings[processes.name[process]!]!
  const pid = process === -1 ? `recording ${number}` : pids[process]!
  return {
    processType: 'default',
    processStartupTime: 0,
    processShutdownTime: null,
    registerTime: 0,
    unregisterTime: null,
    pausedRanges: [],
    name: thread === -1 ? meta.name : strings[threads.name[thread]!]!,
    isMainThread: thread === -1 || threads.isMain[thread] === 1,
    pid,
    tid: Number.isFinite(tid) ? tid : `thread ${number}`,
    ...(processName === '' || processName === pid ? {} : { processName }),
  }
}

function markersOf(
  { shared, marks }: Recording,
  rows: readonly number[],
  { tables, clock }: { tables: WrittenTables; clock: WrittenClock },
): object {
  const time = (row: number) => clock.origin + marks!.time[row]! / 1e6
  const isSpan = (row: number) => marks!.duration[row]! > 0
  return {
    data: rows.map(() => null),
    name: rows.map(row => tables.string(shared.strings[marks!.name[row]!]!)),
    startTime: rows.map(time),
    endTime: rows.map(row => (isSpan(row) ? time(row) + marks!.duration[row]! / 1e6 : null)),
    phase: rows.map(row => (isSpan(row) ? 1 : 0)),
    category: rows.map(() => 0),
    length: rows.length,
  }
}
