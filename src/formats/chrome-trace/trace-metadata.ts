import type { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { fieldOf, idOf, numberOf, pidOf, type RawEvent, textOf } from './trace-event.ts'

interface ProcessNames {
  name: string
  labels: string
}

/** What metadata events call processes and threads. */
export class OwnerNames {
  readonly processes = new Map<string, ProcessNames>()
  readonly threads = new Map<string, string>()

  /** Takes the name of a process or thread out of a metadata event. */
  add(event: RawEvent): void {
    const process = idOf(event.pid)
    const name = textOf(fieldOf(event.args, 'name'))
    const known = this.processes.get(process) ?? { name: '', labels: '' }
    this.processes.set(process, known)
    if (event.name === 'process_name') known.name = name ?? known.name
    if (event.name === 'process_labels') known.labels = textOf(fieldOf(event.args, 'labels')) ?? ''
    if (event.name === 'thread_name' && name !== undefined) this.threads.set(threadKey(event), name)
  }
}

/** A stable key of the thread of an event. */
export function threadKey({ pid, tid }: { readonly pid?: unknown; readonly tid?: unknown }): string {
  return `${idOf(pid)}\0${idOf(tid)}`
}

/** The processes and threads of one recording: rows are made when they are first asked for. */
export class OwnerRows {
  readonly #shared: SharedBuilder
  readonly #names: OwnerNames
  /** The pid in the system by the pid in the file, where our own writer had to change it. */
  readonly #realPids: ReadonlyMap<string, number>
  readonly #processes = new Map<string, number>()
  readonly #threads = new Map<string, number>()

  constructor(shared: SharedBuilder, names: OwnerNames, realPids: ReadonlyMap<string, number> = new Map()) {
    this.#shared = shared
    this.#names = names
    this.#realPids = realPids
  }

  process(pid: unknown): number {
    const key = idOf(pid)
    let index = this.#processes.get(key)
    if (index === undefined) {
      const { name = '', labels = '' } = this.#names.processes.get(key) ?? {}
      const own = name === '' && Number.isNaN(numberOf(pid)) ? key : name
      const title = labels === '' ? own : `${own} (${labels})`
      index = this.#shared.process({ pid: this.#realPids.get(key) ?? pidOf(pid), name: title })
      this.#processes.set(key, index)
    }
    return index
  }

  thread(pid: unknown, tid: unknown): number {
    const key = threadKey({ pid, tid })
    let index = this.#threads.get(key)
    if (index === undefined) {
      const number = numberOf(tid)
      const given = this.#names.threads.get(key) ?? ''
      index = this.#shared.thread({
        process: this.process(pid),
        tid: number,
        name: given === '' ? (Number.isNaN(number) ? idOf(tid) : `thread ${number}`) : given,
        kind: ThreadKind.unknown,
        isMain: isMain(pid, tid, given) ? 1 : 0,
      })
      this.#threads.set(key, index)
    }
    return index
  }

  /** A row for an asynchronous operation, which is of no thread. */
  lane(pid: unknown, name: string): number {
    return this.#shared.thread({ process: this.process(pid), name, kind: ThreadKind.task })
  }
}

function isMain(pid: unknown, tid: unknown, name: string): boolean {
  return /^(?:MainThread|Cr\w*Main|main)$/.test(name) || (name === '' && idOf(pid) === idOf(tid))
}
