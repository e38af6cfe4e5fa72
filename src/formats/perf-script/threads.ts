import { ByteStrings } from '../../base/byte-strings.ts'
import type { Label, SharedBuilder } from '../../model/shared-builder.ts'
import { parseThreadText } from './thread-text.ts'

/** The threads and processors that samples name, by the text that names them. */
export class ThreadTexts {
  readonly #shared: SharedBuilder
  readonly #texts = new ByteStrings()
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** Per text its thread and its set of labels. */
  readonly threads: number[] = []
  readonly labels: number[] = []
  readonly #byKey = new Map<string, number>()
  readonly #processes = new Map<number, number>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** The number of the text `[start, end)`: an index of {@link threads} and {@link labels}. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#texts.size
    const index = this.#texts.intern(bytes, start, end)
    if (index === known) {
      const { comm, pid, tid, cpu, misc } = parseThreadText(this.#decoder.decode(bytes.subarray(start, end)))
      this.threads.push(comm === '' && Number.isNaN(tid) ? -1 : this.#thread(comm, pid, tid))
      const labels: Label[] = []
      if (!Number.isNaN(cpu)) labels.push({ key: 'cpu', number: cpu })
      if (misc !== '') labels.push({ key: 'mode', text: misc })
      this.labels.push(this.#shared.labelSet(labels))
    }
    return index
  }

  /** A thread is told by its ids and its name: a process that starts another program (exec) has two names. */
  #thread(comm: string, pid: number, tid: number): number {
    const key = `${comm}\0${pid}\0${tid}`
    let thread = this.#byKey.get(key)
    if (thread === undefined) {
      const process = pid < 0 ? -1 : this.#process(comm, pid)
      const isMain = pid >= 0 && pid === tid ? 1 : 0
      thread = this.#shared.thread({ name: comm === '' ? String(tid) : comm, process, tid, isMain })
      this.#byKey.set(key, thread)
      // The main thread bears the name of its process.
      if (isMain === 1 && comm !== '')
        this.#shared.processes.columns.name.set(process, this.#shared.string(comm))
    }
    return thread
  }

  #process(comm: string, pid: number): number {
    let process = this.#processes.get(pid)
    if (process === undefined) {
      process = this.#shared.process({ pid, name: comm === '' ? String(pid) : comm })
      this.#processes.set(pid, process)
    }
    return process
  }
}
