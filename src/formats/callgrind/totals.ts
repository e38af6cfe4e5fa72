import type { Cycles } from './cycles.ts'

/** A call graph of one value type, by rows and edges. */
export interface CostGraph {
  readonly caller: Int32Array
  readonly callee: Int32Array
  readonly self: Float64Array
  /** What the callee cost, its own callees included, when called from the caller. */
  readonly edgeTotal: Float64Array
}

/**
 * What each function cost, callees included: its own cost and that of its calls to others. A call of itself costs nothing
 * more, since what it cost is in the call from outside. Where functions call each other in a ring the graph does not say,
 * and the total is the least of two bounds: own cost and calls, and what the whole ring cost. O(rows + edges).
 */
export function computeTotals(graph: CostGraph, cycles: Cycles): Float64Array {
  const { caller, callee, self, edgeTotal } = graph
  const { component, size } = cycles
  const total = self.slice()
  const ring = new Float64Array(size.length)
  for (let row = 0; row < self.length; row++) ring[component[row]!]! += self[row]!
  for (let edge = 0; edge < caller.length; edge++) {
    const from = caller[edge]!
    const to = callee[edge]!
    if (from !== to) total[from]! += edgeTotal[edge]!
    if (component[from] !== component[to]) ring[component[from]!]! += edgeTotal[edge]!
  }
  for (let row = 0; row < self.length; row++) {
    const whole = ring[component[row]!]!
    if (size[component[row]!]! > 1 && total[row]! > whole) total[row] = whole
  }
  return total
}
