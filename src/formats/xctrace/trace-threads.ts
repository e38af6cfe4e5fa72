import type { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { childOf, type XmlNode } from './nodes.ts'

/** The threads and processes of an export. */
export class TraceThreads {
  readonly #shared: SharedBuilder
  readonly #threads = new Map<XmlNode, number>()
  readonly #processes = new Map<XmlNode, number>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** The thread of a row, -1 where it has none. */
  of(thread: XmlNode | undefined, process: XmlNode | undefined): number {
    if (thread === undefined) return -1
    let row = this.#threads.get(thread)
    if (row === undefined) {
      const title = thread.attributes.get('fmt') ?? ''
      // "main  0x3c606d (rust_test2, pid: 21790)"
      const name = title.split(/ {2}0x[0-9a-f]+/)[0]!.trim()
      const owner = childOf(thread, 'process') ?? process
      const tid = childOf(thread, 'tid')?.text.trim() ?? ''
      row = this.#shared.thread({
        name: name === '' ? title : name,
        tid: /^\d{1,19}$/.test(tid) ? Number(tid) : Number.NaN,
        process: owner === undefined ? -1 : this.#processOf(owner),
        kind: ThreadKind.native,
        isMain: /^main\b/i.test(name) ? 1 : 0,
      })
      this.#threads.set(thread, row)
    }
    return row
  }

  #processOf(node: XmlNode): number {
    let row = this.#processes.get(node)
    if (row === undefined) {
      const pid = Number(childOf(node, 'pid')?.text.trim() || Number.NaN)
      const title = node.attributes.get('fmt') ?? ''
      row = this.#shared.process({
        name: title.replace(/ \(\d+\)$/, ''),
        pid: Number.isInteger(pid) && pid >= 0 && pid <= 0x7fffffff ? pid : -1,
      })
      this.#processes.set(node, row)
    }
    return row
  }
}
