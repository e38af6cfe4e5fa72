import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { MARK_CATEGORY } from './event-collector.ts'

/** Numbers under which threads without one of their own are written. */
const FIRST_TID = 1_000_000

/** The numbers that a recording's processes and threads get in a file, and its clock. */
export class WrittenOwners {
  /** Microseconds of the recording's time 0. */
  readonly origin: number
  readonly #recording: Recording
  readonly #pids: number[] = []
  /** Of threads and timelines that are of no process. */
  readonly #nobody: number
  readonly #tids: number[]

  /** `used` are the numbers of processes that recordings before have taken; grows. */
  constructor(recording: Recording, used: Set<number>) {
    this.#recording = recording
    this.origin = originOf(recording)
    const { processes, threads } = recording.shared
    for (let i = 0; i < processes.length; i++) this.#pids.push(take(processes.pid[i]!, used))
    this.#nobody = take(-1, used)
    const taken = new Map<number, Set<number>>()
    this.#tids = Array.from(threads.tid, (tid, i) => {
      const pid = this.ofProcess(threads.process[i]!)
      const others = taken.get(pid) ?? new Set()
      taken.set(pid, others)
      let own = Number.isInteger(tid) ? tid : FIRST_TID + i
      while (others.has(own)) own = FIRST_TID + i + others.size
      others.add(own)
      return own
    })
  }

  /** Per process of the file its number there and the one it really had. */
  pidPairs(): [number, number][] {
    const { pid } = this.#recording.shared.processes
    return [...this.#pids.map((own, i) => [own, pid[i]!] as [number, number]), [this.#nobody, -1]]
  }

  ofProcess(process: number): number {
    return process === -1 ? this.#nobody : this.#pids[process]!
  }

  /** The fields of an event of a thread, -1 for samples of no thread. */
  ofThread(thread: number): { pid: number; tid: number } {
    if (thread === -1) return { pid: this.#nobody, tid: 0 }
    return { pid: this.ofProcess(this.#recording.shared.threads.process[thread]!), tid: this.#tids[thread]! }
  }

  /** Microseconds on the clock of the file. */
  time(nanoseconds: number): number {
    return this.origin + nanoseconds / 1000
  }
}

function take(pid: number, used: Set<number>): number {
  let own = pid >= 0 ? pid : 1
  while (used.has(own)) own = used.size + own + 1
  used.add(own)
  return own
}

function originOf(recording: Recording): number {
  const extra = recording.meta.extra.chromeTrace
  const origin = typeof extra === 'object' && extra !== null && 'origin' in extra ? extra.origin : 0
  return typeof origin === 'number' && Number.isFinite(origin) ? origin : 0
}

/** The names of processes and threads. */
export function* metadataEvents({ shared }: Recording, owners: WrittenOwners): Generator<unknown> {
  const { strings, processes, threads } = shared
  for (let i = 0; i < processes.length; i++) {
    const args = { name: strings[processes.name[i]!]! }
    if (args.name !== '') yield { ph: 'M', name: 'process_name', pid: owners.ofProcess(i), tid: 0, args }
  }
  for (let i = 0; i < threads.length; i++) {
    const args = { name: strings[threads.name[i]!]! }
    if (args.name !== '') yield { ph: 'M', name: 'thread_name', ...owners.ofThread(i), args }
  }
}

/** A counter event for each point of each timeline. */
export function* timelineEvents({ timelines }: Recording, owners: WrittenOwners): Generator<unknown> {
  for (const { name, unit, process, points } of timelines) {
    const pid = owners.ofProcess(process)
    const key = unit === 'bytes' || unit === 'count' || secondsPer(unit) !== null ? unit : 'value'
    for (let i = 0; i < points.length; i++) {
      yield {
        ph: 'C',
        name,
        pid,
        tid: 0,
        ts: owners.time(points.time[i]!),
        args: { [key]: points.value[i]! },
      }
    }
  }
}

/** An instant for each mark that is a point; one with a length is a pair of asynchronous events. */
export function* markEvents({ shared, marks }: Recording, owners: WrittenOwners): Generator<unknown> {
  for (let i = 0; i < (marks?.length ?? 0); i++) {
    const { pid, tid } = owners.ofThread(marks!.thread[i]!)
    const isOfThread = marks!.thread[i] !== -1
    const name = shared.strings[marks!.name[i]!]!
    const ts = owners.time(marks!.time[i]!)
    const duration = marks!.duration[i]! / 1000
    if (duration === 0) {
      yield isOfThread ? { ph: 'i', name, pid, tid, ts, s: 't' } : { ph: 'i', name, pid, ts, s: 'g' }
      continue
    }
    const span = { cat: MARK_CATEGORY, id: i, name, pid, ...(isOfThread ? { tid } : {}) }
    yield { ph: 'b', ...span, ts, args: { dur: duration } }
    yield { ph: 'e', ...span, ts: ts + duration }
  }
}
