import { type DownwardEdges, withoutRings } from './acyclic.ts'
import type { LayoutGraph } from './layout.ts'

/** Edges between boxes, each a column's entry. */
export interface Between {
  /** The edge of the graph. */
  readonly edge: Int32Array
  /** Boxes, from the upper to the lower one. */
  readonly boxes: DownwardEdges
  /** The nodes in them. */
  readonly upper: Int32Array
  readonly lower: Int32Array
}

/** The edges between boxes, of which `boxOf` says the one of each node. O(edges). */
export function edgesBetween(graph: LayoutGraph, boxOf: Int32Array, count: number): Between {
  const { caller, callee } = graph
  const all = Int32Array.from(caller.keys())
  const edge = all.filter(e => boxOf[caller[e]!] !== boxOf[callee[e]!])
  const isBack = backCalls(graph, edge, boxOf)
  const box = (k: number, isUpper: boolean) =>
    boxOf[isUpper === (isBack[k] === 0) ? caller[edge[k]!]! : callee[edge[k]!]!]!
  const down = withoutRings(
    count,
    edge.map((_, k) => box(k, true)),
    edge.map((_, k) => box(k, false)),
  )
  const boxes = { ...down, isTurned: down.isTurned.map((turned, k) => turned ^ isBack[k]!) }
  const end = (isUpper: boolean) =>
    edge.map((e, k) => (isUpper === (boxes.isTurned[k] === 0) ? caller[e]! : callee[e]!))
  return { edge, boxes, upper: end(true), lower: end(false) }
}

/** 1 for calls between two boxes that call each other which go the way that fewer, and weaker ones, go: the others lead downward. */
function backCalls({ caller, callee, weight }: LayoutGraph, edge: Int32Array, boxOf: Int32Array): Uint8Array {
  const pull = new Map<string, number>()
  const pairOf = (e: number) => {
    const [a, b] = [boxOf[caller[e]!]!, boxOf[callee[e]!]!]
    return { key: `${Math.min(a, b)} ${Math.max(a, b)}`, way: a < b ? 1 : -1 }
  }
  for (const e of edge) {
    const { key, way } = pairOf(e)
    pull.set(key, (pull.get(key) ?? 0) + way * (1 + 4 * weight[e]!))
  }
  return Uint8Array.from(edge, e => {
    const { key, way } = pairOf(e)
    return way * pull.get(key)! < 0 || (pull.get(key) === 0 && way < 0) ? 1 : 0
  })
}

/** Per node and way (at 2 × node calls that lead downward, after it those that lead upward, so that lines with arrows at different
 *  ends keep apart) the weight of the strongest edge over the upper end of its box, and over the lower one; -1 none. */
export interface PortWeights {
  readonly top: Float64Array
  readonly bottom: Float64Array
  /** Place among the ports of its box; -1 none. */
  readonly topPlace: Int32Array
  readonly bottomPlace: Int32Array
}

/** What ports there are, not yet numbered. O(edges). */
export function portsOf(graph: LayoutGraph, between: Between): PortWeights {
  const count = 2 * graph.nodes
  const [top, bottom] = [new Float64Array(count).fill(-1), new Float64Array(count).fill(-1)]
  for (const [k, e] of between.edge.entries()) {
    const [above, below] = [portAt(between, k, 'upper'), portAt(between, k, 'lower')]
    bottom[above] = Math.max(bottom[above]!, graph.weight[e]!)
    top[below] = Math.max(top[below]!, graph.weight[e]!)
  }
  const none = () => new Int32Array(count).fill(-1)
  return { top, bottom, topPlace: none(), bottomPlace: none() }
}

/** The port of an end of an edge, as the columns of {@link PortWeights} count them. */
export function portAt(between: Between, k: number, end: 'upper' | 'lower'): number {
  return 2 * between[end][k]! + between.boxes.isTurned[k]!
}
