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

interface LabelContext {
  readonly reader: ProtoReader
  readonly shared: SharedBuilder
  readonly text: (index: number) => string
  readonly warn: (code: string, message: string, offset: number) => void
}

/** The field of a sample that holds a label. */
const LABEL = 3

/** Reads the labels of samples. Most samples have the labels of another, so what their bytes mean is remembered. */
export class LabelReader {
  readonly #context: LabelContext
  readonly #known = new ByteStrings()
  readonly #meanings: LabelMeaning[] = []
  readonly #threads = new Map<string, number>()
  readonly #processes = new Map<string, number>()
  /** Where the labels of the current sample start and end in the file, 0 none. */
  #start = 0
  #end = 0

  constructor(context: LabelContext) {
    this.#context = context
  }

  /** Notes the label field `[start, end)` of the current sample. What stands between two labels is read with them. */
  note(start: number, end: number): void {
    if (this.#end === 0) this.#start = start
    this.#end = end
  }

  /** What the labels noted since the last call mean, null when there were none. @throws FormatError */
  take(): LabelMeaning | null {
    if (this.#end === 0) return null
    const known = this.#known.size
    const index = this.#known.intern(this.#context.reader.bytes, this.#start, this.#end)
    if (index === known) this.#meanings.push(this.#interpret())
    this.#end = 0
    return this.#meanings[index]!
  }

  #interpret(): LabelMeaning {
    const { bytes, format } = this.#context.reader
    const labels: Label[] = []
    const reader = new ProtoReader(bytes, format, this.#start, this.#end)
    while (reader.next()) {
      if (reader.field === LABEL) labels.push(this.#readLabel(reader))
      else reader.skip()
    }
    return this.#meaning(labels)
  }

  #readLabel(outer: ProtoReader): Label {
    const { text, warn } = this.#context
    const end = outer.message()
    const reader = new ProtoReader(outer.bytes, outer.format, outer.offset, end)
    outer.offset = end
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
