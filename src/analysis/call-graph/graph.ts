/** Nodes of a call graph in columns of `length` entries; figures are in the value type's unit, NaN unknown. */
export interface GraphNodeColumns {
  readonly length: number
  /** Index into `shared.funcs`; -1 where the node stands for a whole cycle. */
  readonly func: Int32Array
  /** Number of the cycle that the node is in or stands for, from 1; 0 none. */
  readonly cycle: Int32Array
  readonly self: Float64Array
  /** Recursion counts once a sample. */
  readonly total: Float64Array
  readonly calls: Float64Array
  /** Shares of the whole. Figures below zero have a share below zero. */
  readonly selfShare: Float64Array
  readonly totalShare: Float64Array
}

/** Edges of a call graph in columns of `length` entries; caller and callee index the nodes. */
export interface GraphEdgeColumns {
  readonly length: number
  readonly caller: Int32Array
  readonly callee: Int32Array
  /** What was spent in samples with this call in their stack, once a sample; NaN unknown. */
  readonly total: Float64Array
  readonly calls: Float64Array
  readonly share: Float64Array
  /** 1 where other nodes that are not in the graph may stand between the two. */
  readonly isResidual: Uint8Array
}

/** A call graph before anything is left out. There is at most one edge from one node to another; a node may call itself. */
export interface CallGraph {
  /** What shares are of, in the value type's unit. */
  readonly whole: number
  /** Cycles of more than one function: how many there are, and the funcs of each. */
  readonly cycles: number
  readonly members: readonly (readonly number[])[]
  readonly nodes: GraphNodeColumns
  readonly edges: GraphEdgeColumns
}

/** Shares of `whole`; unknown (NaN) where the whole is nothing, so that no threshold leaves anything out. */
export function sharesOf(values: Float64Array, whole: number): Float64Array {
  return values.map(value => (whole > 0 ? value / whole : Number.NaN))
}

/** The funcs of each cycle, of nodes that are not collapsed yet. */
export function membersOf(cycle: Int32Array, cycles: number, funcOf: (node: number) => number): number[][] {
  const members: number[][] = Array.from({ length: cycles }, () => [])
  for (let node = 0; node < cycle.length; node++) {
    if (cycle[node] !== 0) members[cycle[node]! - 1]!.push(funcOf(node))
  }
  return members
}
