import type { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import type { ThreadSource } from './profile-file.ts'
import { numberAt, textAt } from './table.ts'

/** The processes and threads of one recording, made when they are first asked for. */
export class OwnerRows {
  readonly #shared: SharedBuilder
  readonly #processes = new Map<string, number>()
  readonly #threads = new Map<ThreadSource, number>()
  /** Names of processes by pid, from whichever thread says one. */
  readonly #names = new Map<string, string>()

  constructor(shared: SharedBuilder, threads: readonly ThreadSource[]) {
    this.#shared = shared
    for (const thread of threads) {
      const name = processName(thread)
      const pid = pidText(thread.raw.pid)
      if (name !== '' && !this.#names.has(pid)) this.#names.set(pid, name)
    }
  }

  process(pid: unknown): number {
    const key = pidText(pid)
    let index = this.#processes.get(key)
    if (index === undefined) {
      const number = /^\d{1,10}$/.test(key) ? Number(key) : -1
      const isPid = number >= 0 && number <= 0x7fffffff
      index = this.#shared.process({
        pid: isPid ? number : -1,
        // Our own writer's word for what is of no process.
        name: this.#names.get(key) ?? (isPid || /^recording \d+$/.test(key) ? '' : key),
      })
      this.#processes.set(key, index)
    }
    return index
  }

  thread(source: ThreadSource): number {
    let index = this.#threads.get(source)
    if (index === undefined) {
      const { raw } = source
      const name = textAt(raw, 'name')
      const tid = typeof raw.tid === 'string' ? Number(raw.tid || Number.NaN) : numberAt(raw, 'tid')
      const isMain = raw.isMainThread === true || (raw.isMainThread === undefined && name === 'GeckoMain')
      index = this.#shared.thread({
        process: this.process(raw.pid),
        tid: Number.isFinite(tid) ? tid : Number.NaN,
        name,
        kind: ThreadKind.unknown,
        isMain: isMain ? 1 : 0,
      })
      this.#threads.set(source, index)
    }
    return index
  }
}

function pidText(pid: unknown): string {
  return typeof pid === 'number' || typeof pid === 'string' ? String(pid) : ''
}

function processName({ raw, processName: fallback }: ThreadSource): string {
  const type = textAt(raw, 'processType')
  return textAt(raw, 'processName') || fallback || (type === 'default' ? '' : type)
}
