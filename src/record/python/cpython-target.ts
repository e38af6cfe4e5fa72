import type { Interpreter } from '../../model/recording.ts'
import type { CodeTable } from './code-table.ts'
import { DataStackWalker } from './data-stack-walker.ts'
import type { InterpreterBinary } from './find-interpreter.ts'
import { FrameObjectWalker } from './frame-object-walker.ts'
import { GilReader } from './gil.ts'
import { InstructionBases } from './instruction-bases.ts'
import type { Layout } from './layouts/layout.ts'
import type { InterpreterState } from './locate-state.ts'
import type { ProcessMemory } from './memory.ts'
import type { ObjectReader } from './objects.ts'
import type { CodeInfo, PythonTarget, RawStack, TargetTask, TargetThread } from './target.ts'
import { ThreadList } from './thread-list.ts'
import type { TornCounts } from './torn-estimate.ts'

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

  constructor({ memory, binary, state, codes }: CpythonParts) {
    const { layout } = state
    this.pid = memory.pid
    this.interpreter = {
      implementation: 'CPython',
      version: state.version,
      executable: binary.executable === '' ? null : binary.executable,
    }
    this.isFreeThreaded = layout.isFreeThreaded
    this.#memory = memory
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
    const index = this.#codes.find(address)
    return index < 0 ? null : this.#codes.info(index)
  }

  tornCounts(): Readonly<TornCounts> {
    return this.#walker.counts
  }

  threadName(_thread: TargetThread): string | null {
    return null
  }

  tasks(): readonly TargetTask[] | null {
    return null
  }

  readTaskStack(_task: TargetTask, into: RawStack): number {
    into.depth = 0
    return 2
  }

  close(): void {
    this.#memory.close()
  }
}
