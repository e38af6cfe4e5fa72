import { DOUBLE_ZERO } from '../../base/double-zero.ts'
import { seededRandom } from '../../base/random.ts'
import type { Interpreter, Timeline } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import type { ProcessIndex } from '../../model/tables.ts'
import { isAlive, quoteCommand, readCommand, readThreadName } from '../process/process-files.ts'
import { type FollowedProcess, ProcessFollower } from '../python/session/follow-processes.ts'
import { readMarkTable } from '../python/session/read-mark-table.ts'
import { SampleColumns } from '../python/session/sample-columns.ts'
import type { SamplingContext } from '../python/session/sampling-context.ts'
import type {
  SessionCounters,
  SessionEnd,
  SessionOptions,
  SessionResult,
  SessionSurroundings,
} from '../python/session/session-protocol.ts'
import { Ticker } from '../python/session/ticker.ts'
import { computeTornShare, sumTornCounts } from '../python/stacks/torn-estimate.ts'
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
  readonly shared = new SharedBuilder()
  readonly #options: SessionOptions
  readonly #here: SessionSurroundings
  readonly #columns: SampleColumns
  readonly #context: SamplingContext
  readonly #ticker: Ticker
  readonly #details = new DetailBudget()
  readonly #growing: GrowingProcess[] = []
  readonly #seen = new Set<FollowedProcess>()
  readonly #indexes = new Map<FollowedProcess, ProcessIndex>()
  readonly #timelines: Timeline[] = []
  readonly #counters: SessionCounters[] = []
  #interpreter: Interpreter | null = null
  #pythons = 0
  #base = 0
  #activeTime = DOUBLE_ZERO
  #next = { search: 0, threads: 0 }

  constructor(options: SessionOptions, here: SessionSurroundings) {
    this.#options = options
    this.#here = here
    this.#columns = new SampleColumns({ folder: options.temporaryFolder })
    this.#ticker = new Ticker(options.rate, here, seededRandom(0x9e3779b9))
    this.#context = {
      shared: this.shared,
      sink: this.#columns,
      raw: { depth: 0, code: new Float64Array(1 << 17), instruction: new Int32Array(1 << 17) },
      interval: 1e9 / options.rate,
      counts: { stacksRead: 0, torn: 0, lost: 0, unresolved: 0, cut: 0 },
      tornCounts: [],
    }
  }

  /** Measures until told to stop, the time is over or the target has ended. */
  run(pid: number): SessionResult {
    const { delay, isLaunched } = this.#options
    while (this.#here.now() < 1000 * delay && !this.#here.isStopped()) {
      this.#here.sleep(Math.min(50, 1000 * delay - this.#here.now()))
    }
    const start = this.#here.now()
    this.#base = delay > 0 || !isLaunched ? start : 0
    const follower = new ProcessFollower(pid, { subprocesses: true, now: this.#base })
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
    const { duration, isLaunched } = this.#options
    const deadline = duration === null ? Number.POSITIVE_INFINITY : start + 1000 * duration
    this.#search(follower, start)
    this.#ticker.start()
    let lastTick = start
    for (;;) {
      const tick = this.#ticker.wait()
      if (this.#here.isStopped()) return 'stopped'
      if (tick >= deadline) return 'duration'
      const time = this.#time(tick)
      for (let i = this.#growing.length - 1; i >= 0; i--) {
        const growing = this.#growing[i]!
        growing.sample(time)
        if (growing.hasEnded) this.#release(i)
        else if (growing.python?.isLost === true) {
          growing.release()
          follower.lookAgain(growing.followed, tick)
        }
      }
      this.#activeTime += tick - lastTick
      lastTick = tick
      this.#workBeside(follower, tick)
      // The exit of a launched program is for its parent to see: the session is told to stop.
      if (!isLaunched && this.#growing.length === 0) return 'target-ended'
    }
  }

  #workBeside(follower: ProcessFollower, now: number): void {
    const next = this.#next
    this.#details.spend(this.#growing, { now: this.#time(now), clock: () => this.#here.now() })
    if (now >= next.search) {
      next.search = now + PERIOD.search
      this.#search(follower, now)
    }
    if (now >= next.threads) {
      next.threads = now + PERIOD.threads
      for (const { python } of this.#growing) python?.refreshThreads(this.#time(now))
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
      this.#interpreter ??= target.interpreter
      this.#pythons++
      this.#here.onPython(growing.followed.pid, target.interpreter)
    }
  }

  #follow(followed: FollowedProcess): void {
    this.#seen.add(followed)
    if (!isAlive(followed.pid)) return
    const now = this.#time(this.#here.now())
    const isNew = followed.parent === null && this.#base === 0 && this.#options.isLaunched
    const index = this.#indexOf(followed)
    const growing = new GrowingProcess(followed, { index, context: this.#context, now, isNew })
    this.#growing.push(growing)
  }

  #release(i: number): void {
    const [growing] = this.#growing.splice(i, 1)
    const { index, memory } = growing!
    try {
      this.#timelines.push(...growing!.finish())
    } finally {
      if (memory.peak > 0) this.#counters.push({ ...NO_COUNTERS, process: index, peakRss: memory.peak })
    }
  }

  /** The row of a process; its ancestors that are followed get theirs first. */
  #indexOf(followed: FollowedProcess): ProcessIndex {
    const known = this.#indexes.get(followed)
    if (known !== undefined) return known
    const { pid, parent, since } = followed
    const index = this.shared.process({
      pid,
      parent: parent === null ? -1 : this.#indexOf(parent),
      name: readThreadName(pid, pid) ?? `process ${pid}`,
      command: quoteCommand(readCommand(pid)),
      start: this.#time(since),
    })
    this.#indexes.set(followed, index)
    return index
  }

  #finish(end: SessionEnd, follower: ProcessFollower): SessionResult {
    const duration = toNanoseconds(this.#here.now() - this.#base)
    // What was attached to, and children that outlive the program, are read once more.
    for (const growing of this.#growing) growing.memory.read(duration)
    let ending = end
    while (this.#growing.length > 0) {
      try {
        this.#release(this.#growing.length - 1)
      } catch (error) {
        if (!isDiskFull(error)) throw error
        ending = 'disk-full'
      }
    }
    // The program stands first, its children in the order in which they were seen.
    this.#timelines.sort((a, b) => a.process - b.process)
    const { marksFile } = this.#options
    const startTime = BigInt(Math.round(1000 * (this.#here.epoch + this.#base))) * 1000n
    const { scheduled, taken, late } = this.#ticker
    return {
      end: ending,
      marks: marksFile === null ? null : readMarkTable(marksFile, startTime, this.shared),
      shared: this.shared.finish(),
      columns: this.#columns.finish(),
      timelines: this.#timelines,
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
      details: { readings: this.#details.readings, cost: this.#details.cost },
    }
  }

  /** A time of the surroundings' clock on the recording's: ns. */
  #time(milliseconds: number): number {
    return toNanoseconds(milliseconds - this.#base)
  }
}

const NO_COUNTERS = {
  minorFaults: Number.NaN,
  majorFaults: Number.NaN,
  voluntarySwitches: Number.NaN,
  involuntarySwitches: Number.NaN,
} as const

function toNanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6)
}

function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
}
