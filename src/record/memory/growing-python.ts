import { ThreadKind } from '../../model/tables.ts'
import { readThreadName } from '../process/process-files.ts'
import { PYTHON_PACKAGE } from '../python/inject/package-folder.ts'
import { tryProbe } from '../python/session/sampled-thread.ts'
import type { SamplingContext } from '../python/session/sampling-context.ts'
import { markerStack, StackInterner } from '../python/session/stack-interner.ts'
import { keyThreads } from '../python/session/thread-keys.ts'
import { StackResult } from '../python/stacks/raw-stack.ts'
import type { PythonTarget, TargetThread } from '../python/target/target.ts'
import { GrowingThread } from './growing-thread.ts'
import { type GrowthPart, GrowthShares, type GrowthTick } from './growth-shares.ts'

/** Ticks in a row without a readable thread after which the process is no longer taken for the one it was. */
const LOST_TICKS = 3

/** Finds out in which Python functions of a process memory grows: reads the stacks of the threads that ran since the last tick. */
export class GrowingPython {
  readonly target: PythonTarget
  /** Whether nothing could be read for some ticks: the process has ended, or has become another by exec. */
  isLost = false
  readonly #context: SamplingContext
  readonly #process: number
  readonly #interner: StackInterner
  readonly #torn: number
  readonly #threads = new Map<number, GrowingThread>()
  readonly #shares: GrowthShares
  #list: GrowingThread[] = []
  #generation = 0
  #listing = 0
  #lostTicks = 0
  #isStale = true

  constructor(target: PythonTarget, options: { context: SamplingContext; process: number; now: number }) {
    this.target = target
    this.#context = options.context
    this.#process = options.process
    const { shared } = options.context
    this.#interner = new StackInterner(shared, address => target.code(address), { ownFolder: PYTHON_PACKAGE })
    this.#shares = new GrowthShares(options.context.sink, stack =>
      options.context.shared.stacks.columns.prefix.get(stack),
    )
    this.#torn = markerStack(options.context.shared, '[torn]')
    this.refreshThreads(options.now)
  }

  /** Reads what the threads do. False where none could be read. */
  look(now: number): boolean {
    const { target } = this
    target.beginMoment()
    const hasChanged = this.#isStale || target.hasThreadListChanged()
    target.endMoment()
    if (hasChanged) this.refreshThreads(now)
    if (target.codeGeneration !== this.#generation) this.#forgetStacks()
    this.isLost = true
    for (const thread of this.#list) {
      if (!thread.look() || this.#readStack(thread, now)) this.isLost = false
    }
    this.#lostTicks = this.isLost ? this.#lostTicks + 1 : 0
    const isRead = !this.isLost
    this.isLost = this.#lostTicks >= LOST_TICKS
    return isRead
  }

  /** Accounts for the time since the last sample; memory grew by `growth` bytes in it, and by `caught` while `look` went on. */
  account(tick: Pick<GrowthTick, 'time' | 'growth' | 'caught'>): void {
    let parts = 0
    let running = 0
    for (const thread of this.#list) {
      parts += thread.part
      if (thread.isRunning) running++
      thread.account(tick.time)
    }
    const suspects: GrowthPart[] = []
    const culprits: GrowthPart[] = []
    for (const [i, thread] of this.#list.entries()) {
      // Nobody was seen to run: the main thread stands first.
      const share = parts > 0 ? thread.part / parts : i === 0 ? 1 : 0
      if (tick.growth > 0 && share > 0) thread.suspect(share, suspects)
      if (tick.caught > 0 && thread.isRunning) {
        culprits.push({ thread: thread.row, stack: thread.stack, part: 1 / running })
      }
    }
    this.#shares.add({ ...tick, caught: running > 0 ? tick.caught : 0, suspects, culprits })
  }

  /** The row of the main thread, -1 where no thread is known. */
  get mainThread(): number {
    return this.#list[0]?.row ?? -1
  }

  /** Lists the threads anew. */
  refreshThreads(now: number): void {
    const listing = ++this.#listing
    const { keyed, isStale } = keyThreads(this.target.refreshThreads(), tid => this.#threads.get(tid)?.python)
    this.#isStale = isStale
    this.#list = []
    for (const [key, info] of keyed) {
      const thread = this.#threads.get(key) ?? this.#add(key, info, now)
      if (thread.python !== info) {
        thread.python = info
        thread.memory.depth = 0
      }
      thread.listing = listing
      this.#list.push(thread)
      this.#name(thread)
    }
    for (const [key, thread] of this.#threads) {
      if (thread.listing === listing) continue
      thread.finish()
      this.#threads.delete(key)
    }
  }

  /** Ends the sampling; its rows are complete then. */
  finish(): void {
    this.#shares.finish()
    for (const thread of this.#threads.values()) thread.finish()
    this.#threads.clear()
    this.#context.tornCounts.push({ ...this.target.tornCounts() })
    this.#context.counts.unresolved += this.#interner.unresolved
    this.#context.counts.cut += this.#interner.cut
    this.target.close()
  }

  #readStack(thread: GrowingThread, now: number): boolean {
    const { raw, counts, shared } = this.#context
    counts.stacksRead++
    switch (this.target.readStack(thread.python, raw)) {
      case StackResult.whole:
        thread.stack = this.#interner.intern(raw, thread.memory, now / 1e6)
        // Nothing but the recorder inside: before the program's first line, or in its own threads.
        if (thread.stack === -1) thread.stack = markerStack(shared, '[recorder]')
        return true
      case StackResult.torn:
        counts.torn++
        thread.stack = this.#torn
        return true
      case StackResult.empty:
        thread.stack = markerStack(
          shared,
          `[native] ${shared.text(shared.threads.columns.name.get(thread.row))}`,
        )
        return true
      default:
        counts.lost++
        return false
    }
  }

  #name(thread: GrowingThread): void {
    if (thread.isNamed) return
    const name = this.target.threadName(thread.python)
    if (name === null) return
    const { shared } = this.#context
    shared.threads.columns.name.set(thread.row, shared.string(name))
    thread.isNamed = true
  }

  #add(key: number, python: TargetThread, now: number): GrowingThread {
    const { shared, sink } = this.#context
    const { pid } = this.target
    const row = shared.thread({
      process: this.#process,
      tid: python.tid > 0 ? python.tid : Number.NaN,
      name: (key > 0 ? readThreadName(pid, key) : null) ?? 'thread',
      kind: ThreadKind.python,
      isMain: python.isMain || key === pid ? 1 : 0,
    })
    const thread = new GrowingThread({ thread: row, sink, probe: tryProbe(pid, key), python, now })
    this.#threads.set(key, thread)
    return thread
  }

  /** Code objects were replaced by others at the same address: what stacks they made is looked up anew. */
  #forgetStacks(): void {
    this.#generation = this.target.codeGeneration
    for (const thread of this.#list) {
      thread.memory.depth = 0
    }
  }
}
