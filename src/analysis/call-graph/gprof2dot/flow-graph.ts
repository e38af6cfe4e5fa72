import type { Components } from '../components.ts'

/** A call graph along whose edges cost is passed on to callers. */
export interface FlowGraph {
  /** What is passed on: per node its own. */
  readonly self: Float64Array
  readonly caller: Int32Array
  readonly callee: Int32Array
  /** Per edge the share of the callee's total that is the caller's; NaN for a node that calls itself. */
  readonly ratio: Float64Array
  readonly components: Components
}

/** Totals as they come of passing self on. */
export interface Flow {
  readonly total: Float64Array
  /** NaN where an edge carries nothing: a node that calls itself, or an edge that leads back in a cycle. */
  readonly edgeTotal: Float64Array
}
