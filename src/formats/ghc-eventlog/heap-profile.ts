import { SharedBuilder } from '../../model/shared-builder.ts'
import { type Breakdown, bandOf } from '../ghc-heap/band-stack.ts'
import { type Band, type HeapSample, heapParts } from '../ghc-heap/heap-bands.ts'
import type { Warnings } from '../importing/warnings.ts'
import { type CostCentres, costCentreStack } from './cost-centre-stacks.ts'
import { type LogEvent, textOf } from './events.ts'

/** What -h letter a number of HEAP_PROF_BEGIN stands for. */
const BREAKDOWNS: readonly Breakdown[] = [null, 'c', 'm', 'd', 'y', 'r', 'b', 'T', 'i']

/** The heap profile in an event log: samples as they come. */
export class HeapProfile {
  readonly shared = new SharedBuilder()
  breakdown: Breakdown = null
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #centres: CostCentres
  readonly #tables: ReadonlyMap<string, string>
  readonly #warnings: Warnings
  readonly #indexOf = new Map<string, number>()
  readonly #bands: Band[] = []
  readonly #samples: HeapSample[] = []
  #open: { readonly time: number; readonly bands: number[]; readonly values: number[] } | null = null

  /** `tables` names info tables by their address ("0x1234"), for -hi. */
  constructor(
    bytes: Uint8Array,
    options: { centres: CostCentres; tables: ReadonlyMap<string, string>; warnings: Warnings },
  ) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#centres = options.centres
    this.#tables = options.tables
    this.#warnings = options.warnings
  }

  /** Takes the event that says what the heap is broken down by. */
  start({ at }: LogEvent): void {
    this.breakdown = BREAKDOWNS[this.#view.getUint32(at + 9)] ?? null
  }

  /** Begins a sample. */
  begin(time: number): void {
    this.end()
    this.#open = { time, bands: [], values: [] }
  }

  end(): void {
    if (this.#open !== null) this.#samples.push(this.#open)
    this.#open = null
  }

  /** Takes what a stack of cost centres has. */
  addStack({ at, end, time }: LogEvent): void {
    const depth = Math.min(this.#view.getUint8(at + 9), Math.floor((end - at - 10) / 4))
    const found = costCentreStack(
      this.#view,
      { at: at + 10, depth },
      { centres: this.#centres, shared: this.shared, warnings: this.#warnings },
    )
    // What the program has before any cost centre is the root's own.
    const stack = found === -1 ? bandOf('MAIN', this.breakdown, this.shared).stack : found
    this.#add(`\0${stack}`, {
      time,
      value: this.#value(at),
      band: () => ({ name: this.#pathOf(stack), stack, labels: -1 }),
    })
  }

  /** Takes what a type, a module … has. */
  addString({ at, end, time }: LogEvent): void {
    const text = textOf(this.#bytes, at + 9, end)
    const name = this.#tables.get(text) ?? text
    this.#add(text, { time, value: this.#value(at), band: () => bandOf(name, this.breakdown, this.shared) })
  }

  /** Null where there is no sample. */
  finish(): ReturnType<typeof heapParts> | null {
    this.end()
    if (this.#samples.length === 0) return null
    return heapParts(this.#samples, { bands: this.#bands, unit: 'bytes', shared: this.shared })
  }

  #value(at: number): number {
    return Number(this.#view.getBigUint64(at + 1))
  }

  #add(key: string, { time, value, band }: { time: number; value: number; band: () => Band }): void {
    let index = this.#indexOf.get(key)
    if (index === undefined) {
      index = this.#bands.length
      this.#bands.push(band())
      this.#indexOf.set(key, index)
    }
    if (this.#open === null) this.begin(time)
    this.#open!.bands.push(index)
    this.#open!.values.push(value)
  }

  /** Names from the innermost on, as in a text profile. */
  #pathOf(leaf: number): string {
    const { stacks, frames, funcs } = this.shared
    const names: string[] = []
    for (let stack = leaf; stack !== -1; stack = stacks.columns.prefix.get(stack)) {
      names.push(
        this.shared.text(funcs.columns.name.get(frames.columns.func.get(stacks.columns.frame.get(stack)))),
      )
    }
    return names.join('/')
  }
}
