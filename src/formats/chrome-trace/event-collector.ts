import { SharedBuilder } from '../../model/shared-builder.ts'
import type { Warnings } from '../importing/warnings.ts'
import { Operations } from './async-lanes.ts'
import { CounterSeries } from './counter-series.ts'
import { CpuProfiles } from './cpu-profiles.ts'
import { EventFrames } from './event-frames.ts'
import { fieldOf, idOf, isObject, numberOf, type RawEvent, textOf } from './trace-event.ts'
import { OwnerNames, threadKey } from './trace-metadata.ts'
import { addToTrack, newTrack, Phase, type Track } from './tracks.ts'

/** A point or span that is no code. */
interface Instant {
  readonly name: number
  readonly time: number
  readonly duration: number
  /** Event whose thread it is of, null for one of the whole process or trace. */
  readonly owner: RawEvent | null
}

/** The events of a thread. */
interface ThreadTrack {
  readonly pid: unknown
  readonly tid: unknown
  readonly track: Track
}

/** Category of the spans that our own writer makes of marks. */
export const MARK_CATEGORY = 'pyrometer.mark'

const INTERVALS = new Set(['B', 'E', 'X'])
/** Nestable ones and, in capitals, those of old files. */
const ASYNC = new Set(['b', 'e', 'S', 'F'])
/** Points of threads, of asynchronous operations, and samples that turn out to be of no profile. */
const INSTANTS = new Set(['I', 'i', 'R', 'n', 'T', 'p', 'P'])
const LEFT_OUT = [
  { phases: 'stf', code: 'flow-events', message: 'Arrows between events (flows) were left out.' },
  { phases: 'vV', code: 'memory-dumps', message: 'Details of memory dumps were left out.' },
  {
    phases: 'NOD',
    code: 'object-events',
    message: 'Traced objects (created, changed, deleted) were left out.',
  },
  {
    phases: 'c()=',
    code: 'other-events',
    message: 'Clock syncs, contexts and linked ids were left out.',
  },
] as const

/** Sorts events by what they say while they are read; holds numbers, not the events. */
export class EventCollector {
  readonly names = new OwnerNames()
  readonly operations = new Operations()
  readonly counters = new CounterSeries()
  readonly profiles = new CpuProfiles()
  readonly instants: Instant[] = []
  readonly threads = new Map<string, ThreadTrack>()
  /** The first and the last moment any event knows, in microseconds; Infinity and -Infinity when there is none. */
  first = Number.POSITIVE_INFINITY
  last = Number.NEGATIVE_INFINITY
  /** Whether there is any event at all. */
  hasEvents = false
  readonly shared = new SharedBuilder()
  readonly #warnings: Warnings
  readonly #frames = new EventFrames(this.shared)
  #latest: ThreadTrack | null = null

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  add(event: unknown): void {
    if (!isObject(event) || typeof event.ph !== 'string') {
      if (event !== null && !(isObject(event) && Object.keys(event).length === 0)) {
        this.#warnings.add('odd-events', 'Items that are no events were left out.')
      }
      return
    }
    this.hasEvents = true
    if (event.ph === 'M') {
      this.names.add(event)
      return
    }
    const time = numberOf(event.ts)
    if (Number.isNaN(time)) {
      this.#warnings.add('events-without-time', 'Events without a time were left out.')
      return
    }
    this.#addTimed(event, time)
  }

  #addTimed(event: RawEvent, time: number): void {
    const phase = event.ph as string
    const left = LEFT_OUT.find(({ phases }) => phases.includes(phase))
    if (INTERVALS.has(phase)) this.#addInterval(event, time)
    else if (ASYNC.has(phase)) this.#addAsync(event, time)
    else if (phase === 'C') this.#addCounter(event, time)
    else if (INSTANTS.has(phase)) {
      if (this.profiles.add(event)) this.#note(time)
      else this.#addInstant(event, time)
    } else if (phase.toLowerCase() === 'v' && this.counters.addMemoryDump(event, time) > 0) this.#note(time)
    else if (left !== undefined) this.#warnings.add(left.code, left.message)
    else this.#warnings.add('unknown-phases', 'Events of unknown phases were left out.')
  }

  #addCounter(event: RawEvent, time: number): void {
    this.#note(time)
    if (this.counters.add(event, nameOf(event), time) > 0) return
    this.#warnings.add('odd-counters', 'Counters without a number were left out.')
  }

  #note(time: number): void {
    if (time < this.first) this.first = time
    if (time > this.last) this.last = time
  }

  #addInterval(event: RawEvent, time: number): void {
    this.#note(time)
    const { track } = this.#thread(event)
    if (event.ph === 'E') {
      const name = textOf(event.name)
      const index = name === undefined ? -1 : this.shared.string(name)
      addToTrack(track, { time, duration: Number.NaN, frame: -1, name: index, phase: Phase.end })
      return
    }
    const name = nameOf(event)
    const frame = this.#frames.of(event, name)
    if (event.ph === 'B') {
      const index = this.shared.string(name)
      addToTrack(track, { time, duration: Number.NaN, frame, name: index, phase: Phase.begin })
      return
    }
    let duration = numberOf(event.dur ?? event.tdur)
    if (!(duration >= 0)) {
      this.#warnings.add('events-without-length', 'Complete events without a length count as points.')
      duration = 0
    }
    this.#note(time + duration)
    addToTrack(track, { time, duration, frame, name: -1, phase: Phase.complete })
  }

  #addAsync(event: RawEvent, time: number): void {
    this.#note(time)
    const name = nameOf(event)
    const isEnd = event.ph === 'e' || event.ph === 'F'
    if (event.cat === MARK_CATEGORY) {
      if (!isEnd) this.#addSpan(event, time)
      return
    }
    const row = {
      time,
      duration: Number.NaN,
      frame: isEnd ? -1 : this.#frames.of(event, name),
      name: this.shared.string(name),
      phase: isEnd ? Phase.end : Phase.begin,
    }
    this.operations.add({ key: operationKey(event), pid: event.pid, name }, row)
  }

  /** A mark of our own writer: the length stands with its beginning. */
  #addSpan(event: RawEvent, time: number): void {
    const duration = numberOf(fieldOf(event.args, 'dur'))
    const length = duration >= 0 ? duration : 0
    this.#note(time + length)
    const owner = event.tid === undefined ? null : event
    this.instants.push({ name: this.shared.string(nameOf(event)), time, duration: length, owner })
  }

  #addInstant(event: RawEvent, time: number): void {
    this.#note(time)
    const name = this.shared.string(nameOf(event))
    const isOfThread = event.s !== 'g' && event.s !== 'p' && event.tid !== undefined
    const owner = isOfThread ? { pid: event.pid, tid: event.tid } : null
    this.instants.push({ name, time, duration: 0, owner })
  }

  #thread(event: RawEvent): ThreadTrack {
    if (this.#latest !== null && this.#latest.pid === event.pid && this.#latest.tid === event.tid) {
      return this.#latest
    }
    const key = threadKey(event)
    let thread = this.threads.get(key)
    if (thread === undefined) {
      thread = { pid: event.pid, tid: event.tid, track: newTrack() }
      this.threads.set(key, thread)
    }
    this.#latest = thread
    return thread
  }
}

function nameOf(event: RawEvent): string {
  return textOf(event.name) ?? (typeof event.name === 'number' ? String(event.name) : '(unnamed)')
}

/** Events of one operation have the same category and id in one process (`id2.global`: in all). */
function operationKey(event: RawEvent): string {
  const global = fieldOf(event.id2, 'global')
  const id = idOf(global ?? fieldOf(event.id2, 'local') ?? event.id)
  const owner = global === undefined ? idOf(event.pid) : ''
  return [owner, idOf(event.cat), idOf(event.scope), id].join('\0')
}
