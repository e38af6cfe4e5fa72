import type { CallGraph } from '../../analysis/call-graph/graph.ts'

/** Where drawn nodes and edges stand on a scale with two sides. */
export interface SignedWeights {
  /** Size of the largest coloured figure: what the ends of the scale stand for. */
  readonly largest: number
  /** Per drawn node and edge its figure beside the largest, in [-1, 1]; 0 unknown. */
  readonly nodes: Float64Array
  readonly edges: Float64Array
}

/** Weights of a graph in which something is below zero, as what objects in a heap grew and shrank by; null of all others.
 *  O(nodes + edges). */
export function signedWeights(
  { nodes, edges }: CallGraph,
  { order, shown }: { order: readonly number[]; shown: readonly number[] },
  isBySelf: boolean,
): SignedWeights | null {
  const isBelow = (value: number) => value < 0
  if (!nodes.self.some(isBelow) && !nodes.total.some(isBelow) && !edges.total.some(isBelow)) return null
  const column = isBySelf ? nodes.self : nodes.total
  return scaledWeights(
    order.map(node => column[node]!),
    shown.map(edge => edges.total[edge]!),
    isBySelf,
  )
}

/** Figures of nodes and edges beside the largest of them; NaN counts as 0. */
export function scaledWeights(
  nodes: readonly number[],
  edges: readonly number[],
  isBySelf: boolean,
): SignedWeights {
  const most = (values: readonly number[]) =>
    values.reduce((all, value) => Math.max(all, Math.abs(value) || 0), 0)
  // Edges are painted on the scale of the nodes: a line as strong as its callee's box says that all of it came this way.
  const largest = Math.max(most(nodes), isBySelf ? most(edges) : 0)
  const weights = (values: readonly number[]) =>
    Float64Array.from(values, value => (largest > 0 ? Math.max(-1, Math.min(1, (value || 0) / largest)) : 0))
  return { largest, nodes: weights(nodes), edges: weights(edges) }
}
