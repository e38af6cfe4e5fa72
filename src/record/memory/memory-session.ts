import { isAlive } from '../process/process-files.ts'
import { type FollowedProcess, ProcessFollower } from '../python/session/follow-processes.ts'
import { Measurement } from '../python/session/measurement.ts'
import type {
  SessionEnd,
  SessionOptions,
  SessionResult,
  SessionSurroundings,
} from '../python/session/session-protocol.ts'
import { DetailBudget } from './detail-budget.ts'
import { GrowingProcess } from './growing-process.ts'

/** ms between two rounds of each kind of work beside the samples. */
const PERIOD = { search: 2, threads: 250 } as const

/**
 * One measurement of the memory of a process and all that it starts, whatever they run. At every tick it reads what is resident
 * and the kernel's peak, and the stacks of those Python threads that ran; what memory grew by is put down to them. Runs in a
 * thread of its own, which it blocks until the measurement is over.
 */
export class MemorySession {
  readonly #options: SessionOptions
  readonly #here: SessionSurroundings
  readonly #measurement: Measurement
  readonly #details = new DetailBudget()
  readonly #growing: GrowingProcess[] = []
  readonly #seen = new Set<FollowedProcess>()
  #next = { search: 0, threads: 0 }

  constructor(options: SessionOptions, here: SessionSurroundings) {
    this.#options = options
    this.#here = here
    this.#measurement = new Measurement(options, here)
  }

  /** Measures until told to stop, the time is over or the target has ended. */
  run(pid: number): SessionResult {
    const { start, base } = this.#measurement.begin()
    const follower = new ProcessFollower(pid, { subprocesses: true, now: base })
    const end = this.#measurement.endOf(() => this.#loop(follower, start))
    return this.#finish(end, follower)
  }

  #loop(follower: ProcessFollower, start: number): SessionEnd {
    const { duration, isLaunched } = this.#options
    const deadline = duration === null ? Number.POSITIVE_INFINITY : start + 1000 * duration
    this.#search(follower, start)
    const { ticker } = this.#measurement
    ticker.start()
    let lastTick = start
    for (;;) {
      const tick = ticker.wait()
      if (this.#here.isStopped()) return 'stopped'
      if (tick >= deadline) return 'duration'
      const time = this.#measurement.time(tick)
      for (let i = this.#growing.length - 1; i >= 0; i--) {
        const growing = this.#growing[i]!
        growing.sample(time)
        if (growing.hasEnded) this.#release(i)
        else if (growing.python?.isLost === true) {
          growing.release()
          follower.lookAgain(growing.followed, tick)
        }
      }
      this.#measurement.activeTime += tick - lastTick
      lastTick = tick
      this.#workBeside(follower, tick)
      // The exit of a launched program is for its parent to see: the session is told to stop.
      if (!isLaunched && this.#growing.length === 0) return 'target-ended'
    }
  }

  #workBeside(follower: ProcessFollower, now: number): void {
    const next = this.#next
    this.#details.spend(this.#growing, { now: this.#measurement.time(now), clock: () => this.#here.now() })
    if (now >= next.search) {
      next.search = now + PERIOD.search
      this.#search(follower, now)
    }
    if (now >= next.threads) {
      next.threads = now + PERIOD.threads
      for (const { python } of this.#growing) python?.refreshThreads(this.#measurement.time(now))
      follower.dropEnded()
    }
  }

  /** Takes in the processes that are new, and the interpreters that have started in those that are not. */
  #search(follower: ProcessFollower, now: number): void {
    follower.lookForChildren(now, true)
    for (const followed of follower.processes) {
      if (!this.#seen.has(followed)) this.#follow(followed)
    }
    for (const growing of this.#growing) {
      if (growing.python !== null) continue
      const target = follower.tryOpen(growing.followed, now)
      if (target === null) continue
      growing.open(target)
      this.#measurement.addPython(growing.followed.pid, target.interpreter)
    }
  }

  #follow(followed: FollowedProcess): void {
    this.#seen.add(followed)
    if (!isAlive(followed.pid)) return
    const { context, isFromStart } = this.#measurement
    const now = this.#measurement.now()
    const isNew = followed.parent === null && isFromStart
    const index = this.#measurement.rowOf(followed)
    this.#growing.push(new GrowingProcess(followed, { index, context, now, isNew }))
  }

  #release(i: number): void {
    const { timelines, counters } = this.#measurement
    const [growing] = this.#growing.splice(i, 1)
    const { index, memory } = growing!
    try {
      timelines.push(...growing!.finish())
    } finally {
      if (memory.peak > 0) counters.push({ ...NO_COUNTERS, process: index, peakRss: memory.peak })
    }
  }

  #finish(end: SessionEnd, follower: ProcessFollower): SessionResult {
    const measurement = this.#measurement
    const duration = measurement.now()
    // What was attached to, and children that outlive the program, are read once more.
    for (const growing of this.#growing) growing.memory.read(duration)
    let ending = end
    while (this.#growing.length > 0) {
      ending = measurement.endOf(() => {
        this.#release(this.#growing.length - 1)
        return ending
      })
    }
    // The program stands first, its children in the order in which they were seen.
    measurement.timelines.sort((a, b) => a.process - b.process)
    const { readings, cost } = this.#details
    return measurement.finish(ending, { duration, follower, details: { readings, cost } })
  }
}

const NO_COUNTERS = {
  minorFaults: Number.NaN,
  majorFaults: Number.NaN,
  voluntarySwitches: Number.NaN,
  involuntarySwitches: Number.NaN,
} as const
