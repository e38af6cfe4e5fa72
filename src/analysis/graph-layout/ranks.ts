import { edgesBy, type OutEdges } from '../call-graph/components.ts'
import type { DownwardEdges } from './acyclic.ts'

/** Times that nodes are moved towards what they are connected with. */
const MOVES = 12

/**
 * The row of every node, from 0: each below all its callers, and moved up or down within that so that edges are short. O(nodes
 * + edges) a move.
 */
export function rankNodes(nodes: number, edges: DownwardEdges, weight: Float64Array): Int32Array {
  const { from, to } = edges
  const down = edgesBy(from, nodes)
  const up = edgesBy(to, nodes)
  const order = topological(nodes, edges, down)
  const rank = new Int32Array(nodes)
  for (const node of order) {
    for (let k = down.start[node]!; k < down.start[node + 1]!; k++) {
      const below = to[down.edge[k]!]!
      if (below !== node) rank[below] = Math.max(rank[below]!, rank[node]! + 1)
    }
  }
  for (let move = 0; move < MOVES; move++) {
    let moved = 0
    for (let i = nodes - 1; i >= 0; i--) moved += settle(order[i]!)
    if (moved === 0) break
  }
  return closeGaps(rank)

  /** Puts a node beside those that pull it most. */
  function settle(node: number): number {
    let [highest, lowest, pull] = [-1, Number.MAX_SAFE_INTEGER, 0]
    for (let k = up.start[node]!; k < up.start[node + 1]!; k++) {
      const edge = up.edge[k]!
      if (from[edge] === node) continue
      highest = Math.max(highest, rank[from[edge]!]!)
      pull -= 1 + 4 * weight[edge]!
    }
    for (let k = down.start[node]!; k < down.start[node + 1]!; k++) {
      const edge = down.edge[k]!
      if (to[edge] === node) continue
      lowest = Math.min(lowest, rank[to[edge]!]!)
      pull += 1 + 4 * weight[edge]!
    }
    if (lowest === Number.MAX_SAFE_INTEGER) lowest = highest + 2
    // A node that nothing calls hangs on its callees.
    const target = pull > 0 || highest === -1 ? lowest - 1 : highest + 1
    if (target === rank[node]) return 0
    rank[node] = target
    return 1
  }
}

/** Every node after all that lead to it. */
function topological(nodes: number, { from, to }: DownwardEdges, down: OutEdges): Int32Array {
  const missing = new Int32Array(nodes)
  for (let i = 0; i < to.length; i++) if (from[i] !== to[i]) missing[to[i]!]!++
  const order = new Int32Array(nodes)
  let length = 0
  for (let node = 0; node < nodes; node++) if (missing[node] === 0) order[length++] = node
  for (let i = 0; i < length; i++) {
    const node = order[i]!
    for (let k = down.start[node]!; k < down.start[node + 1]!; k++) {
      const below = to[down.edge[k]!]!
      if (below !== node && --missing[below]! === 0) order[length++] = below
    }
  }
  return order
}

/** The same rows without empty ones, from 0. */
function closeGaps(rank: Int32Array): Int32Array {
  let highest = 0
  for (const row of rank) highest = Math.max(highest, row)
  const isUsed = new Uint8Array(highest + 1)
  for (const row of rank) isUsed[row] = 1
  const at = new Int32Array(highest + 1)
  let count = 0
  for (let row = 0; row <= highest; row++) at[row] = isUsed[row] === 1 ? count++ : -1
  return rank.map(row => at[row]!)
}
