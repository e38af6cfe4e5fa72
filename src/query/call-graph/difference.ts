import { type CallGraph, sharesOf } from '../../analysis/call-graph/graph.ts'
import { scaledWeights } from './signed.ts'

/** The graphs of a recording and of its base, with the same nodes and edges. */
export interface GraphSides {
  readonly own: CallGraph
  readonly base: CallGraph
}

/** What the base has of a drawn call graph, brought to the recording's scale; columns as those of the nodes and edges. */
export interface GraphDifference {
  /** The base's whole. */
  readonly whole: number
  /** Size of the largest difference: what the ends of the scale stand for. */
  readonly largest: number
  readonly nodes: {
    readonly self: Float64Array
    readonly total: Float64Array
    readonly calls: Float64Array
    /** The difference of the coloured figure beside the largest one, in [-1, 1]. */
    readonly weight: Float64Array
  }
  readonly edges: {
    readonly total: Float64Array
    readonly calls: Float64Array
    readonly weight: Float64Array
  }
}

/** Both sides, and their sum, by which is chosen what to draw: what only one of them has is half as heavy. */
export function withSides(own: CallGraph, base: CallGraph): { graph: CallGraph; sides: GraphSides } {
  const whole = own.whole + base.whole
  const sum = (a: Float64Array, b: Float64Array) => a.map((value, i) => Math.abs(value) + Math.abs(b[i]!))
  const self = sum(own.nodes.self, base.nodes.self)
  const total = sum(own.nodes.total, base.nodes.total)
  const edgeTotal = sum(own.edges.total, base.edges.total)
  const graph = {
    ...own,
    whole,
    nodes: {
      ...own.nodes,
      ...{ self, total, selfShare: sharesOf(self, whole), totalShare: sharesOf(total, whole) },
    },
    edges: { ...own.edges, total: edgeTotal, share: sharesOf(edgeTotal, whole) },
  }
  return { graph, sides: { own, base } }
}

/** A graph whose figures are multiplied; numbers of calls are not. */
export function scaledGraph(graph: CallGraph, scale: number): CallGraph {
  if (scale === 1) return graph
  const by = (column: Float64Array) => column.map(value => scale * value)
  return {
    ...graph,
    whole: scale * graph.whole,
    nodes: { ...graph.nodes, self: by(graph.nodes.self), total: by(graph.nodes.total) },
    edges: { ...graph.edges, total: by(graph.edges.total) },
  }
}

/** The base's figures of the nodes and edges that are drawn. */
export function graphDifference(
  { own, base }: GraphSides,
  { order, shown }: { order: readonly number[]; shown: readonly number[] },
  isBySelf: boolean,
): GraphDifference {
  const take = (column: Float64Array) => Float64Array.from(order, node => column[node]!)
  const takeEdge = (column: Float64Array) => Float64Array.from(shown, edge => column[edge]!)
  const measure = isBySelf ? 'self' : 'total'
  const weights = scaledWeights(
    order.map(node => own.nodes[measure][node]! - base.nodes[measure][node]!),
    shown.map(edge => own.edges.total[edge]! - base.edges.total[edge]!),
    isBySelf,
  )
  return {
    whole: base.whole,
    largest: weights.largest,
    nodes: {
      self: take(base.nodes.self),
      total: take(base.nodes.total),
      calls: take(base.nodes.calls),
      weight: weights.nodes,
    },
    edges: {
      total: takeEdge(base.edges.total),
      calls: takeEdge(base.edges.calls),
      weight: weights.edges,
    },
  }
}
