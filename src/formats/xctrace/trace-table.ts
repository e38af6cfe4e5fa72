import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadState } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { Backtraces } from './backtraces.ts'
import { childOf, type XmlNode } from './nodes.ts'
import { TraceThreads } from './trace-threads.ts'

const STATES: Readonly<Record<string, number>> = {
  Running: ThreadState.running,
  Runnable: ThreadState.runnable,
  Preempted: ThreadState.runnable,
  Blocked: ThreadState.blocked,
}

/** Weights that count something else than time, by the name of their element. */
const COUNTS: Readonly<Record<string, ValueType>> = {
  'cycle-weight': { name: 'cycles', unit: 'count', kind: 'sum', precision: 'sampled' },
  'pmc-weight': { name: 'events', unit: 'count', kind: 'sum', precision: 'sampled' },
  'event-count': { name: 'events', unit: 'count', kind: 'sum', precision: 'sampled' },
  'size-in-bytes': { name: 'bytes', unit: 'bytes', kind: 'sum', precision: 'exact' },
}
const TIME: ValueType = { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const SAMPLES: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }

/** One table of an export and the recording it becomes. */
export class TraceTable {
  readonly schema: string
  rowCount = 0
  readonly #format: string
  readonly #columns: string[] = []
  readonly #shared = new SharedBuilder()
  readonly #warnings = new Warnings()
  readonly #part = new StacksBuilder([TIME, SAMPLES])
  readonly #backtraces: Backtraces
  readonly #threads: TraceThreads
  #stacks = 0
  /** What the weights are, by the first row that has one. */
  #type: ValueType | null = null
  /** Per thread when its last sample was, to see whether the rows are in order. */
  readonly #lastTimes = new Map<number, number>()
  #isTimed = true
  #end = 0

  constructor(format: string, schema: string) {
    this.#format = format
    this.schema = schema
    this.#backtraces = new Backtraces(format, this.#shared, this.#warnings)
    this.#threads = new TraceThreads(this.#shared)
  }

  get hasStacks(): boolean {
    return this.#stacks > 0
  }

  addColumn(mnemonic: string): void {
    if (this.#columns.length < 1000) this.#columns.push(mnemonic)
  }

  addRow(row: XmlNode): void {
    this.rowCount++
    const cells = row.children
    const find = (names: readonly string[]) => cells.find(cell => names.includes(cell.name))
    const trace = find(['backtrace', 'tagged-backtrace', 'stack'])
    if (trace !== undefined) this.#stacks++
    const thread = this.#threads.of(find(['thread']), find(['process']))
    const time = numberOf(find(['sample-time', 'start-time', 'event-time']))
    const weight = this.#weightOf(cells)
    this.#note(thread, time)
    this.#part.add(
      {
        stack: trace === undefined ? -1 : this.#backtraces.stackOf(trace),
        thread,
        time,
        state: STATES[textOf(find(['thread-state']))] ?? ThreadState.unknown,
      },
      [weight, 1],
    )
  }

  finish(file: string | null, { isOnly, left }: { isOnly: boolean; left: readonly TraceTable[] }): Recording {
    for (const table of left) {
      const message = `The table ${table.schema} of ${table.rowCount} rows has no stacks and was left out.`
      this.#warnings.add(`table-${table.schema}`, message)
    }
    const title = titleOf(file, 'Instruments trace')
    const part = this.#part.finish(this.#isTimed)
    const type = this.#type
    const isWeighed = type !== null
    return importedRecording(
      { format: this.#format, file },
      {
        name: isOnly ? title : `${title}: ${this.schema}`,
        platform: 'macOS',
        duration: this.#isTimed && this.#end > 0 ? this.#end : null,
        recorder: { name: 'xctrace', mode: this.schema === '' ? null : this.schema },
        warnings: this.#warnings.list(),
      },
      {
        shared: this.#shared,
        stacks: isWeighed
          ? { ...part, valueTypes: [type, SAMPLES] }
          : { ...part, valueTypes: [SAMPLES], weights: [part.weights[1]!] },
      },
    )
  }

  #weightOf(cells: readonly XmlNode[]): number {
    const column = this.#columns.indexOf('weight')
    const cell =
      cells.find(({ name }) => name === 'weight' || name in COUNTS) ??
      (column === -1 ? undefined : cells[column])
    if (cell === undefined) return 0
    this.#type ??= COUNTS[cell.name] ?? TIME
    const value = numberOf(cell)
    return Number.isNaN(value) ? 0 : value
  }

  #note(thread: number, time: number): void {
    if (!(time >= (this.#lastTimes.get(thread) ?? 0))) this.#isTimed = false
    this.#lastTimes.set(thread, time)
    if (time > this.#end) this.#end = time
  }
}

function textOf(node: XmlNode | undefined): string {
  return node?.attributes.get('fmt') ?? node?.text.trim() ?? ''
}

function numberOf(node: XmlNode | undefined): number {
  const text = (childOf(node, 'value') ?? node)?.text.trim() ?? ''
  return /^-?\d{1,20}(?:\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN
}
