import type { Interpreter } from '../../../model/recording.ts'
import type { CodeInfo } from '../code/code-info.ts'
import type { RawStack } from '../stacks/raw-stack.ts'
import type { TornCounts } from '../stacks/torn-estimate.ts'

/** One PyThreadState of the target. */
export interface TargetThread {
  /** Address of the PyThreadState (below 2 ** 48, so a double holds it). */
  readonly address: number
  /** Address of its interpreter state. */
  readonly interpreter: number
  /** Operating system's thread id, -1 unknown. */
  readonly tid: number
  readonly isMain: boolean
}

/** An asyncio task. */
export interface TargetTask {
  readonly address: number
  readonly name: string
  /** Addresses of the tasks that await it. */
  readonly awaitedBy: readonly number[]
  /** Thread that is running it now (address of its PyThreadState), 0 when it is suspended. */
  readonly thread: number
}

/**
 * One CPython process, read from outside by pread on /proc/PID/mem: never stopped, never written to. `refresh*` may
 * allocate; `readStack`, `gilHolder` and `isCollecting` do not, and are what the sampling loop calls.
 */
export interface PythonTarget {
  readonly pid: number
  readonly interpreter: Interpreter
  readonly isFreeThreaded: boolean
  /** The threads of all interpreters now, main first. Keeps the same object for a thread that was there before. */
  refreshThreads(): readonly TargetThread[]
  /** Reads at once what `hasThreadListChanged`, `gilHolder` and `isCollecting` need, as far as it lies together: they
   *  answer from this copy until `endMoment`. Reads cost more than all else in a sample. */
  beginMoment(): void
  endMoment(): void
  /** Whether the thread list changed since the last refresh, as far as one cheap read tells. */
  hasThreadListChanged(): boolean
  /** Address of the PyThreadState that holds the global interpreter lock; 0 nobody, -1 unknown or there is none. */
  gilHolder(): number
  isCollecting(): boolean
  /** Grows when a cached code object turned out to be gone: what was interned by its address must be asked for again. */
  readonly codeGeneration: number
  /** What `readStack` counted since the target was opened; see torn-estimate. The same object every time. */
  tornCounts(): Readonly<TornCounts>
  /**
   * Reads one stack into `into`; returns a StackResult. After an exec or the target's end every stack is lost: open the
   * target again.
   */
  readStack(thread: TargetThread, into: RawStack): number
  /** The code object at an address that `readStack` gave; cached. Null when it is none any more. */
  code(address: number): CodeInfo | null
  /** Name of a thread as Python's threading knows it, null where it does not. */
  threadName(thread: TargetThread): string | null
  /** All asyncio tasks, or null where the interpreter has no table of them (before 3.14). */
  tasks(): readonly TargetTask[] | null
  /** Reads the suspended coroutine stack of a task, leaf first; returns a StackResult. */
  readTaskStack(task: TargetTask, into: RawStack): number
  close(): void
}
