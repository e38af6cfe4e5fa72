import { ByteStrings } from '../../base/byte-strings.ts'
import type { Label, SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind, ThreadState } from '../../model/tables.ts'
import { ProtoReader } from '../decoding/protobuf/proto-reader.ts'
import { PROCESS_ID, PROCESS_NAME, STATE, stateOfName, THREAD_ID, THREAD_NAME, WAIT } from './labels.ts'

/** What the labels of a sample say: columns of the sample. */
export interface LabelMeaning {
  readonly thread: number
  readonly state: number
  readonly wait: number
  readonly labels: number
}

const NONE: LabelMeaning = { thread: -1, state: ThreadState.unknown, wait: -1, labels: -1 }

interface LabelContext {
  readonly reader: ProtoReader
  readonly shared: SharedBuilder
  readonly text: (index: number) => string
  readonly warn: (code: string, message: string, offset: number) => void
}

/** Reads the labels of samples. Most samples have the labels of another, so what their bytes mean is remembered. */
export class LabelReader {
  readonly #context: LabelContext
  readonly #known = new ByteStrings()
  readonly #meanings: LabelMeaning[] = []
  readonly #threads = new Map<string, number>()
  readonly #processes = new Map<string, number>()
  #pending = new Uint8Array(256)
  #length = 0

  constructor(context: LabelContext) {
    this.#context = context
  }

  /** Notes the Label message `[start, end)` of the current sample. */
  note(start: number, end: number): void {
    const size = end - start
    const needed = this.#length + size + 4
    if (needed > this.#pending.length) {
      const larger = new Uint8Array(2 * needed)
      larger.set(this.#pending)
      this.#pending = larger
    }
    new DataView(this.#pending.buffer).setInt32(this.#length, size)
    this.#pending.set(this.#context.reader.bytes.subarray(start, end), this.#length + 4)
    this.#length = needed
  }

  /** What the labels noted since the last call mean. @throws FormatError */
  take(): LabelMeaning {
    if (this.#length === 0) return NONE
    const known = this.#known.size
    const index = this.#known.intern(this.#pending, 0, this.#length)
    if (index === known) this.#meanings.push(this.#interpret())
    this.#length = 0
    return this.#meanings[index]!
  }

  #interpret(): LabelMeaning {
    const labels: Label[] = []
    const view = new DataView(this.#pending.buffer)
    for (let at = 0; at < this.#length; ) {
      const end = at + 4 + view.getInt32(at)
      labels.push(this.#readLabel(at + 4, end))
      at = end
    }
    return this.#meaning(labels)
  }

  #readLabel(start: number, end: number): Label {
    const { text, warn } = this.#context
    const outer = this.#context.reader
    const reader = new ProtoReader(this.#pending, outer.format, start, end)
    let key = ''
    let value = ''
    let unit = ''
    let number = 0
    while (reader.next()) {
      if (reader.field === 1) key = text(reader.index())
      else if (reader.field === 2) value = text(reader.index())
      else if (reader.field === 3) number = reader.int64()
      else if (reader.field === 4) unit = text(reader.index())
      else reader.skip()
    }
    if (value !== '') return { key, text: value }
    if (!Number.isSafeInteger(number)) warn('rounded', 'Numbers above 2^53 were rounded.', outer.offset)
    return { key, number, ...(unit === '' ? {} : { unit }) }
  }

  /** Takes out the labels that have columns of their own. */
  #meaning(all: readonly Label[]): LabelMeaning {
    const find = (key: string) => all.find(label => label.key === key)
    const state = stateOfName(find(STATE)?.text ?? '')
    const wait = state === null ? undefined : find(WAIT)?.text
    const thread = this.#threadOf(find(THREAD_NAME), find(THREAD_ID), find(PROCESS_NAME), find(PROCESS_ID))
    const taken = new Set([
      ...(thread === -1 ? [] : [THREAD_NAME, THREAD_ID, PROCESS_NAME, PROCESS_ID]),
      ...(state === null ? [] : [STATE]),
      ...(wait === undefined ? [] : [WAIT]),
    ])
    const { shared } = this.#context
    return {
      thread,
      state: state ?? ThreadState.unknown,
      wait: wait === undefined ? -1 : shared.string(wait),
      labels: shared.labelSet(all.filter(label => !taken.has(label.key))),
    }
  }

  #threadOf(name?: Label, id?: Label, processName?: Label, processId?: Label): number {
    if (name === undefined && id === undefined) return -1
    const { shared } = this.#context
    const tid = numberOf(id)
    const pid = numberOf(processId)
    const title = name?.text ?? id?.text ?? `thread ${tid}`
    const key = `${title}\0${tid}\0${processName?.text ?? ''}\0${pid}`
    let thread = this.#threads.get(key)
    if (thread === undefined) {
      const process = this.#processOf(processName?.text ?? '', pid)
      thread = shared.thread({ name: title, tid, process, kind: ThreadKind.unknown })
      this.#threads.set(key, thread)
    }
    return thread
  }

  #processOf(name: string, pid: number): number {
    if (name === '' && Number.isNaN(pid)) return -1
    const key = `${name}\0${pid}`
    let process = this.#processes.get(key)
    if (process === undefined) {
      const isInt = Number.isInteger(pid) && pid >= 0 && pid <= 0x7fffffff
      process = this.#context.shared.process({ name, pid: isInt ? pid : -1 })
      this.#processes.set(key, process)
    }
    return process
  }
}

function numberOf(label: Label | undefined): number {
  if (label?.number !== undefined) return label.number
  return label?.text !== undefined && /^\d{1,15}$/.test(label.text) ? Number(label.text) : Number.NaN
}
