import { addTo } from '../../base/growable.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { CallsPart, ValueType } from '../../model/recording.ts'

/** A call that has not returned. */
interface Open {
  readonly row: number
  /** -1 where nothing called it. */
  readonly edge: number
  readonly start: number
}

/** Counts calls and times of functions and of who called them, exactly, from events of calls and returns. A function that
 *  calls itself, directly or not, has the time of its outermost call as its total, as in cProfile. */
export class CallCounts {
  readonly #calls: CallsBuilder
  readonly #open: Open[] = []
  /** Calls that have not returned, per row and per edge. */
  readonly #activeRows: number[] = []
  readonly #activeEdges: number[] = []
  #now = 0

  constructor(valueType: ValueType) {
    this.#calls = new CallsBuilder([valueType])
  }

  enter(func: number): void {
    const { rows, edges } = this.#calls
    const row = this.#calls.row(func)
    const activeCalls = this.#activeRows[row] ?? 0
    this.#activeRows[row] = activeCalls + 1
    addTo(rows.columns.calls, row, 1)
    addTo(rows.columns.primitiveCalls, row, activeCalls === 0 ? 1 : 0)
    const caller = this.#open.at(-1)
    const edge = caller === undefined ? -1 : this.#calls.edge(caller.row, row)
    if (edge !== -1) {
      const active = this.#activeEdges[edge] ?? 0
      this.#activeEdges[edge] = active + 1
      addTo(edges.columns.calls, edge, 1)
      addTo(edges.columns.primitiveCalls, edge, active === 0 ? 1 : 0)
      addTo(this.#calls.edgeSelf[0]!, edge, 0)
      addTo(this.#calls.edgeTotal[0]!, edge, 0)
    }
    this.#open.push({ row, edge, start: this.#now })
  }

  /** Time that passed in the function that was called last. */
  pass(nanoseconds: number): void {
    this.#now += nanoseconds
    const top = this.#open.at(-1)
    if (top === undefined) return
    addTo(this.#calls.self[0]!, top.row, nanoseconds)
    if (top.edge !== -1) addTo(this.#calls.edgeSelf[0]!, top.edge, nanoseconds)
  }

  exit(): void {
    const { row, edge, start } = this.#open.pop()!
    const took = this.#now - start
    if (--this.#activeRows[row]! === 0) addTo(this.#calls.total[0]!, row, took)
    if (edge !== -1 && --this.#activeEdges[edge]! === 0) addTo(this.#calls.edgeTotal[0]!, edge, took)
  }

  finish(): CallsPart {
    return this.#calls.finish()
  }
}
