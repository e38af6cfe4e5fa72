import { DOUBLE_ZERO } from '../../base/double-zero.ts'
import { ThreadState } from '../../model/tables.ts'
import { ClockResult, ThreadActivity, type ThreadProbe } from '../process/thread-probe.ts'
import { type StackMemory, stackMemory } from '../python/session/stack-interner.ts'
import type { RowSink } from '../python/session/thread-rows.ts'
import type { TargetThread } from '../python/target/target.ts'
import type { GrowthPart } from './growth-shares.ts'
import { StretchRows } from './stretch-rows.ts'

/** A thread that only woke up and went back to sleep may have done it, but hardly: its part beside one that was seen running. */
const WOKEN = 0.05

/** One thread that memory may grow in: its Python side, what it was seen doing by the last sample and by the one before. */
export class GrowingThread {
  readonly memory: StackMemory = stackMemory()
  readonly probe: ThreadProbe | null
  python: TargetThread
  stack = -1
  isRunning = false
  isNamed = false
  /** Mark of the last listing that it was part of. */
  listing = 0
  readonly row: number
  readonly #rows: StretchRows
  #stackBefore = -1
  #wasRunning = false
  #hasRun = false
  #activity = -1
  #accountedTo = DOUBLE_ZERO

  constructor(options: {
    thread: number
    sink: RowSink
    probe: ThreadProbe | null
    python: TargetThread
    now: number
  }) {
    this.#rows = new StretchRows(options.thread, options.sink)
    this.row = options.thread
    this.probe = options.probe
    this.python = options.python
    this.#accountedTo = options.now
  }

  /** Asks the kernel whether the thread runs, or has run since the last sample. False where its stack is what it was. */
  look(): boolean {
    const { probe } = this
    this.#stackBefore = this.stack
    this.#wasRunning = this.isRunning
    const clock = probe === null ? ClockResult.changed : probe.readClock()
    if (probe !== null && (clock === ClockResult.changed || this.#activity < 0)) {
      this.#activity = probe.readActivity()
    }
    this.isRunning = probe === null || this.#activity === ThreadActivity.runs
    this.#hasRun = clock === ClockResult.changed || this.isRunning
    return this.#hasRun || this.stack === -1
  }

  /** How likely it is that what memory grew by since the last sample is this thread's doing. */
  get part(): number {
    if (this.#wasRunning && this.isRunning) return 1
    if (this.#wasRunning || this.isRunning) return 0.5
    return this.#hasRun ? WOKEN : 0
  }

  /**
   * What this thread may have done with its `share` of what memory grew by. A thread that waits does not grow: where only one of
   * the two last samples saw it run, that one's stack has done it; else either has, half and half.
   */
  suspect(share: number, into: GrowthPart[]): void {
    const isBefore = this.#stackBefore !== -1
    const before = !isBefore ? 0 : this.#wasRunning === this.isRunning ? 0.5 : this.#wasRunning ? 1 : 0
    const thread = this.row
    if (before > 0)
      into.push({ thread, stack: this.#stackBefore, part: share * before, isWaiting: !this.#wasRunning })
    if (before < 1)
      into.push({ thread, stack: this.stack, part: share * (1 - before), isWaiting: !this.isRunning })
  }

  /** Accounts for the time since the last sample. */
  account(now: number): void {
    const state = this.isRunning ? ThreadState.running : ThreadState.blocked
    this.#rows.add(this.stack, state, this.#accountedTo, now - this.#accountedTo)
    this.#accountedTo = now
  }

  /** Writes out what is held back and lets go of the kernel's files. */
  finish(): void {
    this.#rows.finish()
    this.probe?.close()
  }
}
