import { DOUBLE_ZERO } from '../../../base/double-zero.ts'
import { ClockResult, ThreadProbe } from '../../process/thread-probe.ts'
import type { TargetThread } from '../target/target.ts'
import { type StackMemory, stackMemory } from './stack-interner.ts'
import { type RowSink, ThreadRows } from './thread-rows.ts'

/** One thread of a sampled process: its Python side, its kernel side and its rows under way. */
export class SampledThread {
  readonly rows: ThreadRows
  readonly memory: StackMemory = stackMemory()
  /** Null where the thread runs no Python, or its operating system's id is not known. */
  python: TargetThread | null
  readonly probe: ThreadProbe | null
  /** Up to when its time is accounted for, ns since the start. */
  accountedTo = DOUBLE_ZERO
  /** What the last sample found, for as long as the kernel says that the thread has not run. */
  isWaiting = false
  /** When the wait was first seen, and whether its stack has been read a second time. */
  waitsSince = DOUBLE_ZERO
  isConfirmed = false
  /** What it was doing when it was last asked, a ThreadActivity; -1 not asked yet. */
  activity = -1
  /** What the last reading of its clock found, a ClockResult. */
  clock = 0
  /** Stack that stands for what it does outside Python, -1 before it is needed. */
  nativeStack = -1
  /** Whether its name comes from Python's threading. */
  isNamed = false
  /** Mark of the last listing that it was part of. */
  listing = 0
  #cpu = DOUBLE_ZERO
  #delay = DOUBLE_ZERO

  /** `isNew`: it began during the recording, so that all of its processor time belongs to it. */
  constructor(options: {
    thread: number
    sink: RowSink
    probe: ThreadProbe | null
    python: TargetThread | null
    now: number
    isNew: boolean
  }) {
    this.rows = new ThreadRows(options.thread, options.sink)
    this.probe = options.probe
    this.python = options.python
    this.accountedTo = options.now
    if (!options.isNew && this.probe?.readClock() === ClockResult.changed) {
      this.#cpu = this.probe.cpu
      this.#delay = this.probe.delay
    }
  }

  /** Passes on what the kernel has added to the thread's account since the last time. */
  settle(): void {
    if (this.probe === null) return
    const { cpu, delay } = this.probe
    // Without schedstat every reading counts as a change, mostly by nothing.
    if (cpu > this.#cpu || delay > this.#delay) {
      this.rows.settle(Math.max(0, cpu - this.#cpu), Math.max(0, delay - this.#delay))
    }
    this.#cpu = cpu
    this.#delay = delay
  }

  /** Takes the last reading, writes out what is held back and lets go of the kernel's files. */
  finish(): void {
    if (this.probe?.readClock() === ClockResult.changed) this.settle()
    this.rows.finish()
    this.probe?.close()
  }
}

/** The probe of a thread, or null when it is gone already (or there are too many files open). */
export function tryProbe(pid: number, tid: number): ThreadProbe | null {
  try {
    return tid > 0 ? new ThreadProbe(pid, tid) : null
  } catch {
    return null
  }
}
