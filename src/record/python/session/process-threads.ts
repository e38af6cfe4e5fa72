import { type ProcessIndex, ThreadKind } from '../../../model/tables.ts'
import { readThreadIds, readThreadName } from '../../process/process-files.ts'
import type { PythonTarget, TargetThread } from '../target/target.ts'
import { SampledThread, tryProbe } from './sampled-thread.ts'
import type { SamplingContext } from './sampling-context.ts'
import { keyThreads } from './thread-keys.ts'

/** The threads of one sampled process: who runs Python now, who does not, who is new and who has ended. */
export class ProcessThreads {
  python: readonly SampledThread[] = []
  /** Those that run no Python and have a probe. */
  native: readonly SampledThread[] = []
  /** Whether the last listing met a thread that was not ready. */
  isStale = false
  readonly #target: PythonTarget
  readonly #process: ProcessIndex
  readonly #context: SamplingContext
  /** By operating system's thread id; those without one by the negative address of their Python side. */
  readonly #threads = new Map<number, SampledThread>()
  #listing = 0

  constructor(target: PythonTarget, options: { process: ProcessIndex; context: SamplingContext }) {
    this.#target = target
    this.#process = options.process
    this.#context = options.context
  }

  /** Number of threads now. */
  get size(): number {
    return this.#threads.size
  }

  /** Lists the threads anew. `isNew`: those not known before began just now (not before the recording); `accountedTo`: up to
   *  when the time of the process is accounted for, ns since the start. */
  refresh(options: { isNew: boolean; accountedTo: number }): void {
    const { accountedTo } = options
    const listing = ++this.#listing
    const python: SampledThread[] = []
    const native: SampledThread[] = []
    const { keyed, isStale } = keyThreads(
      this.#target.refreshThreads(),
      tid => this.#threads.get(tid)?.python,
    )
    this.isStale = isStale
    for (const [key, info] of keyed) {
      const thread = this.#threads.get(key) ?? this.#add(key, { info, ...options })
      if (info !== thread.python) {
        thread.python = info
        thread.isWaiting = false
        thread.memory.depth = 0
        thread.accountedTo = accountedTo
        this.#context.shared.threads.columns.kind.set(thread.rows.thread, ThreadKind.python)
      }
      thread.listing = listing
      python.push(thread)
    }
    for (const tid of readThreadIds(this.#target.pid)) {
      const thread = this.#threads.get(tid) ?? this.#add(tid, { info: null, ...options })
      if (thread.listing === listing) continue
      thread.listing = listing
      thread.python = null
      if (thread.probe !== null) native.push(thread)
    }
    for (const [key, thread] of this.#threads) {
      if (thread.listing === listing) continue
      this.#finishThread(thread)
      this.#threads.delete(key)
    }
    this.python = python
    this.native = native
    this.name()
  }

  /** Gives threads the names Python's threading has for them, which it learns a little after they started. */
  name(): void {
    const { shared } = this.#context
    for (const thread of this.python) {
      if (thread.isNamed) continue
      const name = this.#target.threadName(thread.python!)
      if (name === null) continue
      shared.threads.columns.name.set(thread.rows.thread, shared.string(name))
      thread.isNamed = true
    }
  }

  /** Writes out what the threads hold back, for those who watch. */
  flush(): void {
    for (const { rows } of this.#threads.values()) rows.flush()
  }

  /** Ends all threads; their rows are complete then. */
  finish(): void {
    for (const thread of this.#threads.values()) this.#finishThread(thread)
    this.#threads.clear()
  }

  #add(
    key: number,
    options: { info: TargetThread | null; isNew: boolean; accountedTo: number },
  ): SampledThread {
    const { info, isNew, accountedTo } = options
    const { shared, sink } = this.#context
    const name = key > 0 ? readThreadName(this.#target.pid, key) : null
    const thread = shared.thread({
      process: this.#process,
      tid: info === null ? key : info.tid > 0 ? info.tid : Number.NaN,
      name: name ?? 'thread',
      kind: info === null ? ThreadKind.native : ThreadKind.python,
      isMain: info?.isMain === true || key === this.#target.pid ? 1 : 0,
    })
    const sampled = new SampledThread({
      thread,
      sink,
      probe: tryProbe(this.#target.pid, key),
      python: info,
      now: accountedTo,
      isNew,
    })
    this.#threads.set(key, sampled)
    return sampled
  }

  #finishThread(thread: SampledThread): void {
    thread.finish()
    if (thread.probe !== null) {
      this.#context.shared.threads.columns.cpu.set(thread.rows.thread, thread.rows.cpu)
    }
  }
}
