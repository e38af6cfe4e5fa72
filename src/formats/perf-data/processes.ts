import { LimitError } from '../../base/errors.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { AddressMap } from './address-map.ts'
import { FORMAT } from './perf-bytes.ts'

/** Threads that are believed: each costs many times the bytes of the record that names it. */
const MAX_THREADS = 1 << 20

/** A process from one exec to the next. */
interface Program {
  readonly pid: number
  /** What it was forked or exec'd from, null unknown. */
  readonly parent: Program | null
  /** Row of the processes, -1 while it has no samples. */
  row: number
  /** Name of its main thread so far. */
  name: string
  start: number
  end: number
}

/** Addresses that are mapped the same way: a process's, or the kernel's. `version` is another after every change. */
export interface AddressSpace {
  map: AddressMap
  version: number
}

interface ProcessState {
  program: Program
  readonly space: AddressSpace
}

interface ThreadState {
  readonly pid: number
  readonly tid: number
  name: string | null
  /** Row of the threads under its present name, -1 unknown. */
  row: number
}

/**
 * The processes and threads of a recording as they are at the moment: names, mappings, who forked whom. A thread that is
 * renamed has one row for each name that it was sampled under; a process that calls exec has one row before and one after.
 */
export class Processes {
  readonly #shared: SharedBuilder
  readonly #processes = new Map<number, ProcessState>()
  readonly #threadIndex = new PairMap()
  readonly #threads: ThreadState[] = []
  readonly #rows = new Map<string, number>()
  readonly #sampled: Program[] = []
  #versions = 0

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** A new space, with what `from` has mapped. */
  space(from: AddressSpace | null = null): AddressSpace {
    return { map: from?.map ?? null, version: from?.version ?? this.#versions++ }
  }

  change(space: AddressSpace, map: AddressMap): void {
    space.map = map
    space.version = this.#versions++
  }

  spaceOf(pid: number): AddressSpace {
    return this.#process(pid).space
  }

  /** A thread got a name. `time` is NaN where the record has none. */
  rename(pid: number, tid: number, options: { name: string; isExec: boolean; time: number }): void {
    const { name, isExec, time } = options
    const process = this.#process(pid)
    if (isExec) {
      const old = process.program
      old.end = time
      process.program = newProgram(pid, { parent: old.parent, name, start: time })
      this.change(process.space, null)
    }
    const thread = this.#thread(pid, tid)
    thread.name = name
    thread.row = -1
    if (tid === pid) process.program.name = name
  }

  /** A process or a thread was made by another. */
  fork(options: { pid: number; tid: number; parentPid: number; parentTid: number; time: number }): void {
    const { pid, tid, parentPid, parentTid, time } = options
    const parentThread = this.#thread(parentPid, parentTid)
    if (pid !== parentPid) {
      const parent = this.#process(parentPid)
      const name = parentThread.name ?? parent.program.name
      const program = newProgram(pid, { parent: parent.program, name, start: time })
      this.#processes.set(pid, { program, space: this.space(parent.space) })
    }
    const thread = this.#thread(pid, tid)
    thread.name = parentThread.name
    thread.row = -1
  }

  exit(pid: number, tid: number, time: number): void {
    if (pid === tid) this.#process(pid).program.end = time
  }

  /** The row of a thread that was sampled. */
  threadRow(pid: number, tid: number): number {
    const thread = this.#thread(pid, tid)
    if (thread.row !== -1) return thread.row
    const process = this.#processRow(this.#process(pid).program)
    const name = thread.name ?? (tid === 0 ? 'swapper' : `:${tid}`)
    const key = `${process},${tid},${name}`
    let row = this.#rows.get(key)
    if (row === undefined) {
      row = this.#shared.thread({ process, tid, name, isMain: tid === pid ? 1 : 0 })
      this.#rows.set(key, row)
    }
    thread.row = row
    return row
  }

  /** Fills in what is known only at the end. `origin` is the time that becomes 0. */
  finish(origin: number): void {
    const { columns } = this.#shared.processes
    for (const program of this.#sampled) {
      columns.name.set(program.row, this.#shared.string(program.name))
      columns.parent.set(program.row, program.parent?.row ?? -1)
      columns.start.set(program.row, program.start - origin)
      columns.end.set(program.row, program.end - origin)
    }
  }

  #processRow(program: Program): number {
    if (program.row === -1) {
      program.row = this.#shared.process({ pid: Math.max(-1, program.pid), name: program.name })
      this.#sampled.push(program)
    }
    return program.row
  }

  #process(pid: number): ProcessState {
    let process = this.#processes.get(pid)
    if (process === undefined) {
      if (this.#processes.size >= MAX_THREADS)
        throw new LimitError(FORMAT, `more than ${MAX_THREADS} processes`)
      const name = pid === 0 ? 'swapper' : `:${pid}`
      const program = newProgram(pid, { parent: null, name, start: Number.NaN })
      process = { program, space: this.space() }
      this.#processes.set(pid, process)
    }
    return process
  }

  #thread(pid: number, tid: number): ThreadState {
    let index = this.#threadIndex.get(pid | 0, tid | 0)
    if (index === -1) {
      index = this.#threads.length
      if (index === MAX_THREADS) throw new LimitError(FORMAT, `more than ${MAX_THREADS} threads`)
      this.#threads.push({ pid, tid, name: null, row: -1 })
      this.#threadIndex.set(pid | 0, tid | 0, index)
    }
    return this.#threads[index]!
  }
}

function newProgram(pid: number, options: { parent: Program | null; name: string; start: number }): Program {
  return { pid, row: -1, end: Number.NaN, ...options }
}
