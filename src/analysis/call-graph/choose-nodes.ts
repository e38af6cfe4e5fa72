import { edgesBy } from './components.ts'
import type { CallGraph } from './graph.ts'

/** Of which nodes how many are chosen. */
export interface NodeChoice {
  readonly count: number
  readonly isCandidate: Uint8Array
  readonly nameOf: (node: number) => string
}

/**
 * The nodes that say most, by pprof's score: how many ways lead into a node and out of it (entropy of its edges; its own
 * cost is one way out) times its total, and its self besides. Roots and leaves count as one way. Returns at most `count`
 * of the nodes for which `isCandidate` is 1, best first, equal ones by name. O(nodes log nodes + edges).
 * Source: google/pprof internal/graph/graph.go (entropyScore).
 */
export function chooseNodes(graph: CallGraph, { count, isCandidate, nameOf }: NodeChoice): number[] {
  const { nodes, edges } = graph
  const into = edgesBy(edges.callee, nodes.length)
  const out = edgesBy(edges.caller, nodes.length)
  const weightsOf = ({ start, edge }: typeof into, node: number) => {
    const weights: number[] = []
    for (let i = start[node]!; i < start[node + 1]!; i++) {
      const at = edge[i]!
      if (edges.caller[at] !== edges.callee[at]) weights.push(known(edges.total[at]!))
    }
    return weights
  }
  const score = Float64Array.from({ length: nodes.length }, (_, node) => {
    const self = known(nodes.self[node]!)
    const ways = entropy(weightsOf(into, node), 0) + entropy(weightsOf(out, node), self)
    return Math.trunc(ways * known(nodes.total[node]!)) + self
  })
  return Array.from(nodes.func.keys())
    .filter(node => isCandidate[node] === 1)
    .sort((a, b) => score[b]! - score[a]! || compareNames(nameOf(a), nameOf(b)) || a - b)
    .slice(0, count)
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function known(value: number): number {
  return Number.isNaN(value) ? 0 : Math.abs(value)
}

/** Shannon entropy in bits of what flows over edges and what stays; 1 where there are no edges. */
function entropy(edges: readonly number[], self: number): number {
  if (edges.length === 0) return 1
  const parts = self > 0 ? [...edges, self] : edges
  const sum = parts.reduce((all, part) => all + part, 0)
  if (sum === 0) return 0
  return parts.reduce((all, part) => (part === 0 ? all : all - (part / sum) * Math.log2(part / sum)), 0)
}

/**
 * Marks residual edges that say nothing new: their two nodes are joined by another path of kept edges. Those of the nodes
 * that say least go first, of one node the lightest, and an edge heavier than one that is no residual stays. Returns one byte an edge, 1 to keep.
 * O(residual edges × edges) of the few that are drawn. Source: google/pprof internal/graph/graph.go (RemoveRedundantEdges).
 */
export function withoutRedundant(
  graph: CallGraph,
  isKept: Uint8Array,
  nameOf: (node: number) => string,
): Uint8Array {
  const { nodes, edges } = graph
  if (!edges.isResidual.includes(1)) return isKept
  const kept = isKept.slice()
  const into = edgesBy(edges.callee, nodes.length)
  const all = { count: nodes.length, isCandidate: new Uint8Array(nodes.length).fill(1), nameOf }
  for (const node of chooseNodes(graph, all).reverse()) {
    const incoming = Array.from(into.edge.subarray(into.start[node]!, into.start[node + 1]!))
      .filter(edge => kept[edge] === 1 && edges.caller[edge] !== node)
      .sort(
        (a, b) =>
          known(edges.total[a]!) - known(edges.total[b]!) ||
          compareNames(nameOf(edges.caller[b]!), nameOf(edges.caller[a]!)),
      )
    for (const edge of incoming) {
      if (edges.isResidual[edge] === 0) break
      if (hasOtherPath(edge, { edges, kept, into })) kept[edge] = 0
    }
  }
  return kept
}

interface KeptEdges {
  readonly edges: CallGraph['edges']
  readonly kept: Uint8Array
  readonly into: { readonly start: Int32Array; readonly edge: Int32Array }
}

/** Whether an edge's caller reaches its callee without it; looked for upwards from the callee. */
function hasOtherPath(own: number, { edges, kept, into }: KeptEdges): boolean {
  const source = edges.caller[own]!
  const queue = [edges.callee[own]!]
  const seen = new Set(queue)
  for (const node of queue) {
    for (let i = into.start[node]!; i < into.start[node + 1]!; i++) {
      const edge = into.edge[i]!
      const from = edges.caller[edge]!
      if (edge === own || kept[edge] === 0 || seen.has(from)) continue
      if (from === source) return true
      seen.add(from)
      queue.push(from)
    }
  }
  return false
}
