import type { PythonTarget } from '../target/target.ts'
import { type FollowedProcess, ProcessFollower } from './follow-processes.ts'
import type { LiveFeed } from './live-feed.ts'
import { Measurement } from './measurement.ts'
import { ProcessResources } from './process-resources.ts'
import { SampledProcess } from './sampled-process.ts'
import type { SessionEnd, SessionOptions, SessionResult, SessionSurroundings } from './session-protocol.ts'
import { stopProcess } from './stop-process.ts'

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
  readonly #options: SessionOptions
  readonly #here: SessionSurroundings
  readonly #measurement: Measurement
  readonly #observed: Observed[] = []
  #started = 0
  #next = { search: 0, native: 0, resources: 0, threads: 0, counters: 0, live: 0 }

  constructor(options: SessionOptions, here: SessionSurroundings) {
    this.#options = options
    this.#here = here
    this.#measurement = new Measurement(options, here)
  }

  /** Measures until told to stop, the time is over or the target has ended. @throws PyrometerError when an attached
   *  process cannot be read. */
  run(pid: number): SessionResult {
    const { subprocesses } = this.#options
    const { start, base } = this.#measurement.begin()
    this.#started = start
    const follower = new ProcessFollower(pid, { subprocesses, now: base })
    const end = this.#measurement.endOf(() => this.#loop(follower, start))
    return this.#finish(end, follower)
  }

  #loop(follower: ProcessFollower, start: number): SessionEnd {
    const { duration } = this.#options
    const deadline = duration === null ? Number.POSITIVE_INFINITY : start + 1000 * duration
    const { ticker } = this.#measurement
    let lastTick = 0
    for (;;) {
      if (this.#here.isStopped()) return 'stopped'
      const now = this.#here.now()
      if (now >= deadline) return 'duration'
      if (this.#observed.length === 0) {
        if (!this.#search(follower, now)) return 'target-ended'
        if (this.#observed.length === 0) this.#here.sleep(PERIOD.search)
        ticker.start()
        lastTick = this.#here.now()
        continue
      }
      const tick = ticker.wait()
      if (this.#here.isStopped()) return 'stopped'
      this.#sample(tick)
      this.#measurement.activeTime += tick - lastTick
      lastTick = tick
      this.#workBeside(follower, tick)
    }
  }

  #sample(now: number): void {
    const time = this.#measurement.time(now)
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
    const isOver = this.#measurement.pythons === 0 && this.#here.now() - this.#started > MOST_SEARCH
    return !isOver && follower.processes.some(({ failure }) => failure === null)
  }

  #workBeside(follower: ProcessFollower, now: number): void {
    const next = this.#next
    const time = this.#measurement.time(now)
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
    const { live } = this.#measurement
    if (live !== null && now >= next.live) {
      next.live = now + PERIOD.live
      this.#sendLive(live, time)
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
    const { stacksRead, torn } = this.#measurement.context.counts
    const figures = { time, threads, processes: this.#observed.length, samples: stacksRead, torn, rss, gil }
    this.#here.onLive({ ...live.take(), ...figures })
  }

  #observe(target: PythonTarget, followed: FollowedProcess): void {
    const measurement = this.#measurement
    const { context, isFromStart } = measurement
    const now = measurement.now()
    const index = measurement.rowOf(followed)
    const isNew = followed.parent !== null || isFromStart
    const startedAt = isNew ? measurement.time(followed.since) : null
    const sampled = new SampledProcess(target, { index, context, now, startedAt })
    const resources = new ProcessResources(followed.pid)
    const observed = { followed, sampled, resources, gilTicks: 0, gilBusyTicks: 0 }
    readResources(observed, now)
    resources.readCounters()
    this.#observed.push(observed)
    measurement.addPython(followed.pid, target.interpreter)
  }

  #release(i: number): void {
    const measurement = this.#measurement
    const [observed] = this.#observed.splice(i, 1)
    const { sampled, resources } = observed!
    try {
      sampled.finish()
    } finally {
      measurement.timelines.push(...resources.finish(sampled.index, measurement.now()))
      if (resources.counters !== null) {
        measurement.counters.push({ process: sampled.index, ...resources.counters })
      }
      measurement.shared.processes.columns.end.set(sampled.index, measurement.now())
    }
  }

  #finish(end: SessionEnd, follower: ProcessFollower): SessionResult {
    const duration = this.#measurement.now()
    let ending = end
    while (this.#observed.length > 0) {
      ending = this.#measurement.endOf(() => {
        this.#release(this.#observed.length - 1)
        return ending
      })
    }
    return this.#measurement.finish(ending, { duration, follower, details: null })
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
