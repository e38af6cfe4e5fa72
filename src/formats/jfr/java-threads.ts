import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { Constants } from './constants.ts'
import type { Key } from './jfr-reader.ts'
import { isReference, type Value } from './values.ts'

/** Rows of the threads that events name; the same thread of several chunks has one row. */
export class JavaThreads {
  readonly #shared: SharedBuilder
  readonly #rows = new Map<string, number>()
  readonly #ofChunk = new Map<Key, number>()
  #constants: Constants | null = null
  #process = -1

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** Keys of threads are those of one chunk. */
  beginChunk(constants: Constants): void {
    this.#ofChunk.clear()
    this.#constants = constants
  }

  /** The row of a thread, -1 for none. */
  row(thread: Value | undefined): number {
    if (!isReference(thread)) return -1
    const known = this.#ofChunk.get(thread.key)
    if (known !== undefined) return known
    const row = this.#read(thread)
    this.#ofChunk.set(thread.key, row)
    return row
  }

  #read(thread: Value): number {
    const constants = this.#constants!
    const fields = constants.struct(thread)?.fields
    if (fields === undefined) return -1
    const name = constants.text(fields.get('javaName')) ?? constants.text(fields.get('osName')) ?? ''
    const own = fields.get('osThreadId')
    const tid = typeof own === 'number' && own > 0 ? own : Number.NaN
    const key = `${tid}\0${name}`
    let row = this.#rows.get(key)
    if (row === undefined) {
      if (this.#process === -1) this.#process = this.#shared.process({ pid: -1, name: 'java' })
      const isMain = fields.get('javaThreadId') === 1 ? 1 : 0
      row = this.#shared.thread({ process: this.#process, tid, name, isMain })
      this.#rows.set(key, row)
    }
    return row
  }
}
