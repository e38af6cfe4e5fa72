import { DOUBLE_ZERO } from '../../../base/double-zero.ts'
import { seededRandom } from '../../../base/random.ts'
import type { Interpreter, Timeline } from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import type { MarkTable, ProcessIndex } from '../../../model/tables.ts'
import { quoteCommand, readCommand, readThreadName } from '../../process/process-files.ts'
import { computeTornShare, sumTornCounts } from '../stacks/torn-estimate.ts'
import type { PythonTarget } from '../target/target.ts'
import { type FollowedProcess, ProcessFollower } from './follow-processes.ts'
import { LiveFeed } from './live-feed.ts'
import { ProcessResources } from './process-resources.ts'
import { readMarkTable } from './read-mark-table.ts'
import { SampleColumns } from './sample-columns.ts'
import { SampledProcess } from './sampled-process.ts'
import type { SamplingContext } from './sampling-context.ts'
import type {
  SessionCounters,
  SessionEnd,
  SessionOptions,
  SessionResult,
  SessionSurroundings,
} from './session-protocol.ts'
import { stopProcess } from './stop-process.ts'
import { Ticker } from './ticker.ts'

/** How long a process that was attached to may take to turn out to be Python, ms. */
const MOST_SEARCH = 1000

/** ms between two rounds of each kind of work beside the samples. */
const PERIOD = { search: 1, native: 10, resources: 40, threads: 250, counters: 500, live: 250 } as const

/** A Python process under observation. */
interface Observed {
  readonly followed: FollowedProcess
  readonly sampled: SampledProcess
  readonly resources: ProcessResources
  gilTicks: number
  gilBusyTicks: number
}

/**
 * One measurement from the first sample to the last: samples the Python processes that are there, looks for others, and
 * keeps what it finds. Runs in a thread of its own, which it blocks until the measurement is over.
 */
export class SamplingSession {
  readonly shared = new SharedBuilder()
  readonly #options: SessionOptions
  readonly #here: SessionSurroundings
  readonly #columns: SampleColumns
  readonly #live: LiveFeed | null
  readonly #context: SamplingContext
  readonly #ticker: Ticker
  readonly #observed: Observed[] = []
  readonly #timelines: Timeline[] = []
  readonly #counters: SessionCounters[] = []
  readonly #indexes = new Map<number, ProcessIndex>()
  #interpreter: Interpreter | null = null
  #pythons = 0
  #started = 0
  #base = 0
  #activeTime = DOUBLE_ZERO
  #next = { search: 0, native: 0, resources: 0, threads: 0, counters: 0, live: 0 }

  constructor(options: SessionOptions, here: SessionSurroundings) {
    this.#options = options
    this.#here = here
    this.#columns = new SampleColumns({ folder: options.temporaryFolder })
    this.#live = options.isLive ? new LiveFeed(this.shared) : null
    this.#ticker = new Ticker(options.rate, here, seededRandom(0x9e3779b9))
    this.#context = {
      shared: this.shared,
      sink: this.#live ?? this.#columns,
      raw: { depth: 0, code: new Float64Array(1 << 17), instruction: new Int32Array(1 << 17) },
      interval: 1e9 / options.rate,
      counts: { stacksRead: 0, torn: 0, lost: 0, unresolved: 0, cut: 0 },
      tornCounts: [],
    }
  }

  /** Measures until told to stop, the time is over or the target has ended. @throws PyrometerError when an attached
   *  process cannot be read. */
  run(pid: number): SessionResult {
    const { delay, subprocesses } = this.#options
    while (this.#here.now() < 1000 * delay && !this.#here.isStopped()) {
      this.#here.sleep(Math.min(50, 1000 * delay - this.#here.now()))
    }
    const start = this.#here.now()
    this.#started = start
    // The recording's clock starts with the measurement, which for a program launched without delay is its own start.
    this.#base = delay > 0 || !this.#options.isLaunched ? start : 0
    const follower = new ProcessFollower(pid, { subprocesses, now: this.#base })
    let end: SessionEnd
    try {
      end = this.#loop(follower, start)
    } catch (error) {
      if (!isDiskFull(error)) throw error
      end = 'disk-full'
    }
    return this.#finish(end, follower)
  }

  #loop(follower: ProcessFollower, start: number): SessionEnd {
    const { duration } = this.#options
    const deadline = duration === null ? Number.POSITIVE_INFINITY : start + 1000 * duration
    let lastTick = 0
    for (;;) {
      if (this.#here.isStopped()) return 'stopped'
      const now = this.#here.now()
      if (now >= deadline) return 'duration'
      if (this.#observed.length === 0) {
        if (!this.#search(follower, now)) return 'target-ended'
        if (this.#observed.length === 0) this.#here.sleep(PERIOD.search)
        this.#ticker.start()
        lastTick = this.#here.now()
        continue
      }
      const tick = this.#ticker.wait()
      if (this.#here.isStopped()) return 'stopped'
      this.#sample(tick)
      this.#activeTime += tick - lastTick
      lastTick = tick
      this.#workBeside(follower, tick)
    }
  }

  #sample(now: number): void {
    const time = this.#time(now)
    for (let i = 0; i < this.#observed.length; i++) {
      const { sampled } = this.#observed[i]!
      if (this.#options.stop) stopProcess(sampled, () => sampled.sample(time, true))
      else sampled.sample(time, false)
    }
  }

  /** Looks for Python processes. False when there is nothing left to wait for. */
  #search(follower: ProcessFollower, now: number): boolean {
    const isAll = this.#options.subprocesses
    follower.lookForChildren(now, this.#observed.length > 0)
    for (const process of follower.processes) {
      if (!isAll && this.#observed.length > 0) break
      if (this.#observed.some(({ followed }) => followed === process)) continue
      const target = follower.tryOpen(process, now)
      if (target !== null) this.#observe(target, process)
    }
    return this.#observed.length > 0 || this.#isWorthWaiting(follower)
  }

  #isWorthWaiting(follower: ProcessFollower): boolean {
    follower.dropEnded()
    // The exit of a launched program is for its parent to see: the session is told to stop.
    if (this.#options.isLaunched) return true
    // What is attached to runs already: if it were Python it would have been found.
    const isOver = this.#pythons === 0 && this.#here.now() - this.#started > MOST_SEARCH
    return !isOver && follower.processes.some(({ failure }) => failure === null)
  }

  #workBeside(follower: ProcessFollower, now: number): void {
    const next = this.#next
    const time = this.#time(now)
    for (let i = this.#observed.length - 1; i >= 0; i--) {
      const { sampled, followed } = this.#observed[i]!
      if (!sampled.isLost) continue
      this.#release(i)
      follower.lookAgain(followed, now)
    }
    if (now >= next.search) {
      next.search = now + (this.#options.subprocesses ? 2 * PERIOD.search : PERIOD.threads)
      if (this.#options.subprocesses) this.#search(follower, now)
    }
    if (now >= next.native) {
      next.native = now + PERIOD.native
      for (const { sampled } of this.#observed) sampled.sampleNative(time)
    }
    if (now >= next.resources) {
      next.resources = now + PERIOD.resources
      for (const observed of this.#observed) {
        readResources(observed, time)
        observed.sampled.sampleTasks(time)
      }
    }
    if (now >= next.threads) {
      next.threads = now + PERIOD.threads
      for (const { sampled } of this.#observed) sampled.refreshThreads(true)
      follower.dropEnded()
    }
    if (now >= next.counters) {
      next.counters = now + PERIOD.counters
      for (const { resources } of this.#observed) resources.readCounters()
    }
    if (this.#live !== null && now >= next.live) {
      next.live = now + PERIOD.live
      this.#sendLive(this.#live, time)
    }
  }

  #sendLive(live: LiveFeed, time: number): void {
    let rss = 0
    let threads = 0
    let gil = Number.NaN
    for (const { sampled, resources } of this.#observed) {
      sampled.flush()
      rss += resources.lastRss
      threads += sampled.threads
      gil = Number.isNaN(gil) ? resources.lastGil : gil
    }
    const { stacksRead, torn } = this.#context.counts
    const figures = { time, threads, processes: this.#observed.length, samples: stacksRead, torn, rss, gil }
    this.#here.onLive({ ...live.take(), ...figures })
  }

  #observe(target: PythonTarget, followed: FollowedProcess): void {
    const now = this.#time(this.#here.now())
    const index = this.#indexOf(followed)
    const isNew = followed.parent !== null || (this.#options.isLaunched && this.#options.delay === 0)
    const startedAt = isNew ? this.#time(followed.since) : null
    const sampled = new SampledProcess(target, { index, context: this.#context, now, startedAt })
    const resources = new ProcessResources(followed.pid)
    const observed = { followed, sampled, resources, gilTicks: 0, gilBusyTicks: 0 }
    readResources(observed, now)
    resources.readCounters()
    this.#observed.push(observed)
    this.#interpreter ??= target.interpreter
    this.#pythons++
    this.#here.onPython(followed.pid, target.interpreter)
  }

  #release(i: number): void {
    const [observed] = this.#observed.splice(i, 1)
    const { sampled, resources } = observed!
    try {
      sampled.finish()
    } finally {
      this.#timelines.push(...resources.finish(sampled.index, this.#time(this.#here.now())))
      if (resources.counters !== null) this.#counters.push({ process: sampled.index, ...resources.counters })
      this.shared.processes.columns.end.set(sampled.index, this.#time(this.#here.now()))
    }
  }

  /** The row of a process; its ancestors that are followed get theirs first. */
  #indexOf(process: FollowedProcess): ProcessIndex {
    const known = this.#indexes.get(process.pid)
    if (known !== undefined) return known
    const parent = process.parent === null ? -1 : this.#indexOf(process.parent)
    const index = this.shared.process({
      pid: process.pid,
      parent,
      name: readThreadName(process.pid, process.pid) ?? `process ${process.pid}`,
      command: quoteCommand(readCommand(process.pid)),
      start: this.#time(process.since),
    })
    this.#indexes.set(process.pid, index)
    return index
  }

  #finish(end: SessionEnd, follower: ProcessFollower): SessionResult {
    const duration = toNanoseconds(this.#here.now() - this.#base)
    let ending = end
    while (this.#observed.length > 0) {
      try {
        this.#release(this.#observed.length - 1)
      } catch (error) {
        if (!isDiskFull(error)) throw error
        ending = 'disk-full'
      }
    }
    const marks = this.#readMarks()
    const { scheduled, taken, late } = this.#ticker
    return {
      end: ending,
      shared: this.shared.finish(),
      columns: this.#columns.finish(),
      timelines: this.#timelines,
      marks,
      counters: this.#counters,
      interpreter: this.#interpreter,
      start: this.#base,
      duration,
      pythons: this.#pythons,
      ticks: { scheduled, taken, late },
      activeTime: toNanoseconds(this.#activeTime),
      counts: this.#context.counts,
      tornShare: computeTornShare(sumTornCounts(this.#context.tornCounts)),
      failures: follower.processes.flatMap(({ failure }) => (failure === null ? [] : [failure])),
      details: null,
    }
  }

  /** A time of the surroundings' clock on the recording's: ns. */
  #time(milliseconds: number): number {
    return toNanoseconds(milliseconds - this.#base)
  }

  #readMarks(): MarkTable | null {
    const { marksFile } = this.#options
    if (marksFile === null) return null
    const startTime = BigInt(Math.round(1000 * (this.#here.epoch + this.#base))) * 1000n
    return readMarkTable(marksFile, startTime, this.shared)
  }
}

function readResources(observed: Observed, time: number): void {
  const { sampled, resources } = observed
  const ticks = sampled.gilTicks - observed.gilTicks
  const busy = sampled.gilBusyTicks - observed.gilBusyTicks
  observed.gilTicks = sampled.gilTicks
  observed.gilBusyTicks = sampled.gilBusyTicks
  resources.read(time, ticks === 0 ? Number.NaN : busy / ticks)
}

function toNanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6)
}

function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
}
