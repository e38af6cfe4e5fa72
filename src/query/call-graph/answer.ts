import type { CallGraph } from '../../analysis/call-graph/graph.ts'
import { type KeptGraph, nodeWeights } from '../../analysis/call-graph/prune.ts'
import type { ValueType } from '../../model/recording.ts'
import type { GraphDifference } from './difference.ts'
import { type GraphSides, graphDifference } from './difference.ts'
import { signedWeights } from './signed.ts'

/** Nodes of a drawn call graph. Columns have `length` entries; NaN and null are unknown. */
export interface CallGraphNodes {
  readonly length: number
  /** Unique in the graph. */
  readonly id: readonly string[]
  /** Index into `shared.funcs`; -1 where the node stands for a cycle. */
  readonly func: Int32Array
  /** The cycle that the node is in or stands for, from 1; 0 none. Its funcs are `cycleMembers[cycle - 1]`. */
  readonly cycle: Int32Array
  readonly name: readonly string[]
  /** The binary, or the source file with the line of the definition. */
  readonly module: readonly (string | null)[]
  readonly process: readonly (string | null)[]
  /** Path of the source file. */
  readonly file: readonly (string | null)[]
  /** In the answer's value type's unit. */
  readonly self: Float64Array
  readonly total: Float64Array
  readonly selfShare: Float64Array
  readonly totalShare: Float64Array
  readonly calls: Float64Array
  /** Samples in which the function was on top of the stack. */
  readonly samples: Float64Array
  /** How hot the node is drawn, in [0, 1]; 0 where nothing is known. More than 1 only where gprof2dot's estimate of a total is
   *  more than the whole. In a difference how much it differs beside what differs
   *  most, in [-1, 1]: below 0 the recording is faster than its base. So too where something is below zero: the figure beside
   *  the largest one. */
  readonly weight: Float64Array
}

/** Edges of a drawn call graph. Columns have `length` entries; NaN is unknown. */
export interface CallGraphEdges {
  readonly length: number
  /** Indexes into the nodes. */
  readonly caller: Int32Array
  readonly callee: Int32Array
  /** What was spent in the samples with this call in their stack. */
  readonly total: Float64Array
  readonly share: Float64Array
  readonly calls: Float64Array
  /** How hot the edge is drawn, in [0, 1]; in a difference, and where something is below zero, as in nodes. */
  readonly weight: Float64Array
  /** 1 where nodes between the two were left out. */
  readonly isResidual: Uint8Array
}

/** A call graph to draw. */
export interface CallGraphAnswer {
  readonly valueType: ValueType
  /** What shares are of, in the value type's unit. */
  readonly total: number
  readonly nodes: CallGraphNodes
  readonly edges: CallGraphEdges
  /** Nodes and edges that limits left out. */
  readonly leftOut: { readonly nodes: number; readonly edges: number }
  readonly cycleMembers: readonly (readonly number[])[]
  /** Whether `self` and `total` are figures that can be shown (in gprof2dot's manner: whether they are times). */
  readonly hasValues: boolean
  /** Where a base was put under the recording: what it has of the same nodes and edges. Null elsewhere. */
  readonly difference: GraphDifference | null
  /** Size of the largest coloured figure where something of the graph is below zero and weights have a sign. Null elsewhere:
   *  beside a base, and in gprof2dot's manner, which colours by size. */
  readonly largestSigned: number | null
}

/** What a node is called. */
export interface NodeName {
  /** Unique among nodes. */
  readonly id: string
  readonly name: string
  readonly module: string | null
  readonly process: string | null
  readonly file: string | null
}

/** A call graph and what its nodes are called. */
export interface GraphSource {
  readonly graph: CallGraph
  readonly valueType: ValueType
  readonly names: {
    /** The name of the node of a func. */
    readonly describe: (func: number, node: number) => NodeName
    /** Per node its place in gprof2dot's list of functions: where several have one name it takes the last. Patterns are then
     *  matched with names alone, and only one of a name matches. */
    readonly rank?: ArrayLike<number>
  }
  /** Samples on top of the stack by func; null unknown. */
  readonly samples: Float64Array | null
  /** Of a recording with a base: the graphs of both, brought to one scale, with the nodes and edges of `graph`, which is
   *  their sum. */
  readonly sides?: GraphSides
  /** Where something is below zero: the graph with its figures, while those of `graph`, by which is chosen what to draw, are
   *  sums of sizes. Nodes and edges are the same. */
  readonly signed?: CallGraph
}

/** How an answer is put together. */
export interface AnswerOptions {
  readonly isBySelf: boolean
  /** By falling total, or all nodes in their order. */
  readonly order: 'total' | readonly number[]
  readonly hasValues?: boolean
  /** Weights are at most this and have no sign, as gprof2dot's; where absent they are at most 1 and have one where something is
   *  below zero. */
  readonly mostWeight?: number
}

/** The kept nodes and edges of a graph with their names. O(kept log kept + nodes + edges). */
export function answerGraph(source: GraphSource, kept: KeptGraph, options: AnswerOptions): CallGraphAnswer {
  const { graph, samples } = source
  const { nodes, edges } = graph
  const all = options.order === 'total' ? Array.from(nodes.func.keys()) : options.order
  const order = all.filter(node => kept.nodes[node] === 1)
  if (options.order === 'total')
    order.sort((a, b) => rank(nodes.totalShare[b]!) - rank(nodes.totalShare[a]!) || a - b)
  const at = new Int32Array(nodes.length).fill(-1)
  for (const [index, node] of order.entries()) at[node] = index
  const shown = Array.from(edges.caller.keys()).filter(edge => kept.edges[edge] === 1)
  shown.sort(
    (a, b) => at[edges.caller[a]!]! - at[edges.caller[b]!]! || at[edges.callee[a]!]! - at[edges.callee[b]!]!,
  )
  const names = order.map(node => nameOf(source, node))
  const take = (column: Float64Array) => Float64Array.from(order, node => column[node]!)
  const takeEdge = (column: Float64Array) => Float64Array.from(shown, edge => column[edge]!)
  const { sides } = source
  const own = sides?.own ?? source.signed ?? graph
  const difference = sides === undefined ? null : graphDifference(sides, { order, shown }, options.isBySelf)
  const signed =
    sides === undefined && options.mostWeight === undefined
      ? signedWeights(own, { order, shown }, options.isBySelf)
      : null
  const weights = signed ?? heatWeights(graph, kept, { order, shown, options })
  return {
    valueType: source.valueType,
    total: own.whole,
    difference,
    largestSigned: signed?.largest ?? null,
    nodes: {
      length: order.length,
      id: names.map(({ id }) => id),
      func: Int32Array.from(order, node => nodes.func[node]!),
      cycle: Int32Array.from(order, node => nodes.cycle[node]!),
      name: names.map(({ name }) => name),
      module: names.map(({ module }) => module),
      process: names.map(({ process }) => process),
      file: names.map(({ file }) => file),
      self: take(own.nodes.self),
      total: take(own.nodes.total),
      selfShare: take(own.nodes.selfShare),
      totalShare: take(own.nodes.totalShare),
      calls: take(own.nodes.calls),
      samples: Float64Array.from(order, node => samplesOf(graph, samples, node)),
      weight: difference?.nodes.weight ?? weights.nodes,
    },
    edges: {
      length: shown.length,
      caller: Int32Array.from(shown, edge => at[edges.caller[edge]!]!),
      callee: Int32Array.from(shown, edge => at[edges.callee[edge]!]!),
      total: takeEdge(own.edges.total),
      share: takeEdge(own.edges.share),
      calls: takeEdge(own.edges.calls),
      weight: difference?.edges.weight ?? weights.edges,
      isResidual: Uint8Array.from(shown, edge => edges.isResidual[edge]!),
    },
    leftOut: { nodes: nodes.length - order.length, edges: edges.length - shown.length },
    cycleMembers: graph.members,
    hasValues: options.hasValues ?? true,
  }
}

function nameOf({ graph, names }: GraphSource, node: number): NodeName {
  const func = graph.nodes.func[node]!
  if (func !== -1) return names.describe(func, node)
  const cycle = graph.nodes.cycle[node]!
  const count = graph.members[cycle - 1]?.length ?? 0
  return {
    ...{ id: `cycle${cycle}`, name: `<cycle ${cycle}>`, process: null, file: null },
    module: `${count} functions`,
  }
}

function samplesOf({ nodes, members }: CallGraph, samples: Float64Array | null, node: number): number {
  if (samples === null) return Number.NaN
  const func = nodes.func[node]!
  if (func !== -1) return samples[func]!
  return (members[nodes.cycle[node]! - 1] ?? []).reduce((sum, member) => sum + samples[member]!, 0)
}

function heatWeights(
  graph: CallGraph,
  kept: KeptGraph,
  drawn: { order: readonly number[]; shown: readonly number[]; options: AnswerOptions },
): { readonly nodes: Float64Array; readonly edges: Float64Array } {
  const { isBySelf, mostWeight = 1 } = drawn.options
  const weight = nodeWeights(graph, kept, isBySelf)
  return {
    nodes: Float64Array.from(drawn.order, node => heat(weight[node]!, mostWeight)),
    edges: Float64Array.from(drawn.shown, edge => heat(kept.edgeWeight[edge]!, mostWeight)),
  }
}

/** The size of a share, at most `most`; 0 where it is unknown. */
function heat(share: number, most: number): number {
  return Number.isNaN(share) ? 0 : Math.min(most, Math.abs(share))
}

function rank(share: number): number {
  return Number.isNaN(share) ? -1 : Math.abs(share)
}
