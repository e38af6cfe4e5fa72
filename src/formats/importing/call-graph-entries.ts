import type { CallsBuilder } from '../../model/part-builders.ts'
import type { FuncKey, SharedBuilder } from '../../model/shared-builder.ts'

/** Sums of two printed decimals, rounded to as many places as they have: 0.16 + 1.77 is 1.93. */
export function addDecimals(a: string, b: string): number {
  const places = Math.min(20, Math.max(placesOf(a), placesOf(b)))
  const sum = Number(a) + Number(b)
  const scale = 10 ** places
  // Few digits are a whole number of the last place, of which the quotient is the nearest there is.
  if (places <= 15 && Math.abs(sum) * scale < 2 ** 46) return Math.round(sum * scale) / scale
  return Number(sum.toFixed(places))
}

function placesOf(text: string): number {
  const dot = text.indexOf('.')
  return dot === -1 ? 0 : text.length - dot - 1
}

/** A call as a printed call graph has it; NaN where it does not say. */
export interface PrintedCall {
  readonly calls: number
  readonly self: number
  readonly total: number
}

/** The functions of a printed call graph, which numbers them: two of one name are two. */
export class NumberedRows {
  readonly #shared: SharedBuilder
  readonly #calls: CallsBuilder
  readonly #rows = new Map<number, number>()
  readonly #names = new Set<string>()

  constructor(shared: SharedBuilder, calls: CallsBuilder) {
    this.#shared = shared
    this.#calls = calls
  }

  /** The row of a number, made of `func` where it is new. */
  row(number: number, func: FuncKey): number {
    let row = this.#rows.get(number)
    if (row === undefined) {
      const key = `${func.name}\0${func.file ?? ''}\0${func.line ?? -1}`
      row = this.#calls.row(this.#names.has(key) ? this.#another(func) : this.#shared.func(func))
      this.#names.add(key)
      this.#rows.set(number, row)
    }
    return row
  }

  /** Whether a function of this name stands in the graph. */
  has(func: FuncKey): boolean {
    return this.#names.has(`${func.name}\0${func.file ?? ''}\0${func.line ?? -1}`)
  }

  /** Sets what a call between two rows cost; a line of the caller and one of the callee say the same. */
  edge(caller: number, callee: number, call: PrintedCall): void {
    const edge = this.#calls.edge(caller, callee)
    this.#calls.edges.columns.calls.set(edge, call.calls)
    this.#calls.edgeSelf[0]!.set(edge, call.self)
    this.#calls.edgeTotal[0]!.set(edge, call.total)
  }

  /** Static functions of several files share a name and nothing but their numbers tells them apart. */
  #another({ name, file, line = -1, kind = 0 }: FuncKey): number {
    const shared = this.#shared
    return shared.funcs.add({
      name: shared.string(name),
      source: file === undefined ? -1 : shared.source(file),
      line,
      kind,
    })
  }
}
