import type { Interpreter } from '../../../model/recording.ts'
import type { CodeInfo } from '../code/code-info.ts'
import type { CodeTable } from '../code/code-table.ts'
import { InstructionBases } from '../code/instruction-bases.ts'
import type { InterpreterBinary } from '../interpreter/find-interpreter.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import type { InterpreterState } from '../interpreter/locate-state.ts'
import { readMappings } from '../interpreter/mappings.ts'
import type { ProcessMemory } from '../interpreter/memory.ts'
import type { ObjectReader } from '../interpreter/objects.ts'
import { DataStackWalker } from '../stacks/data-stack-walker.ts'
import { FrameObjectWalker } from '../stacks/frame-object-walker.ts'
import { type RawStack, StackResult } from '../stacks/raw-stack.ts'
import type { TornCounts } from '../stacks/torn-estimate.ts'
import { findTaskOffsets, TaskReader } from './asyncio-tasks.ts'
import { GilReader } from './gil.ts'
import type { PythonTarget, TargetTask, TargetThread } from './target.ts'
import { ThreadList } from './thread-list.ts'
import { ThreadNames } from './thread-names.ts'

/** Most bytes that are read to save other reads. */
const LARGEST_MOMENT = 16 * 1024
/** The fields of the lock that are read lie at most this far before `locked`. */
const BEFORE_LOCKED = 64

/** How long a code object that was compared with its memory is trusted without another look, in ms. */
const FRESH_MS = 1

/** What a target is made of; see open-target. */
export interface CpythonParts {
  readonly memory: ProcessMemory
  readonly binary: InterpreterBinary
  readonly state: InterpreterState
  readonly objects: ObjectReader
  readonly codes: CodeTable
}

/** A CPython process that is read from outside; see {@link PythonTarget}. */
export class CpythonTarget implements PythonTarget {
  readonly pid: number
  readonly interpreter: Interpreter
  readonly isFreeThreaded: boolean
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #codes: CodeTable
  readonly #walker: DataStackWalker | FrameObjectWalker
  readonly #threads: ThreadList
  readonly #gil: GilReader
  readonly #runtime: number | null

  readonly #binary: InterpreterBinary
  readonly #objects: ObjectReader
  readonly #names: ThreadNames
  /** When each entry of the code table was last compared with its memory, in ms. */
  #checkedAt = new Float64Array(1024).fill(Number.NEGATIVE_INFINITY)
  #tasks: TaskReader | null = null
  #tasksSoughtAt = Number.NEGATIVE_INFINITY

  constructor({ memory, binary, state, objects, codes }: CpythonParts) {
    const { layout } = state
    this.pid = memory.pid
    this.interpreter = {
      implementation: 'CPython',
      version: state.version,
      executable: binary.executable === '' ? null : binary.executable,
    }
    this.isFreeThreaded = layout.isFreeThreaded
    this.#memory = memory
    this.#binary = binary
    this.#objects = objects
    this.#names = new ThreadNames(objects)
    this.#layout = layout
    this.#codes = codes
    this.#runtime = state.runtime
    this.#walker =
      layout.walk === 'frame-object'
        ? new FrameObjectWalker(memory, codes, layout)
        : new DataStackWalker({ memory, layout, codes, bases: new InstructionBases(memory, layout) })
    this.#threads = new ThreadList(memory, layout, state.head)
    this.#gil = new GilReader(memory, layout, { binary, runtime: state.runtime })
    this.#threads.refresh()
  }

  refreshThreads(): readonly TargetThread[] {
    return this.#threads.refresh()
  }

  beginMoment(): void {
    const first = this.#threads.interpreters[0] ?? 0
    if (first === 0) return
    const { threadsHead, collecting } = this.#layout.interpreter
    let low = first + threadsHead
    let high = low
    const gil = this.#gil.place
    if (collecting >= 0) {
      low = Math.min(low, first + collecting)
      high = Math.max(high, first + collecting)
    }
    if (gil >= 0 && Math.abs(gil - first) < LARGEST_MOMENT) {
      low = Math.min(low, gil - BEFORE_LOCKED)
      high = Math.max(high, gil)
    }
    if (high > low && high - low < LARGEST_MOMENT) this.#memory.hold(low, high - low + 8)
  }

  endMoment(): void {
    this.#memory.release()
  }

  hasThreadListChanged(): boolean {
    return this.#threads.hasChanged()
  }

  gilHolder(): number {
    return this.#gil.holder(this.#threads.interpreters[0] ?? 0)
  }

  isCollecting(): boolean {
    const { runtime, interpreter } = this.#layout
    if (runtime.collecting >= 0 && this.#runtime !== null) {
      return this.#memory.u32(this.#runtime + runtime.collecting) === 1
    }
    const first = this.#threads.interpreters[0] ?? 0
    return (
      interpreter.collecting >= 0 && first !== 0 && this.#memory.u32(first + interpreter.collecting) === 1
    )
  }

  readStack(thread: TargetThread, into: RawStack): number {
    return this.#walker.read(thread.address, into)
  }

  code(address: number): CodeInfo | null {
    let index = this.#codes.find(address)
    if (index >= 0 && !this.#isFresh(index) && !this.#codes.revalidate(index))
      index = this.#codes.find(address)
    return index < 0 ? null : this.#codes.info(index)
  }

  /** Whether the code object was compared with its memory a moment ago; if not, that is due now. Code objects die, and
   *  their memory is used again, within milliseconds while modules are being imported. */
  #isFresh(index: number): boolean {
    if (index >= this.#checkedAt.length) {
      const longer = new Float64Array(2 * (index + 1)).fill(Number.NEGATIVE_INFINITY)
      longer.set(this.#checkedAt)
      this.#checkedAt = longer
    }
    const now = performance.now()
    if (now - this.#checkedAt[index]! < FRESH_MS) return true
    this.#checkedAt[index] = now
    return false
  }

  get codeGeneration(): number {
    return this.#codes.generation
  }

  tornCounts(): Readonly<TornCounts> {
    return this.#walker.counts
  }

  threadName(thread: TargetThread): string | null {
    const ident = this.#memory.pointer(thread.address + this.#layout.thread.threadId)
    return ident > 0 ? this.#names.find(thread.interpreter, ident) : null
  }

  tasks(): readonly TargetTask[] | null {
    const reader = this.#findTasks()
    return reader === null ? null : reader.list(this.#threads.refresh())
  }

  readTaskStack(task: TargetTask, into: RawStack): number {
    into.depth = 0
    const reader = this.#findTasks()
    if (reader === null || !(this.#walker instanceof DataStackWalker)) return StackResult.lost
    if (task.thread !== 0) return StackResult.empty
    for (const frame of reader.frames(task.address)) {
      if (!this.#walker.appendSuspended(frame, into)) return StackResult.torn
    }
    return into.depth === 0 ? StackResult.empty : StackResult.whole
  }

  /** asyncio may be imported at any time: a look at the memory map tells, at most once a second. */
  #findTasks(): TaskReader | null {
    if (this.#layout.generator === null || this.#tasks !== null) return this.#tasks
    const now = performance.now()
    if (now - this.#tasksSoughtAt < 1000) return null
    this.#tasksSoughtAt = now
    try {
      const offsets = findTaskOffsets(this.#memory, readMappings(this.pid), this.#binary.path)
      if (offsets !== null) this.#tasks = new TaskReader(this.#objects, offsets)
    } catch {
      // The process has ended: it has no tasks.
    }
    return this.#tasks
  }

  close(): void {
    this.#memory.close()
  }
}
