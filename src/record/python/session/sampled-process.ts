import { DOUBLE_ZERO } from '../../../base/double-zero.ts'
import { type ProcessIndex, SampleFlag, ThreadState } from '../../../model/tables.ts'
import { ClockResult, ThreadActivity } from '../../process/thread-probe.ts'
import { StackResult } from '../stacks/raw-stack.ts'
import { type GilWaits, gilWaits } from '../target/gil-waits.ts'
import type { PythonTarget } from '../target/target.ts'
import { ProcessThreads } from './process-threads.ts'
import { SampledTasks } from './sampled-tasks.ts'
import type { SampledThread } from './sampled-thread.ts'
import type { SamplingContext } from './sampling-context.ts'
import { markerStack, StackInterner } from './stack-interner.ts'

/** Ticks in a row without a readable thread after which the process is no longer taken for the one it was. */
const LOST_TICKS = 3
/** A stack that stays for this long, ns, is read again: its code objects were named in passing, and may have been new ones
 *  in the memory of others. */
const CONFIRM_AFTER = 10e6
/** How long to wait before asyncio's table is looked for again, ns. */
const NO_TASKS_PAUSE = 200e6

/**
 * Samples the threads of one Python process. `startedAt` (ns since the recording's start) says when it began if that was
 * during the recording: what it did before it could be read is then accounted for as "[start-up]".
 */
export class SampledProcess {
  readonly pid: number
  readonly index: ProcessIndex
  readonly target: PythonTarget
  /** Whether nothing could be read for some ticks: the process has ended, or has become another by exec. */
  isLost = false
  /** Ticks sampled, and those in which somebody held the GIL; -1 when it is not known who does. */
  gilTicks = 0
  gilBusyTicks = 0
  readonly #context: SamplingContext
  readonly #interner: StackInterner
  readonly #gilWaits: GilWaits | null
  readonly #torn: number
  readonly #threads: ProcessThreads
  readonly #tasks: SampledTasks
  #nextTasks = DOUBLE_ZERO
  #generation = 0
  #lostTicks = 0
  /** Time of the last tick. */
  #accountedTo = DOUBLE_ZERO

  constructor(
    target: PythonTarget,
    options: { index: ProcessIndex; context: SamplingContext; now: number; startedAt: number | null },
  ) {
    const { index, context, now, startedAt } = options
    this.pid = target.pid
    this.index = index
    this.target = target
    this.#context = context
    this.#interner = new StackInterner(context.shared, address => target.code(address))
    this.#gilWaits = target.isFreeThreaded ? null : gilWaits(this.pid, target.interpreter.version)
    this.#torn = markerStack(context.shared, '[torn]')
    this.#tasks = new SampledTasks(target, { context, interner: this.#interner, process: index })
    this.#accountedTo = now
    this.#threads = new ProcessThreads(target, { process: index, context })
    this.refreshThreads(startedAt !== null)
    if (startedAt !== null) this.#addStartUp(startedAt, now)
  }

  /** Takes one sample of every thread that runs Python. Allocates nothing but for what was never seen before.
   *  `isStopped`: the process was stopped after `readActivities`, whose findings count. */
  sample(now: number, isStopped: boolean): void {
    const { target } = this
    target.beginMoment()
    const hasChanged = this.#threads.isStale || target.hasThreadListChanged()
    const holder = target.gilHolder()
    const isCollecting = target.isCollecting()
    target.endMoment()
    if (hasChanged && !isStopped) this.refreshThreads(true)
    if (target.codeGeneration !== this.#generation) this.#forgetStacks()
    if (holder >= 0) {
      this.gilTicks++
      if (holder > 0) this.gilBusyTicks++
    }
    const flags = isCollecting ? SampleFlag.collecting : 0
    const { python } = this.#threads
    let isLost = true
    for (let i = 0; i < python.length; i++) {
      const thread = python[i]!
      const isHolder = holder > 0 && thread.python!.address === holder
      if (this.#sampleThread(thread, now, isHolder ? flags | SampleFlag.holdsGil : flags, isStopped))
        isLost = false
    }
    this.#accountedTo = now
    this.#lostTicks = isLost ? this.#lostTicks + 1 : 0
    this.isLost = this.#lostTicks >= LOST_TICKS
  }

  /** Reads what every thread is doing, for a sample of a process that is going to be stopped. */
  readActivities(): void {
    for (const thread of this.#threads.python) {
      if (thread.probe !== null) readActivity(thread)
    }
  }

  /** Accounts for the processor time of the threads that run no Python; once in some 10 ms is enough. */
  sampleNative(now: number): void {
    for (const thread of this.#threads.native) {
      const { probe } = thread
      const before = probe!.cpu
      if (probe!.readClock() !== ClockResult.changed) continue
      // Nothing is known but how long it ran since the last look: a row of just that length.
      const ran = Math.min(probe!.cpu - before, now - thread.accountedTo)
      if (ran > 0) {
        const stack = this.#nativeStack(thread)
        thread.rows.add(stack, ThreadState.running, -1, 0, now - ran, ran)
      }
      thread.settle()
      thread.accountedTo = now
    }
  }

  /** Takes a sample of the tasks of asyncio, as often as that costs at most a twentieth of the time. Where there is no
   *  table of them there may be one later: asyncio can be imported at any time. */
  sampleTasks(now: number): void {
    if (now < this.#nextTasks) return
    const before = performance.now()
    const isThere = this.#tasks.sample(now)
    this.#nextTasks = now + (isThere ? 20e6 * (performance.now() - before) : NO_TASKS_PAUSE)
  }

  /** Lists the threads anew. `isNew`: those not known before began just now (not before the recording). */
  refreshThreads(isNew: boolean): void {
    this.#threads.refresh({ isNew, accountedTo: this.#accountedTo })
  }

  /** Gives threads the names Python's threading has for them, which it learns a little after they started. */
  nameThreads(): void {
    this.#threads.name()
  }

  /** Number of threads now. */
  get threads(): number {
    return this.#threads.size
  }

  /** Writes out what the threads hold back, for those who watch. */
  flush(): void {
    this.#threads.flush()
  }

  /** Ends the sampling of this process; its rows are complete then. */
  finish(): void {
    this.#threads.finish()
    this.#tasks.finish()
    this.#context.tornCounts.push({ ...this.target.tornCounts() })
    this.#context.counts.unresolved += this.#interner.unresolved
    this.#context.counts.cut += this.#interner.cut
    this.target.close()
  }

  /** Code objects were replaced by others at the same address: what stacks they made is looked up anew. */
  #forgetStacks(): void {
    this.#generation = this.target.codeGeneration
    for (const { memory } of this.#threads.python) memory.depth = 0
  }

  #sampleThread(thread: SampledThread, now: number, flags: number, isStopped: boolean): boolean {
    const { probe, rows } = thread
    const elapsed = now - thread.accountedTo
    if (probe !== null) {
      if (!isStopped) readActivity(thread)
      if (thread.clock === ClockResult.gone) return false
      if (thread.clock === ClockResult.unchanged && thread.isWaiting && !isToConfirm(thread, now)) {
        rows.extend(elapsed)
        thread.accountedTo = now
        return true
      }
    }
    const stack = this.#readStack(thread, now)
    if (stack === LOST) return false
    let state: number = ThreadState.unknown
    let wait = -1
    const wasWaiting = thread.isWaiting && thread.clock === ClockResult.unchanged
    thread.isWaiting = false
    if (probe !== null && thread.activity === ThreadActivity.runs) {
      state = ThreadState.running
    } else if (probe !== null) {
      thread.isWaiting = true
      if (!wasWaiting) {
        thread.waitsSince = now
        thread.isConfirmed = false
      }
      probe.readSyscall()
      const isGil = this.#gilWaits?.isGilWait(probe.syscall, probe.argument) === true
      state = isGil ? ThreadState.waitingGil : ThreadState.blocked
      if (!isGil) wait = this.#waitReason(thread)
    }
    let rowFlags = stack === this.#torn ? flags | SampleFlag.torn : flags
    // The lock may have changed hands since it was read: nobody waits for what he has.
    if (state === ThreadState.waitingGil) rowFlags &= ~SampleFlag.holdsGil
    rows.add(stack, state, wait, rowFlags, thread.accountedTo, elapsed)
    thread.accountedTo = now
    thread.settle()
    return true
  }

  #readStack(thread: SampledThread, now: number): number {
    const { raw, counts } = this.#context
    counts.stacksRead++
    switch (this.target.readStack(thread.python!, raw)) {
      case StackResult.whole:
        return this.#interner.intern(raw, thread.memory, now / 1e6)
      case StackResult.torn:
        counts.torn++
        return this.#torn
      case StackResult.empty:
        return this.#nativeStack(thread)
      default:
        counts.lost++
        return LOST
    }
  }

  #waitReason(thread: SampledThread): number {
    if (thread.activity === ThreadActivity.stopped) return this.#context.shared.string('stopped')
    const name = thread.probe!.waitName()
    return name === null ? -1 : this.#context.shared.string(name)
  }

  /** Where no Python runs, the thread's name stands for what it does. */
  #nativeStack(thread: SampledThread): number {
    if (thread.nativeStack === -1) {
      const { shared } = this.#context
      const name = shared.text(shared.threads.columns.name.get(thread.rows.thread))
      thread.nativeStack = markerStack(shared, `[native] ${name}`)
    }
    return thread.nativeStack
  }

  #addStartUp(startedAt: number, now: number): void {
    const main = this.#threads.python[0]
    if (main === undefined || now <= startedAt) return
    const stack = markerStack(this.#context.shared, '[start-up]')
    main.rows.addKnown(stack, ThreadState.running, startedAt, now - startedAt)
    if (main.probe?.readClock() === ClockResult.changed) main.settle()
  }
}

const LOST = -2

/** Whether the stack of a waiting thread is due for its second reading, which begins from nothing known. */
function isToConfirm(thread: SampledThread, now: number): boolean {
  if (thread.isConfirmed || now - thread.waitsSince < CONFIRM_AFTER) return false
  thread.isConfirmed = true
  thread.memory.depth = 0
  return true
}

/** Reads the thread's clock and, when it has run since the last time, its state. */
function readActivity(thread: SampledThread): void {
  const probe = thread.probe!
  thread.clock = probe.readClock()
  const isAsked = thread.activity >= 0
  if (thread.clock === ClockResult.changed || !isAsked) thread.activity = probe.readActivity()
}
