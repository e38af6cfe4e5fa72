import { secondsPer } from '../../base/units.ts'
import type { Recording, StacksPart } from '../../model/recording.ts'
import { SampleFlag, ThreadState } from '../../model/tables.ts'
import { measuredOf } from './measured.ts'

/** A sample as Austin's formats hold it. */
export interface RecordedSample {
  readonly thread: number
  readonly stack: number
  /** Microseconds; 0 in memory mode. */
  readonly time: number
  /** Bytes gained (negative: lost); 0 where only time is measured. */
  readonly memory: number
  readonly isIdle: boolean
  readonly isCollecting: boolean
}

/** The samples of a recording in the order in which Austin wrote them, or would have: by time where they have any. */
export function* recordedSamples(recording: Recording, part: StacksPart): Generator<RecordedSample> {
  const { columns } = measuredOf(part)
  const { samples } = part
  const perMicrosecond = (secondsPer(part.valueTypes[columns.timeType]?.unit ?? '') ?? 1e-6) * 1e6
  for (const row of rowsInOrder(part, recording.meta.extra.austin !== undefined)) {
    yield {
      thread: samples.thread[row]!,
      stack: samples.stack[row]!,
      time: whole((columns.time?.[row] ?? 0) * perMicrosecond),
      memory: whole(columns.memory?.[row] ?? 0),
      isIdle: samples.state[row]! > ThreadState.running,
      isCollecting: (samples.flags[row]! & SampleFlag.collecting) !== 0,
    }
  }
}

function rowsInOrder(part: StacksPart, isAustins: boolean): Int32Array {
  const rows = Int32Array.from({ length: part.samples.length }, (_, i) => i)
  const { time } = part.samples
  return part.isTimed && !isAustins ? rows.sort((a, b) => time[a]! - time[b]! || a - b) : rows
}

/** Metadata as Austin writes them: those that were read, or what a recording of another tool knows of them. */
export function recordedMetadata(recording: Recording): {
  head: [string, string][]
  tail: [string, string][]
} {
  const kept = recording.meta.extra.austin as Partial<Record<'head' | 'tail', unknown>> | undefined
  const { mode } = measuredOf(recording.stacks!)
  const head = pairs(kept?.head)
  if (head.some(([key, value]) => key === 'mode' && value === mode)) return { head, tail: pairs(kept?.tail) }
  const { duration, interpreter, quality } = recording.meta
  const rate = quality?.askedRate ?? null
  const known: [string, string | null][] = [
    ['mode', mode],
    ['interval', rate === null ? null : String(whole(1e6 / rate))],
    ['python', interpreter?.version ?? null],
    ['duration', duration === null ? null : String(whole(duration / 1000))],
  ]
  return { head: known.filter((pair): pair is [string, string] => pair[1] !== null), tail: [] }
}

function pairs(value: unknown): [string, string][] {
  if (!Array.isArray(value)) return []
  return value.filter(
    (pair): pair is [string, string] =>
      Array.isArray(pair) && pair.length === 2 && pair.every(text => typeof text === 'string'),
  )
}

/** A thread in Austin's notation: its process, and `0:6148403200`, `82848` or `x87` as its name was read; threads of
 *  other tools by their id, or by their number where that is unknown. */
export function threadNotation(recording: Recording, thread: number): { pid: number; text: string } {
  const { strings, threads, processes } = recording.shared
  if (thread === -1) return { pid: 0, text: '0' }
  const process = threads.process[thread]!
  const pid = process === -1 ? 0 : Math.max(0, processes.pid[process]!)
  const named = /^Thread ([^;\s]+)$/.exec(strings[threads.name[thread]!]!)?.[1]
  const tid = threads.tid[thread]!
  if (named !== undefined) return { pid, text: named }
  return { pid, text: String(Number.isInteger(tid) && tid >= 0 ? tid : thread + 1) }
}

function whole(value: number): number {
  return Number.isFinite(value) ? Math.round(value) + 0 : 0
}
