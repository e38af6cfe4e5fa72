import { StacksBuilder } from '../../model/part-builders.ts'
import { type Interpreter, meta, NO_PARTS, type Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, SampleFlag, ThreadKind, ThreadState } from '../../model/tables.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { assertDepth } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import type { Warnings } from '../importing/warnings.ts'

/** A frame as py-spy prints it; `file` is a binary's name for native frames. */
export interface DumpFrame {
  readonly name: string
  readonly file: string | null
  /** 0 or below unknown. */
  readonly line: number
}

/** A thread of a dump, its frames innermost first. */
export interface DumpThread {
  readonly pid: number
  /** NaN unknown. */
  readonly tid: number
  readonly name: string
  readonly isActive: boolean
  readonly holdsGil: boolean
  readonly frames: readonly DumpFrame[]
}

/** Collects the threads of a dump: a sample each. */
export class Dump {
  readonly warnings: Warnings
  command: string | null = null
  interpreter: Interpreter | null = null
  readonly #shared = new SharedBuilder()
  readonly #part = new StacksBuilder([{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }])
  readonly #processes = new Map<number, number>()
  readonly #threads = new Map<string, number>()

  constructor(warnings: Warnings) {
    this.warnings = warnings
  }

  get length(): number {
    return this.#part.samples.length
  }

  /** The process with an id (-1 unknown), named and described where that is known by now. */
  process(pid: number, command?: string): number {
    let process = this.#processes.get(pid)
    if (process === undefined) {
      process = this.#shared.process({
        pid,
        name: pid === -1 ? '' : `Process ${pid}`,
        ...(command === undefined ? {} : { command }),
      })
      this.#processes.set(pid, process)
    }
    this.command ??= command ?? null
    return process
  }

  add({ pid, tid, name, isActive, holdsGil, frames }: DumpThread): void {
    let stack = -1
    assertDepth('py-spy-dump', frames.length)
    for (let i = frames.length - 1; i >= 0; i--) stack = this.#shared.stack(stack, this.#frame(frames[i]!))
    this.#part.add(
      {
        stack,
        thread: this.#thread(pid, tid, name),
        state: isActive ? ThreadState.running : ThreadState.blocked,
        flags: holdsGil ? SampleFlag.holdsGil : 0,
      },
      [1],
    )
  }

  #thread(pid: number, tid: number, name: string): number {
    const key = `${pid};${tid};${name}`
    let thread = this.#threads.get(key)
    if (thread === undefined) {
      thread = this.#shared.thread({
        process: this.process(pid),
        tid,
        name: name === '' ? `Thread ${tid}` : name,
        kind: ThreadKind.python,
        isMain: name === 'MainThread' || tid === pid ? 1 : 0,
      })
      this.#threads.set(key, thread)
    }
    return thread
  }

  #frame({ name, file, line }: DumpFrame): number {
    const known = line > 0 && line <= 0x7fffffff ? line : -1
    if (file === null) return this.#shared.plainFrame(this.#shared.func({ name }), known)
    const kind = guessFuncKind(name, file)
    const isBinary = known === -1 && (kind !== FuncKind.python || /\.so\b/.test(file))
    if (!isBinary) {
      const isSource = kind !== FuncKind.unknown
      return this.#shared.plainFrame(
        this.#shared.func({ name, file, kind: isSource ? kind : FuncKind.python }),
        known,
      )
    }
    const lib = this.#shared.lib({ name: file.split(/[\\/]/).at(-1)!, path: file })
    const address = /^0x[\da-fA-F]{1,16}$/.test(name) ? BigInt(name) : 0n
    const func = this.#shared.func({ name, lib, kind: address === 0n ? FuncKind.native : FuncKind.address })
    return this.#shared.frame({ func, lib, address })
  }

  finish(name: string | null): Recording {
    return {
      ...NO_PARTS,
      meta: meta({
        name: titleOf(name, 'py-spy dump'),
        command: this.command === null || this.command === '' ? [] : [this.command],
        interpreter: this.interpreter,
        recorder: { name: 'py-spy', version: null, mode: 'dump', settings: {} },
        importedFrom: { format: 'py-spy-dump', file: name },
        warnings: this.warnings.list(),
      }),
      shared: this.#shared.finish(),
      stacks: this.#part.finish(false),
    }
  }
}
