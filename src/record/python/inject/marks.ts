import { readFileSync } from 'node:fs'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { tableBuilder } from '../../../model/table-builder.ts'
import { MARKS, type MarkTable, type ThreadIndex } from '../../../model/tables.ts'

/** Name of the environment variable that tells a program's `pyrometer.mark` and `region` which file to append to. */
export const MARKS_VARIABLE = 'PYROMETER_MARKS'

/** A point or span that the program named. */
export interface Mark {
  readonly name: string
  /** Nanoseconds since 1970. */
  readonly time: bigint
  /** Nanoseconds, 0 for a point. */
  readonly duration: number
  readonly pid: number
  /** Operating system's thread id, -1 unknown. */
  readonly tid: number
}

/** Longest line taken: what one atomic write to a file can be. */
const MAX_LINE = 4096
const MAX_MARKS = 1_000_000

/**
 * Reads the marks that programs left in a file, in its order: one JSON line each, `{"name", "time" (ns since 1970, as
 * text), "duration", "pid", "tid"}`. A missing file has none; lines that are no marks are left out.
 */
export function readMarks(path: string): Mark[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  const marks: Mark[] = []
  for (const line of text.split('\n')) {
    const mark = line.length > MAX_LINE ? null : parseMark(line)
    if (mark !== null && marks.length < MAX_MARKS) marks.push(mark)
  }
  return marks
}

function parseMark(line: string): Mark | null {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch {
    return null
  }
  const { name, time, duration, pid, tid } = (row ?? {}) as Record<string, unknown>
  const isMark =
    typeof name === 'string' && typeof time === 'string' && /^\d{1,20}$/.test(time) && isCount(duration)
  if (!isMark) return null
  return {
    name,
    time: BigInt(time),
    duration: duration as number,
    pid: isCount(pid) ? pid : -1,
    tid: isCount(tid) ? tid : -1,
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** The marks as a recording's table, by time; null when there are none. `startTime` is the recording's. */
export function markTable(
  marks: readonly Mark[],
  startTime: bigint,
  shared: SharedBuilder,
  threadOf: (mark: Mark) => ThreadIndex,
): MarkTable | null {
  if (marks.length === 0) return null
  const table = tableBuilder(MARKS)
  const byTime = [...marks].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
  for (const mark of byTime) {
    table.add({
      name: shared.string(mark.name),
      time: Math.max(0, Number(mark.time - startTime)),
      duration: mark.duration,
      thread: threadOf(mark),
    })
  }
  return table.finish()
}
