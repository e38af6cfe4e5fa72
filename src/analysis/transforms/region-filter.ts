import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import type { Recording, StacksPart, Timeline } from '../../model/recording.ts'
import { type SampleTable, ThreadKind } from '../../model/tables.ts'
import { sampleDurations, setDurations } from '../time/thread-samples.ts'
import { stacksOf, withStacksPart } from './stack-rewriter.ts'
import type { TextTest } from './text-test.ts'

/** Times that do not overlap, in order: `start[i]` to `end[i]`, nanoseconds since the recording's start. */
interface Spans {
  readonly start: readonly number[]
  readonly end: readonly number[]
}

/** Rows of `marks` that are spans of a name that passes; points are none. O(marks). */
function regionRows({ marks, shared }: Recording, isNamed: TextTest): number[] {
  if (marks === null) return []
  const isMeant = new Map<number, boolean>()
  return Array.from({ length: marks.length }, (_, row) => row).filter(row => {
    const name = marks.name[row]!
    if (!isMeant.has(name)) isMeant.set(name, isNamed(shared.strings[name]!))
    return marks.duration[row]! > 0 && isMeant.get(name)
  })
}

/** Names of the recording's spans, each once, in the order in which they begin. O(marks). */
export function regionNames(recording: Recording): string[] {
  const { marks, shared } = recording
  return [...new Set(regionRows(recording, () => true).map(row => shared.strings[marks!.name[row]!]!))]
}

/**
 * Keeps what was sampled within spans of names that pass: of a span whose thread is known what that thread did (and the
 * tasks of its process), of any other what all did. A sample that stands for a time which a span only covers in part is cut
 * to that part, and its sums with it. Of timelines the points within the spans of their process stay; the kernel's own peaks
 * (`peak-rss`) are of the whole life of a process and go. O(samples log spans + marks log marks + points log spans).
 */
export function keepRegions(recording: Recording, isNamed: TextTest): Recording {
  const spans = new ThreadSpans(recording, regionRows(recording, isNamed))
  const within =
    recording.stacks === null
      ? recording
      : withStacksPart(
          recording,
          recording.shared,
          cutSamples(recording, thread => spans.ofThread(thread)),
        )
  return { ...within, timelines: cutTimelines(recording.timelines, process => spans.ofProcess(process)) }
}

/** The spans that mean a thread or a process, worked out once for each. */
class ThreadSpans {
  readonly #recording: Recording
  readonly #rows: readonly number[]
  readonly #known = new Map<string, Spans>()

  constructor(recording: Recording, rows: readonly number[]) {
    this.#recording = recording
    this.#rows = rows
  }

  /** Of thread -1, which nobody knows, all. */
  ofThread(thread: number): Spans {
    const { threads } = this.#recording.shared
    if (thread !== -1 && threads.kind[thread] === ThreadKind.task)
      return this.ofProcess(threads.process[thread]!)
    return this.#spans(`thread ${thread}`, of => thread === -1 || of === thread)
  }

  /** Of process -1 all. */
  ofProcess(process: number): Spans {
    const { threads } = this.#recording.shared
    return this.#spans(`process ${process}`, of => process === -1 || threads.process[of] === process)
  }

  #spans(key: string, isOf: (thread: number) => boolean): Spans {
    let spans = this.#known.get(key)
    if (spans === undefined) {
      const { marks } = this.#recording
      const rows = this.#rows.filter(row => marks!.thread[row] === -1 || isOf(marks!.thread[row]!))
      spans = united(rows.map(row => [marks!.time[row]!, marks!.time[row]! + marks!.duration[row]!] as const))
      this.#known.set(key, spans)
    }
    return spans
  }
}

/** Spans that overlap as one: what is called again within itself counts once. */
function united(spans: readonly (readonly [number, number])[]): Spans {
  const [start, end]: [number[], number[]] = [[], []]
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (end.length > 0 && from <= end.at(-1)!) end[end.length - 1] = Math.max(end.at(-1)!, to)
    else {
      start.push(from)
      end.push(to)
    }
  }
  return { start, end }
}

/** The first span that ends after a time, or at it. */
function firstAfter({ end }: Spans, time: number): number {
  let [low, high] = [0, end.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (end[middle]! >= time) high = middle
    else low = middle + 1
  }
  return low
}

function isWithin(spans: Spans, time: number): boolean {
  const at = firstAfter(spans, time)
  return at < spans.start.length && spans.start[at]! <= time
}

function cutSamples(recording: Recording, spansOf: (thread: number) => Spans): StacksPart {
  const part = stacksOf(recording)
  const lengths = sampleDurations(recording)
  const row = growableInt32()
  const [time, length, share] = [growableFloat64(), growableFloat64(), growableFloat64()]
  const keep = (i: number, from: number, to: number) => {
    row.push(i)
    time.push(from)
    length.push(to - from)
    share.push(lengths[i]! > 0 ? (to - from) / lengths[i]! : 1)
  }
  for (let i = 0; i < part.samples.length; i++) {
    const from = part.samples.time[i]!
    if (Number.isNaN(from)) continue
    const spans = spansOf(part.samples.thread[i]!)
    if (!(lengths[i]! > 0)) {
      if (isWithin(spans, from)) keep(i, from, from)
      continue
    }
    const to = from + lengths[i]!
    for (let at = firstAfter(spans, from); at < spans.start.length && spans.start[at]! < to; at++) {
      const [first, last] = [Math.max(from, spans.start[at]!), Math.min(to, spans.end[at]!)]
      if (first < last) keep(i, first, last)
    }
  }
  const rows = row.finish()
  const samples = { ...takenRows(part.samples, rows), time: time.finish() }
  setDurations(samples, length.finish())
  const shares = share.finish()
  const weights = part.weights.map((column, k) => {
    const isSum = part.valueTypes[k]!.kind === 'sum'
    return Float64Array.from(rows, (i, at) => (isSum ? column[i]! * shares[at]! : column[i]!))
  })
  return { ...part, samples, weights }
}

function takenRows(samples: SampleTable, rows: Int32Array): SampleTable {
  const numbers = (column: Int32Array) => Int32Array.from(rows, i => column[i]!)
  const bytes = (column: Uint8Array) => Uint8Array.from(rows, i => column[i]!)
  return {
    length: rows.length,
    stack: numbers(samples.stack),
    thread: numbers(samples.thread),
    time: samples.time,
    state: bytes(samples.state),
    wait: numbers(samples.wait),
    flags: bytes(samples.flags),
    labels: numbers(samples.labels),
  }
}

function cutTimelines(timelines: readonly Timeline[], spansOf: (process: number) => Spans): Timeline[] {
  return timelines
    .filter(({ name }) => name !== 'peak-rss')
    .map(timeline => {
      const spans = spansOf(timeline.process)
      return { ...timeline, points: cutPoints(timeline.points, spans) }
    })
    .filter(({ points }) => points.length > 0)
}

/** The points within, and at the start of each span what was known last: points whose value stays the same are not
 *  recorded. */
function cutPoints({ time, value, length }: Timeline['points'], spans: Spans): Timeline['points'] {
  const [times, values] = [growableFloat64(), growableFloat64()]
  let i = 0
  for (const [k, start] of spans.start.entries()) {
    while (i < length && time[i]! < start) i++
    if (i > 0 && time[i] !== start) {
      times.push(start)
      values.push(value[i - 1]!)
    }
    for (; i < length && time[i]! <= spans.end[k]!; i++) {
      times.push(time[i]!)
      values.push(value[i]!)
    }
  }
  return { length: times.length, time: times.finish(), value: values.finish() }
}
