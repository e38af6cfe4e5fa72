import { UsageError } from '../../base/errors.ts'
import type { Recording, Timeline } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { joinCommandLine } from './command-line.ts'
import { childNumber, orderByEnd, TIMELINES } from './names.ts'
import { BYTES_PER_MIB } from './parse-record.ts'

/** A line of memory that is to be written, and when. */
interface MemoryLine {
  readonly time: number
  readonly text: string
}

/**
 * Writes memory over time as `mprof run` does: a CMDLINE for each recording, its MEM (the program, or the first process)
 * and CHLD (the other processes) in the order of time, then a FUNC for each mark.
 * @throws UsageError when a recording has neither memory over time nor marks.
 */
export function* writeMprof(recordings: readonly Recording[]): Generator<Uint8Array> {
  for (const recording of recordings) yield* encodeTexts(lines(recording))
}

function* lines(recording: Recording): Generator<string> {
  const { meta, timelines } = recording
  const memory = timelines.filter(isMemory)
  const marks = recording.marks?.length ?? 0
  if (memory.length === 0 && marks === 0 && meta.importedFrom?.format !== 'mprof') {
    throw new UsageError(`A file of mprof holds memory over time, and ${meta.name} has none`)
  }
  const start = BigInt(meta.startTime ?? 0)
  if (meta.command.length > 0 || recording.meta.importedFrom?.format !== 'mprof') {
    yield `CMDLINE ${meta.command.length > 0 ? joinCommandLine(meta.command) : meta.name}\n`
  }
  const numbers = childNumbers(recording, memory)
  const all: MemoryLine[] = memory.flatMap((timeline, i) => memoryLines(timeline, numbers[i]!, start))
  // A stable sort: the program's line comes before those of its children at the same moment.
  all.sort((a, b) => a.time - b.time)
  for (const { text } of all) yield `${text}\n`
  yield* callLines(recording, memory[0] ?? null, start)
}

function isMemory({ name, unit }: Timeline): boolean {
  return name === TIMELINES.memory && unit === 'bytes'
}

/** Per timeline of memory what CHLD calls its process; null for the program itself. */
function childNumbers({ shared }: Recording, memory: readonly Timeline[]): (string | null)[] {
  let next = 0
  return memory.map(({ process }, i) => {
    const name = process === -1 ? '' : shared.strings[shared.processes.name[process]!]!
    const number = childNumber(name)
    if (number !== null) return number
    return i === 0 ? null : String(next++)
  })
}

function* callLines(recording: Recording, memory: Timeline | null, start: bigint): Generator<string> {
  const { marks, shared, timelines } = recording
  if (marks === null) return
  const { time, duration, length } = marks
  const find = (name: string) =>
    timelines.find(timeline => timeline.name === name && timeline.points.length === length) ?? null
  const [atCall, atReturn, depth] = [find(TIMELINES.atCall), find(TIMELINES.atReturn), find(TIMELINES.depth)]
  const placeOfEnd = new Int32Array(length)
  for (const [place, i] of orderByEnd(time, duration).entries()) placeOfEnd[i] = place
  for (let i = 0; i < length; i++) {
    const name = shared.strings[marks.name[i]!]!.replace(/\s+/g, '_') || '<unknown>'
    const end = time[i]! + duration[i]!
    const before = atCall?.points.value[i] ?? memoryAt(memory, time[i]!)
    const after = atReturn?.points.value[placeOfEnd[i]!] ?? memoryAt(memory, end)
    const fields = [name, mib(before, 4), seconds(start, time[i]!), mib(after, 4), seconds(start, end)]
    const level = depth?.points.value[i] ?? Number.NaN
    yield `FUNC ${fields.join(' ')}${Number.isNaN(level) ? '' : ` ${level}`}\n`
  }
}

function memoryLines({ points }: Timeline, child: string | null, start: bigint): MemoryLine[] {
  const word = child === null ? 'MEM' : `CHLD ${child}`
  return Array.from(points.time, (time, i) => ({
    time,
    text: `${word} ${mib(points.value[i]!, 6)} ${seconds(start, time)}`,
  }))
}

/** The last value measured until a moment, the first where there is none yet. O(log points). */
function memoryAt(timeline: Timeline | null, time: number): number {
  if (timeline === null || timeline.points.length === 0) return 0
  const { points } = timeline
  let [low, high] = [0, points.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (points.time[middle]! <= time) low = middle
    else high = middle - 1
  }
  return points.value[low]!
}

function mib(bytes: number, digits: number): string {
  return Number.isFinite(bytes) ? (bytes / BYTES_PER_MIB).toFixed(digits) : '0'
}

/** Seconds since 1970 in four decimals. */
function seconds(start: bigint, nanoseconds: number): string {
  const tenths = (start + BigInt(Math.round(nanoseconds)) + 50_000n) / 100_000n
  return `${tenths / 10_000n}.${String(tenths % 10_000n).padStart(4, '0')}`
}
