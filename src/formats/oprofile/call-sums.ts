import type { CallsBuilder } from '../../model/part-builders.ts'
import { propagateTotals } from '../importing/propagate-totals.ts'

/**
 * Adds up a call graph that names every arc twice, under its caller and under its callee; either may be left out by a
 * threshold. The kernel stores a few frames of each sample only, so that what arcs count grows less towards `main`: totals
 * are estimated from them, as gprof does, and the counts are kept as value types of their own.
 */
export class CallSums {
  readonly #calls: CallsBuilder
  readonly #types: number
  /** Per event and edge what stands in entries of the caller, and in those of the callee; NaN nothing. */
  readonly #underCaller: number[][]
  readonly #underCallee: number[][]

  /** `calls` has the value types of `types` events, then as many for what their arcs count. */
  constructor(calls: CallsBuilder, types: number) {
    this.#calls = calls
    this.#types = types
    this.#underCaller = Array.from({ length: types }, () => [])
    this.#underCallee = Array.from({ length: types }, () => [])
  }

  /** Adds samples in a function itself. Entries may repeat (one a CPU): they are added. */
  addSelf(row: number, samples: readonly number[]): void {
    for (let k = 0; k < this.#types; k++) {
      const column = this.#calls.self[k]!
      column.set(row, column.get(row) + (samples[k] ?? 0))
    }
  }

  /** Adds the samples of an arc, as an entry of its caller or of its callee has them. */
  addArc(
    caller: number,
    callee: number,
    { samples, under }: { samples: readonly number[]; under: 'caller' | 'callee' },
  ): void {
    const edge = this.#calls.edge(caller, callee)
    for (let k = 0; k < this.#types; k++) {
      const sums = (under === 'caller' ? this.#underCaller : this.#underCallee)[k]!
      sums[edge] = (sums[edge] ?? 0) + (samples[k] ?? 0)
    }
  }

  /** Sets the totals. */
  finish(): void {
    const { edges, self, total, edgeTotal } = this.#calls
    for (let k = 0; k < this.#types; k++) {
      const weight = Float64Array.from(
        { length: edges.length },
        (_, edge) => this.#underCaller[k]![edge] ?? this.#underCallee[k]![edge] ?? 0,
      )
      const graph = {
        self: self[k]!.finish(),
        caller: edges.columns.caller.finish(),
        callee: edges.columns.callee.finish(),
        weight,
      }
      const estimated = propagateTotals(graph)
      for (const [row, value] of estimated.total.entries()) total[k]!.set(row, value)
      for (const [edge, value] of estimated.edgeTotal.entries()) edgeTotal[k]!.set(edge, value)
      if (edges.length > 0) this.#setArcs(k + this.#types, { ...graph, weight })
    }
  }

  #setArcs(
    k: number,
    graph: { self: Float64Array; caller: Int32Array; callee: Int32Array; weight: Float64Array },
  ): void {
    const { self, total, edgeTotal } = this.#calls
    for (const [row, value] of graph.self.entries()) {
      self[k]!.set(row, value)
      total[k]!.set(row, value)
    }
    for (const [edge, value] of graph.weight.entries()) {
      edgeTotal[k]!.set(edge, value)
      const caller = graph.caller[edge]!
      if (caller !== graph.callee[edge]) total[k]!.set(caller, total[k]!.get(caller) + value)
    }
  }
}
