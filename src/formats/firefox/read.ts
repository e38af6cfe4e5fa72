import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, StacksPart, Timeline } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS, type MarkTable } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { nanosecondsSince } from '../importing/nanoseconds-since.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { isCleopatra, readCleopatra } from './cleopatra.ts'
import { FrameReader } from './frame-reader.ts'
import { openProfile } from './open-profile.ts'
import { OwnerRows } from './owner-rows.ts'
import { parseProfile } from './parse-profile.ts'
import type { FrameSource, ProfileFile, ThreadSource } from './profile-file.ts'
import { metaOf } from './profile-meta.ts'
import { hasAllocations, readAllocations, readDevtoolsAllocations } from './read-allocations.ts'
import { readCounter } from './read-counters.ts'
import { type Marker, readMarkers } from './read-markers.ts'
import {
  type CpuUnit,
  cpuUnitOf,
  intervalOf,
  readSamples,
  type ThreadSamples,
  valueTypesOf,
  type WeightType,
  weightTypeOf,
} from './read-samples.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from './table.ts'

const FORMAT = 'firefox'
/** Nanoseconds of a millisecond. */
const MS = 1e6

/**
 * Reads profiles of the Firefox Profiler: the processed layout in all its versions, Gecko's own, the recordings of the old
 * DevTools, and Cleopatra's. Threads whose samples weigh the same thing are one recording; allocations are others.
 * Source: the profiler's types, its CHANGELOG-formats.md and its upgraders (processed 75, Gecko 36).
 * @throws FormatError, LimitError.
 */
export function readFirefox(bytes: Uint8Array, name: string | null): Recording[] {
  const value = parseProfile(bytes)
  if (isCleopatra(value)) return [readCleopatra(value, name)]
  const warnings = new Warnings()
  const file = openProfile(value, warnings)
  return apart(file).flatMap(part => new Reading(part, name, warnings).recordings())
}

/** A profile of our own writer as one for each recording that it holds; any other as it is. */
function apart(file: ProfileFile): ProfileFile[] {
  const own = listAt(objectAt(file.meta, 'pyrometer'), 'recordings').filter(isObject)
  if (own.length === 0) return [file]
  let from = 0
  return own.map(part => {
    const to = from + Math.max(0, Math.min(numberAt(part, 'threads') || 0, file.threads.length - from))
    const first = from
    const counters = file.counters.filter(({ raw }) => {
      const thread = numberAt(raw, 'mainThreadIndex')
      return thread >= first && thread < to
    })
    const threads = file.threads.slice(from, to)
    from = to
    return { ...file, threads, counters, own: part }
  })
}

/** What a recording is made of. */
interface Parts {
  readonly shared: SharedBuilder
  readonly stacks: StacksPart | null
  readonly timelines?: readonly Timeline[]
  readonly marks?: MarkTable | null
}

/** One file while it is read. */
class Reading {
  readonly #file: ProfileFile
  readonly #name: string | null
  readonly #warnings: Warnings
  readonly #samples = new Map<ThreadSource, ThreadSamples>()
  readonly #markers = new Map<ThreadSource, readonly Marker[]>()
  readonly #cpu: CpuUnit
  readonly #origin: number
  readonly #end: number
  readonly #toNanoseconds: (time: number) => number

  constructor(file: ProfileFile, name: string | null, warnings: Warnings) {
    this.#file = file
    this.#name = name
    this.#warnings = warnings
    this.#cpu = cpuUnitOf(file.meta, file.threads)
    const interval = intervalOf(file.meta)
    for (const thread of file.threads) {
      this.#samples.set(thread, readSamples(thread, { interval, cpu: this.#cpu, warnings }))
      this.#markers.set(thread, this.#markersOf(thread))
    }
    const { origin, end } = this.#span()
    this.#origin = origin
    this.#end = end
    this.#toNanoseconds = nanosecondsSince(origin, MS)
  }

  recordings(): Recording[] {
    const { threads } = this.#file
    const types = new Set<WeightType>()
    for (const thread of threads) {
      if (this.#samples.get(thread)!.length > 0) types.add(weightTypeOf(thread))
    }
    if (types.size === 0) types.add('samples')
    const recordings: Recording[] = []
    for (const type of types) {
      recordings.push(
        this.#finish(this.#sampled(type, recordings.length === 0), [...types].length > 1 ? type : ''),
      )
    }
    for (const table of ['jsAllocations', 'nativeAllocations'] as const) {
      if (!hasAllocations(threads, table)) continue
      const { shared, stackOf, owners } = this.#tables()
      const threadOf = (thread: ThreadSource) => owners.thread(thread)
      const stacks = readAllocations(threads, table, {
        stackOf,
        threadOf,
        toNanoseconds: this.#toNanoseconds,
      })
      const what = table === 'jsAllocations' ? 'JavaScript allocations' : 'native allocations'
      // A profile of nothing but allocations is one recording.
      if (this.#isEmpty(recordings)) recordings.length = 0
      recordings.push(this.#finish({ shared, stacks }, recordings.length === 0 ? '' : what))
    }
    if (this.#file.devtools !== null) {
      const { shared, owners } = this.#tables()
      const thread = threads.length > 0 ? owners.thread(threads[0]!) : -1
      const stacks = readDevtoolsAllocations(this.#file.devtools, { shared, thread })
      if (stacks !== null) recordings.push(this.#finish({ shared, stacks }, 'JavaScript allocations'))
    }
    return recordings
  }

  #isEmpty([first]: readonly Recording[]): boolean {
    if (first === undefined) return true
    return first.stacks?.samples.length === 0 && first.marks === null && first.timelines.length === 0
  }

  #tables() {
    const shared = new SharedBuilder()
    const readers = new Map<FrameSource, FrameReader>()
    const readerOf = ({ frames }: ThreadSource) => {
      let reader = readers.get(frames)
      if (reader === undefined) {
        reader = new FrameReader(frames, shared)
        readers.set(frames, reader)
      }
      return reader
    }
    const stackOf = (thread: ThreadSource, stack: number) => readerOf(thread).stack(stack)
    const labels = this.#categoryLabels(shared)
    const labelsOf = (thread: ThreadSource, stack: number) => labels[readerOf(thread).category(stack)] ?? -1
    return { shared, stackOf, labelsOf, owners: new OwnerRows(shared, this.#file.threads) }
  }

  /** Per category of the profile the label that samples in it get; -1 for the one that says nothing. */
  #categoryLabels(shared: SharedBuilder): number[] {
    return listAt(this.#file.meta, 'categories').map(category => {
      const text = textAt(category, 'name')
      return text === '' || text === 'Other' ? -1 : shared.labelSet([{ key: 'category', text }])
    })
  }

  #sampled(weightType: WeightType, isFirst: boolean): Parts {
    const { shared, stackOf, labelsOf, owners } = this.#tables()
    const isSampled = textAt(this.#file.own, 'precision') === 'sampled'
    const part = new StacksBuilder(valueTypesOf(weightType, this.#cpu, isSampled))
    const scales = [weightType === 'bytes' ? 1 : MS, 1, this.#cpu === 'µs' ? 1000 : 1]
    for (const source of this.#file.threads) {
      const samples = this.#samples.get(source)!
      if (weightTypeOf(source) !== weightType && samples.length > 0) continue
      const thread = owners.thread(source)
      const row = { stack: -1, thread, time: 0, labels: -1 }
      const weights = samples.weights.map(() => 0)
      for (let i = 0; i < samples.length; i++) {
        for (let k = 0; k < weights.length; k++) weights[k] = wholeNear(samples.weights[k]![i]! * scales[k]!)
        row.time = this.#toNanoseconds(samples.times[i]!)
        row.labels = labelsOf(source, samples.stacks[i]!)
        row.stack = stackOf(source, samples.stacks[i]!)
        part.add(row, weights)
      }
    }
    const stacks = part.finish(true)
    if (!isFirst) return { shared, stacks }
    const timelines = this.#file.counters.map(counter =>
      readCounter(counter, owners.process(counter.pid), this.#toNanoseconds),
    )
    return { shared, stacks, timelines, marks: this.#marks(shared, owners) }
  }

  /** The old DevTools moved the samples to the start of the recording, not the markers; it has others of its own. */
  #markersOf(thread: ThreadSource): readonly Marker[] {
    if (this.#file.devtools === null) return readMarkers(thread, this.#warnings)
    if (readMarkers(thread, this.#warnings).length > 0) {
      this.#warnings.add(
        'markers-of-another-clock',
        'Markers of threads were left out: their times are of another clock.',
      )
    }
    return []
  }

  #marks(shared: SharedBuilder, owners: OwnerRows): MarkTable | null {
    const rows: { marker: Marker; source: ThreadSource | null }[] = []
    for (const [source, markers] of this.#markers) for (const marker of markers) rows.push({ marker, source })
    for (const item of listAt(this.#file.devtools, 'markers')) {
      const [time, end] = [numberAt(item, 'start'), numberAt(item, 'end')]
      if (Number.isNaN(time)) continue
      const duration = end > time ? end - time : 0
      rows.push({ marker: { name: textAt(item, 'name') || '(unnamed)', time, duration }, source: null })
    }
    if (rows.length === 0) return null
    rows.sort((a, b) => a.marker.time - b.marker.time)
    const marks = tableBuilder(MARKS)
    for (const { marker, source } of rows) {
      const time = this.#toNanoseconds(marker.time)
      marks.add({
        name: shared.string(marker.name),
        time,
        duration: marker.duration === 0 ? 0 : wholeNear(marker.duration * MS),
        thread: source === null ? -1 : owners.thread(source),
      })
    }
    return marks.finish()
  }

  /** The first and the last moment that anything names, in milliseconds. */
  #span(): { origin: number; end: number } {
    let [origin, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const note = (from: number, to: number) => {
      origin = Math.min(origin, from)
      end = Math.max(end, to)
    }
    for (const { times, length } of this.#samples.values()) {
      if (length > 0) note(times[0]!, times[length - 1]!)
    }
    for (const markers of this.#markers.values()) {
      for (const { time, duration } of markers) note(time, time + duration)
    }
    if (origin > end) origin = end = 0
    const own = numberAt(this.#file.own, 'origin')
    return { origin: own <= origin ? own : origin, end }
  }

  #finish({ shared, ...parts }: Parts, what: string): Recording {
    const title = titleOf(this.#name, 'Firefox profile')
    const own = textAt(this.#file.own, 'name') || title
    return importedRecording(
      { format: FORMAT, file: this.#name },
      {
        ...metaOf(this.#file, { origin: this.#origin, warnings: what === '' ? this.#warnings.list() : [] }),
        name: what === '' ? own : `${own}: ${what}`,
        duration: this.#toNanoseconds(this.#end),
      },
      { shared, ...parts },
    )
  }
}

/** A product of milliseconds that is within a rounding error of a whole number of nanoseconds is one. */
function wholeNear(value: number): number {
  const whole = Math.round(value)
  return Math.abs(value - whole) <= 1e-9 * Math.max(1, Math.abs(value)) ? whole : value
}
