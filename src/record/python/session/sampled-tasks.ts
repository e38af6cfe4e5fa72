import { type ProcessIndex, ThreadKind, ThreadState } from '../../../model/tables.ts'
import { StackResult } from '../stacks/raw-stack.ts'
import type { PythonTarget, TargetTask } from '../target/target.ts'
import type { SamplingContext } from './sampling-context.ts'
import { markerStack, type StackInterner, type StackMemory, stackMemory } from './stack-interner.ts'
import { ThreadRows } from './thread-rows.ts'

/** A program may make tasks without end: beyond this many, new ones are not followed. */
const MOST_TASKS = 10_000

interface SampledTask {
  readonly name: string
  readonly rows: ThreadRows
  readonly memory: StackMemory
  accountedTo: number
  listing: number
}

/**
 * The asyncio tasks of one process as pseudo-threads: where each is suspended, and which awaits it. What a running task
 * does is its thread's; its own row says only that it runs, so that no time is counted twice.
 */
export class SampledTasks {
  readonly #target: PythonTarget
  readonly #context: SamplingContext
  readonly #interner: StackInterner
  readonly #process: ProcessIndex
  readonly #tasks = new Map<number, SampledTask>()
  readonly #running: number
  #listing = 0
  #made = 0

  constructor(
    target: PythonTarget,
    parts: { context: SamplingContext; interner: StackInterner; process: ProcessIndex },
  ) {
    this.#target = target
    this.#context = parts.context
    this.#interner = parts.interner
    this.#process = parts.process
    this.#running = markerStack(parts.context.shared, '[running task]')
  }

  /** Takes one sample of every task; false where the interpreter has no table of them. */
  sample(now: number): boolean {
    const tasks = this.#target.tasks()
    if (tasks === null) return false
    const listing = ++this.#listing
    for (const task of tasks) this.#sampleTask(task, now, listing)
    for (const [address, task] of this.#tasks) {
      if (task.listing === listing) continue
      task.rows.finish()
      this.#tasks.delete(address)
    }
    this.#linkAwaited(tasks)
    return true
  }

  finish(): void {
    for (const { rows } of this.#tasks.values()) rows.finish()
    this.#tasks.clear()
  }

  #sampleTask(task: TargetTask, now: number, listing: number): void {
    let sampled = this.#tasks.get(task.address)
    if (sampled === undefined || sampled.name !== task.name) {
      sampled?.rows.finish()
      const made = this.#add(task, now)
      if (made === null) return
      sampled = made
    }
    sampled.listing = listing
    const elapsed = now - sampled.accountedTo
    if (task.thread !== 0) {
      sampled.rows.add(this.#running, ThreadState.running, -1, 0, sampled.accountedTo, elapsed)
    } else {
      const { raw } = this.#context
      if (this.#target.readTaskStack(task, raw) !== StackResult.whole) return
      const stack = this.#interner.intern(raw, sampled.memory, now / 1e6)
      const wait = this.#context.shared.string('await')
      sampled.rows.add(stack, ThreadState.blocked, wait, 0, sampled.accountedTo, elapsed)
    }
    sampled.accountedTo = now
  }

  #add(task: TargetTask, now: number): SampledTask | null {
    if (this.#made >= MOST_TASKS) return null
    this.#made++
    const { shared, sink } = this.#context
    const thread = shared.thread({ process: this.#process, name: task.name, kind: ThreadKind.task })
    const sampled = {
      name: task.name,
      rows: new ThreadRows(thread, sink),
      memory: stackMemory(),
      accountedTo: now,
      listing: 0,
    }
    this.#tasks.set(task.address, sampled)
    return sampled
  }

  #linkAwaited(tasks: readonly TargetTask[]): void {
    const { awaitedBy } = this.#context.shared.threads.columns
    for (const task of tasks) {
      const [first] = task.awaitedBy
      if (first === undefined) continue
      const own = this.#tasks.get(task.address)
      const other = this.#tasks.get(first)
      if (own !== undefined && other !== undefined && own !== other)
        awaitedBy.set(own.rows.thread, other.rows.thread)
    }
  }
}
