import { edgesBy } from './components.ts'
import type { CallGraph } from './graph.ts'

/** What of a graph is left, and how much each part weighs for its colour. */
export interface KeptGraph {
  /** One byte a node and one an edge, 1 kept. */
  readonly nodes: Uint8Array
  readonly edges: Uint8Array
  /** Per edge its share; where that is unknown the smaller one of its two nodes; NaN where these are too. */
  readonly edgeWeight: Float64Array
  /** One byte a node, 1 for what thresholds and paths left, before roots and leaves: beside the largest self of these nodes are
   *  coloured by their own. */
  readonly pruned: Uint8Array
}

/** What {@link pruneGraph} leaves out. */
export interface PruneOptions {
  /** Shares, in [0, 1]: what is below is left out. */
  readonly nodeThreshold: number
  readonly edgeThreshold: number
  /** Whether a node stands outside the paths that are asked for. */
  readonly isOutside?: (node: number) => boolean
}

/** Leaves out nodes, then edges, below thresholds; a share that is unknown is kept, one below zero counts by its size. An edge
 *  goes with its callee or caller. Shares are not changed. O(nodes + edges). Source: gprof2dot's prune. */
export function pruneGraph(graph: CallGraph, options: PruneOptions): KeptGraph {
  const { nodes, edges } = graph
  const kept = new Uint8Array(nodes.length)
  for (let node = 0; node < nodes.length; node++) {
    const isSmall = Math.abs(nodes.totalShare[node]!) < options.nodeThreshold
    kept[node] = isSmall || options.isOutside?.(node) === true ? 0 : 1
  }
  const keptEdges = new Uint8Array(edges.length)
  const edgeWeight = new Float64Array(edges.length)
  for (let edge = 0; edge < edges.length; edge++) {
    const [caller, callee] = [edges.caller[edge]!, edges.callee[edge]!]
    const share = edges.share[edge]!
    const weight = Number.isNaN(share)
      ? Math.min(nodes.totalShare[caller]!, nodes.totalShare[callee]!)
      : share
    edgeWeight[edge] = weight
    const isSmall = Math.abs(weight) < options.edgeThreshold
    keptEdges[edge] = kept[caller] === 1 && kept[callee] === 1 && !isSmall ? 1 : 0
  }
  return { nodes: kept, edges: keptEdges, edgeWeight, pruned: kept }
}

/** Leaves what can be reached along kept edges from some nodes, downwards (to callees) or upwards, over at most `depth`
 *  edges (below 0: any number). O(nodes + edges). */
export function keepReachable(
  graph: CallGraph,
  kept: KeptGraph,
  { from, direction, depth }: { from: readonly number[]; direction: 'down' | 'up'; depth: number },
): KeptGraph {
  const { edges } = graph
  const [near, far] = direction === 'down' ? [edges.caller, edges.callee] : [edges.callee, edges.caller]
  const { start, edge } = edgesBy(near, graph.nodes.length)
  const nodes = new Uint8Array(graph.nodes.length)
  let frontier = from.filter(node => kept.nodes[node] === 1)
  for (const node of frontier) nodes[node] = 1
  for (let left = depth; frontier.length > 0 && left !== 0; left--) {
    const reached: number[] = []
    for (const node of frontier) {
      for (let i = start[node]!; i < start[node + 1]!; i++) {
        const other = far[edge[i]!]!
        if (kept.edges[edge[i]!] === 0 || nodes[other] === 1) continue
        nodes[other] = 1
        reached.push(other)
      }
    }
    frontier = reached
  }
  const isEdgeKept = (i: number) =>
    kept.edges[i] === 1 && nodes[edges.caller[i]!] === 1 && nodes[edges.callee[i]!] === 1
  return { ...kept, nodes, edges: kept.edges.map((_, i) => (isEdgeKept(i) ? 1 : 0)) }
}

/** Colour weights of nodes: shares of the total; or shares of self beside the largest that thresholds left, where that is not
 *  nothing. NaN unknown. */
export function nodeWeights({ nodes }: CallGraph, kept: KeptGraph, isBySelf: boolean): Float64Array {
  if (!isBySelf) return nodes.totalShare
  let largest = 0
  for (let node = 0; node < nodes.length; node++) {
    if (kept.pruned[node] === 1 && nodes.selfShare[node]! > largest) largest = nodes.selfShare[node]!
  }
  if (largest === 0) return nodes.totalShare
  return nodes.selfShare.map((share, node) =>
    Number.isNaN(share) ? nodes.totalShare[node]! : share / largest,
  )
}
