import { DOUBLE_ZERO } from '../../base/double-zero.ts'
import type { Timeline } from '../../model/recording.ts'
import { type ProcessIndex, ThreadKind, ThreadState } from '../../model/tables.ts'
import { readThreadName } from '../process/process-files.ts'
import type { FollowedProcess } from '../python/session/follow-processes.ts'
import type { SamplingContext } from '../python/session/sampling-context.ts'
import { markerStack } from '../python/session/stack-interner.ts'
import type { PythonTarget } from '../python/target/target.ts'
import { GrowingPython } from './growing-python.ts'
import { ProcessMemory } from './process-memory.ts'

/** One process whose memory is measured, whatever it runs; where that is Python, also the functions in which it grows. */
export class GrowingProcess {
  readonly followed: FollowedProcess
  readonly index: ProcessIndex
  readonly memory: ProcessMemory
  python: GrowingPython | null = null
  /** Whether it has no memory any more. */
  hasEnded = false
  readonly #context: SamplingContext
  /** Thread that stands for the process while no Python is read in it, -1 before it is needed. */
  #thread = -1
  /** What is not accounted for yet: since when, samples, and bytes that memory grew by. */
  #since: number
  #samples = 0
  #growth = DOUBLE_ZERO
  /** What was resident at the last sample. */
  #before = DOUBLE_ZERO
  #now: number

  /** `isNew`: it has just been launched, so that all of its memory is its own. */
  constructor(
    followed: FollowedProcess,
    options: { index: ProcessIndex; context: SamplingContext; now: number; isNew: boolean },
  ) {
    this.followed = followed
    this.index = options.index
    this.#context = options.context
    this.memory = new ProcessMemory(followed.pid)
    this.#since = options.now
    this.#now = options.now
    this.hasEnded = !this.memory.read(options.now)
    this.#before = this.memory.resident()
    // What is there at first sight is no growth otherwise: a fork has its parent's memory.
    if (options.isNew) this.#growth += this.#before
  }

  /** Takes one sample at `now` (ns). */
  sample(now: number): void {
    const { memory, python } = this
    const before = memory.resident()
    const isRead = python?.look(now) === true
    const caught = isRead ? Math.max(0, memory.resident() - before) : 0
    if (before === 0 || !memory.read(now)) {
      this.hasEnded = true
      return
    }
    this.#growth += Math.max(0, before - this.#before)
    this.#before = before
    this.#now = now
    if (python !== null && isRead) {
      python.account({ time: now, growth: this.#growth, caught })
      this.#growth = 0
      this.#since = now
    } else {
      this.#samples++
    }
  }

  /** Goes on with the functions of an interpreter that was found in the process; what it did until now is its start-up. */
  open(target: PythonTarget): void {
    this.python = new GrowingPython(target, { context: this.#context, process: this.index, now: this.#now })
    this.#accountFor('[start-up]', this.python.mainThread)
  }

  /** Goes on without: the interpreter is gone, the process is not. */
  release(): void {
    this.python?.finish()
    this.python = null
  }

  /** Ends the measurement of the process; its rows are complete then. Gives its timelines. */
  finish(): Timeline[] {
    try {
      if (this.python !== null) this.#accountFor('[unknown]', this.python.mainThread)
      else this.#accountFor(null, -1)
      this.release()
    } finally {
      this.#context.shared.processes.columns.end.set(this.index, this.memory.readAt)
    }
    return this.memory.finish(this.index)
  }

  /** A row for what no stack was read for: under a marker's name, or that of the process. */
  #accountFor(marker: string | null, thread: number): void {
    const wall = this.#now - this.#since
    if (wall > 0 || this.#growth > 0) {
      const { shared, sink } = this.#context
      const row = thread === -1 ? this.#ownThread() : thread
      const name = marker ?? `[native] ${shared.text(shared.threads.columns.name.get(row))}`
      const stack = markerStack(shared, name)
      sink.add(stack, row, this.#since, ThreadState.unknown, -1, 0, wall, this.#growth, this.#samples)
    }
    this.#growth = 0
    this.#samples = 0
    this.#since = this.#now
  }

  #ownThread(): number {
    if (this.#thread === -1) {
      const { shared } = this.#context
      const { pid } = this.followed
      const known = shared.text(shared.processes.columns.name.get(this.index))
      this.#thread = shared.thread({
        process: this.index,
        tid: pid,
        name: readThreadName(pid, pid) ?? known,
        kind: ThreadKind.native,
        isMain: 1,
      })
    }
    return this.#thread
  }
}
