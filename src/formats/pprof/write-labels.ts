import type { Shared } from '../../model/recording.ts'
import type { SampleTable } from '../../model/tables.ts'
import { ProtoWriter } from '../decoding/protobuf/proto-writer.ts'
import { PROCESS_ID, PROCESS_NAME, STATE, STATE_NAMES, THREAD_ID, THREAD_NAME, WAIT } from './labels.ts'
import type { StringTable } from './string-table.ts'

/** Writes what a sample's columns say as Label messages. */
export class LabelWriter {
  readonly #shared: Shared
  readonly #strings: StringTable
  readonly #firstRow: number[] = []
  readonly #known = new Map<string, readonly Uint8Array[]>()

  constructor(shared: Shared, strings: StringTable) {
    this.#shared = shared
    this.#strings = strings
    const { set, length } = shared.labels
    for (let i = 0; i < length; i++) this.#firstRow[set[i]!] ??= i
  }

  /** The same for samples with the same labels. */
  keyOf(samples: SampleTable, row: number): string {
    const { thread, state, wait, labels } = samples
    return `${thread[row]},${state[row]},${wait[row]},${labels[row]}`
  }

  ofSample(samples: SampleTable, row: number): readonly Uint8Array[] {
    const key = this.keyOf(samples, row)
    let messages = this.#known.get(key)
    if (messages === undefined) {
      messages = [
        ...this.#threadLabels(samples.thread[row]!),
        ...this.#stateLabels(samples.state[row]!, samples.wait[row]!),
        ...this.#setLabels(samples.labels[row]!),
      ]
      this.#known.set(key, messages)
    }
    return messages
  }

  *#threadLabels(thread: number): Generator<Uint8Array> {
    if (thread === -1) return
    const { strings, threads, processes } = this.#shared
    yield this.#text(THREAD_NAME, strings[threads.name[thread]!]!)
    const tid = threads.tid[thread]!
    if (!Number.isNaN(tid)) yield this.#number(THREAD_ID, tid, '')
    const process = threads.process[thread]!
    if (process === -1) return
    const name = strings[processes.name[process]!]!
    if (name !== '') yield this.#text(PROCESS_NAME, name)
    if (processes.pid[process]! !== -1) yield this.#number(PROCESS_ID, processes.pid[process]!, '')
  }

  *#stateLabels(state: number, wait: number): Generator<Uint8Array> {
    const name = STATE_NAMES.get(state)
    if (name === undefined) return
    yield this.#text(STATE, name)
    if (wait !== -1) yield this.#text(WAIT, this.#shared.strings[wait]!)
  }

  *#setLabels(set: number): Generator<Uint8Array> {
    if (set === -1) return
    const { strings, labels } = this.#shared
    for (let i = this.#firstRow[set]!; i < labels.length && labels.set[i] === set; i++) {
      const key = strings[labels.key[i]!]!
      const text = labels.text[i]!
      const unit = labels.unit[i]!
      yield text !== -1
        ? this.#text(key, strings[text]!)
        : this.#number(key, labels.number[i]!, unit === -1 ? '' : strings[unit]!)
    }
  }

  #text(key: string, text: string): Uint8Array {
    const message = new ProtoWriter()
    message.int64(1, this.#strings.index(key))
    message.int64(2, this.#strings.index(text))
    return message.finish()
  }

  #number(key: string, value: number, unit: string): Uint8Array {
    const message = new ProtoWriter()
    message.int64(1, this.#strings.index(key))
    message.int64(3, Number.isFinite(value) ? Math.round(value) : 0)
    if (unit !== '') message.int64(4, this.#strings.index(unit))
    return message.finish()
  }
}
