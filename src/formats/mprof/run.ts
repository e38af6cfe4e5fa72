import type { Recording, Timeline } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { emptyTable, tableBuilder } from '../../model/table-builder.ts'
import { MARKS, type MarkTable, TIMELINE_POINTS } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import type { Warnings } from '../importing/warnings.ts'
import { splitCommandLine } from './command-line.ts'
import { childName, orderByEnd, TIMELINES } from './names.ts'
import { type Moment, type MprofRecord, nanosecondsBetween } from './parse-record.ts'

/** A call of a function that was told to be timed. */
export type Call = Extract<MprofRecord, { kind: 'call' }>
type Memory = Extract<MprofRecord, { kind: 'memory' }>

/** One point in time of a timeline that is being made. */
interface Point {
  readonly time: number
  readonly value: number
}

/** What a file says of one run of a program. */
export class Run {
  /** Text behind CMDLINE, null where there is none. */
  command: string | null = null
  /** The first moment memory was measured, null when it was not. */
  begin: Moment | null = null
  readonly #memory: Memory[] = []
  readonly #children = new Map<string, Memory[]>()
  readonly #calls: Call[] = []

  addMemory(memory: Memory): void {
    if (this.begin === null) this.begin = memory.time
    if (memory.child === null) this.#memory.push(memory)
    else {
      const known = this.#children.get(memory.child)
      if (known === undefined) this.#children.set(memory.child, [memory])
      else known.push(memory)
    }
  }

  addCall(call: Call): void {
    this.#calls.push(call)
  }

  finish({ file, name, warnings }: { file: string | null; name: string; warnings: Warnings }): Recording {
    const shared = new SharedBuilder()
    const start = this.#earliest()
    const words = splitCommandLine(this.command ?? '')
    const main = shared.process({
      name: words[0]?.replace(/^.*[\\/]/, '') ?? name,
      ...(this.command === null ? {} : { command: this.command }),
    })
    const timelines: Timeline[] = []
    const memoryOf = (measured: readonly Memory[], process: number) => {
      if (measured.length === 0) return
      const points = measured.map(({ time, bytes }) => ({
        time: nanosecondsBetween(start, time),
        value: bytes,
      }))
      timelines.push(timeline(TIMELINES.memory, 'bytes', inOrder(points, warnings), process))
    }
    memoryOf(this.#memory, main)
    for (const [child, measured] of this.#children) {
      memoryOf(measured, shared.process({ name: childName(child), parent: main }))
    }
    const marks = this.#addCalls(shared, start, { timelines, process: main, warnings })
    const recorder = { name: 'memory_profiler', mode: 'memory' }
    const last = [...timelines.flatMap(({ points }) => [points.time.at(-1) ?? 0]), endOf(marks)]
    return importedRecording(
      { format: 'mprof', file },
      {
        name,
        recorder,
        command: words,
        startTime:
          start.seconds === Infinity
            ? null
            : String(BigInt(start.seconds) * 10n ** 9n + BigInt(start.nanoseconds)),
        duration: last.reduce((most, time) => Math.max(most, time), 0),
        warnings: warnings.list(),
      },
      { shared, timelines, marks },
    )
  }

  #addCalls(
    shared: SharedBuilder,
    start: Moment,
    { timelines, process, warnings }: { timelines: Timeline[]; process: number; warnings: Warnings },
  ): MarkTable | null {
    if (this.#calls.length === 0) return null
    const calls = this.#calls
      .map(call => {
        const time = nanosecondsBetween(start, call.start)
        const duration = nanosecondsBetween(call.start, call.end)
        if (duration < 0)
          warnings.add('negative-time', 'Calls that end before they begin were given no length')
        return { call, time, duration: Math.max(0, duration) }
      })
      .sort((a, b) => a.time - b.time)
    const marks = tableBuilder(MARKS)
    for (const { call, time, duration } of calls) {
      marks.add({ name: shared.string(call.name), time, duration })
    }
    const pointsBy = (value: (call: Call) => number) =>
      calls.map(({ call, time }) => ({ time, value: value(call) }))
    const ends = orderByEnd(
      calls.map(({ time }) => time),
      calls.map(({ duration }) => duration),
    ).map(i => ({ time: calls[i]!.time + calls[i]!.duration, value: calls[i]!.call.endBytes }))
    timelines.push(
      timeline(
        TIMELINES.atCall,
        'bytes',
        pointsBy(call => call.startBytes),
        process,
      ),
      timeline(TIMELINES.atReturn, 'bytes', ends, process),
    )
    if (calls.some(({ call }) => !Number.isNaN(call.depth))) {
      timelines.push(
        timeline(
          TIMELINES.depth,
          'count',
          pointsBy(call => call.depth),
          process,
        ),
      )
    }
    return marks.finish()
  }

  /** When anything of the run was measured first. */
  #earliest(): Moment {
    let first: Moment = { seconds: Infinity, nanoseconds: 0 }
    const consider = (time: Moment) => {
      const isEarlier =
        time.seconds < first.seconds ||
        (time.seconds === first.seconds && time.nanoseconds < first.nanoseconds)
      if (isEarlier) first = time
    }
    for (const { time } of this.#memory) consider(time)
    for (const measured of this.#children.values()) for (const { time } of measured) consider(time)
    for (const { start } of this.#calls) consider(start)
    return first
  }
}

function timeline(name: string, unit: string, points: readonly Point[], process: number): Timeline {
  const table = points.length === 0 ? emptyTable(TIMELINE_POINTS) : pointTable(points)
  return { name, unit, kind: 'gauge', process, points: table }
}

function pointTable(points: readonly Point[]) {
  const table = tableBuilder(TIMELINE_POINTS)
  for (const point of points) table.add(point)
  return table.finish()
}

/** The clock of a computer may be set back while it measures. */
function inOrder(points: readonly Point[], warnings: Warnings): readonly Point[] {
  const isInOrder = points.every((point, i) => i === 0 || point.time >= points[i - 1]!.time)
  if (isInOrder) return points
  warnings.add('time-order', 'Times that ran back were put in order')
  return [...points].sort((a, b) => a.time - b.time)
}

function endOf(marks: MarkTable | null): number {
  let end = 0
  for (let i = 0; i < (marks?.length ?? 0); i++) end = Math.max(end, marks!.time[i]! + marks!.duration[i]!)
  return end
}
