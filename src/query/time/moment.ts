import { valueAt } from '../../analysis/time/series-sum.ts'
import { sampleDurations } from '../../analysis/time/thread-samples.ts'
import type { Recording } from '../../model/recording.ts'
import type { FuncIndex, ProcessIndex, SourceIndex, ThreadIndex } from '../../model/tables.ts'
import { sampleAt, spanAt } from './memory-peak.ts'

/** A frame of a stack at a moment. */
export interface MomentFrame {
  readonly func: FuncIndex
  /** -1 unknown. */
  readonly source: SourceIndex
  readonly line: number
}

/** What a program did at a moment, as far as it was seen. */
export interface MomentAnswer {
  /** ns since the recording's start. */
  readonly time: number
  /** When the nearest sample was taken, and of which thread; NaN and -1 where there is none. */
  readonly seenAt: number
  readonly thread: ThreadIndex
  /** The stack of that sample, its leaf first. */
  readonly frames: readonly MomentFrame[]
  /** The innermost span that the program named. */
  readonly span: string | null
  /** Memory at that moment, in bytes, of the values of the process (-1: of all processes together). */
  readonly memory: number
  /** Lines around that of the leaf that stands in a source at hand; null where there is none. */
  readonly excerpt: {
    readonly source: SourceIndex
    readonly line: number
    /** Number of the first line of `text`. */
    readonly first: number
    readonly text: readonly string[]
  } | null
}

const AROUND = 4

/** The stack, the span and the source of a moment. `process` is -1 for any. O(samples + marks + points). */
export function queryMoment(
  recording: Recording,
  question: { readonly time: number; readonly process: ProcessIndex },
): MomentAnswer {
  const { shared, stacks } = recording
  const { time, process } = question
  const sample = sampleAt(recording, time, process)
  const frames: MomentFrame[] = []
  if (sample !== -1) {
    const { prefix, frame } = shared.stacks
    for (let at = stacks!.samples.stack[sample]!; at !== -1; at = prefix[at]!) {
      const func = shared.frames.func[frame[at]!]!
      frames.push({ func, source: shared.funcs.source[func]!, line: shared.frames.line[frame[at]!]! })
    }
  }
  return {
    time,
    seenAt: sample === -1 ? Number.NaN : seenAt(recording, sample, time),
    thread: sample === -1 ? -1 : stacks!.samples.thread[sample]!,
    frames,
    span: spanAt(recording, time),
    memory: memoryAt(recording, time, process),
    excerpt: excerptOf(recording, frames),
  }
}

/** The time nearest to `time` in the stretch that a sample stands for. */
function seenAt(recording: Recording, sample: number, time: number): number {
  const from = recording.stacks!.samples.time[sample]!
  return Math.min(Math.max(time, from), from + sampleDurations(recording)[sample]!)
}

/** The sum of what the processes had that lived then; NaN where none was read. */
function memoryAt({ timelines }: Recording, time: number, process: ProcessIndex): number {
  let sum = Number.NaN
  const gauges = timelines.filter(
    ({ unit, kind, points }) => unit === 'bytes' && kind === 'gauge' && points.length > 0,
  )
  const name = gauges.some(one => one.name === 'rss') ? 'rss' : gauges[0]?.name
  for (const one of gauges) {
    const isAlive =
      one.points.time[0]! <= time && (one.points.time.at(-1)! >= time || one.process === gauges[0]!.process)
    if (one.name !== name || !isAlive || (process !== -1 && one.process !== process)) continue
    sum = (Number.isNaN(sum) ? 0 : sum) + valueAt(one.points, time)
  }
  return sum
}

function excerptOf({ shared }: Recording, frames: readonly MomentFrame[]): MomentAnswer['excerpt'] {
  const found = frames.find(
    ({ source, line }) => source !== -1 && line > 0 && shared.sources.text[source] !== -1,
  )
  if (found === undefined) return null
  const lines = shared.strings[shared.sources.text[found.source]!]!.split(/\r\n|\n|\r/)
  const first = Math.max(1, found.line - AROUND)
  return { source: found.source, line: found.line, first, text: lines.slice(first - 1, found.line + AROUND) }
}
