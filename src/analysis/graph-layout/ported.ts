import { type DownwardEdges, withoutRings } from './acyclic.ts'
import { GAPS, type GraphLayout, type LayoutGraph } from './layout.ts'
import { findParts, shelve } from './parts.ts'
import { layOutRanked } from './ranked.ts'
import { rankNodes } from './ranks.ts'

/** Nodes of a group that edges from outside reach over its upper end, and from which edges leave over its lower one. */
export interface Ports {
  /** A node for each port: once, or twice where calls lead downward and upward. */
  readonly top: readonly number[]
  readonly bottom: readonly number[]
  /** How much each of these edges wants to be straight, in [0, 1]. */
  readonly topWeight: readonly number[]
  readonly bottomWeight: readonly number[]
}

/**
 * Lays out the nodes of a group with a way for every edge that enters or leaves it: it ends at a port, a node without a size at
 * the group's upper or lower end, and passes other nodes as edges do. Parts that nothing connects share their rows. The first
 * nodes and edges of the layout are those of the graph; then come ports and edges to them, the top ones first.
 */
export function layOutPorted(graph: LayoutGraph, ports: Ports): GraphLayout {
  const inner = withoutRings(graph.nodes, graph.caller, graph.callee)
  const own = rankParts(graph, inner)
  const isEntered = ports.top.length > 0 ? 1 : 0
  let last = 0
  for (const rank of own) last = Math.max(last, rank + isEntered + 1)
  const { nodes } = graph
  const count = nodes + ports.top.length + ports.bottom.length
  const rank = new Int32Array(count)
  for (let node = 0; node < nodes; node++) rank[node] = own[node]! + isEntered
  rank.fill(last, nodes + ports.top.length)
  const portNodes = Int32Array.from({ length: count - nodes }, (_, port) => nodes + port)
  const split = ports.top.length
  const from = joinInts(portNodes.subarray(0, split), ports.bottom)
  const to = joinInts(ports.top, portNodes.subarray(split))
  const edges: DownwardEdges = {
    from: joinInts(inner.from, from),
    to: joinInts(inner.to, to),
    isTurned: Uint8Array.from({ length: inner.from.length + from.length }, (_, e) => inner.isTurned[e] ?? 0),
  }
  const none = Array.from(from, () => 0)
  const anywhere = Array.from(graph.caller, () => Number.NaN)
  const callerEnds = Array.from(from, (_, e) => (e < split ? 0 : Number.NaN))
  const calleeEnds = Array.from(from, (_, e) => (e < split ? Number.NaN : 0))
  return layOutRanked(
    {
      nodes: count,
      width: padded(graph.width, count),
      height: padded(graph.height, count),
      caller: joinInts(graph.caller, from),
      callee: joinInts(graph.callee, to),
      labelWidth: joinFloats(graph.labelWidth, none),
      labelHeight: joinFloats(graph.labelHeight, none),
      weight: joinFloats(graph.weight, [...ports.topWeight, ...ports.bottomWeight]),
      group: null,
      ends: { caller: joinFloats(anywhere, callerEnds), callee: joinFloats(anywhere, calleeEnds) },
    },
    edges,
    rank,
  )
}

/** Rows of nodes: parts that nothing connects side by side in lines, one line below the other. */
function rankParts(graph: LayoutGraph, edges: DownwardEdges): Int32Array {
  const rank = rankNodes(graph.nodes, edges, graph.weight)
  let tallest = 0
  for (const height of graph.height) tallest = Math.max(tallest, height)
  const parts = findParts(graph).map(({ nodes }) => {
    let [least, most] = [Number.MAX_SAFE_INTEGER, 0]
    for (const node of nodes) {
      least = Math.min(least, rank[node]!)
      most = Math.max(most, rank[node]!)
    }
    const widths = new Map<number, number>()
    for (const node of nodes)
      widths.set(rank[node]!, (widths.get(rank[node]!) ?? 0) + graph.width[node]! + GAPS.node)
    let widest = 0
    for (const width of widths.values()) widest = Math.max(widest, width)
    const rows = Math.max(1, most - least + 1)
    return { nodes, least, rows, width: widest, height: rows * (tallest + GAPS.row) }
  })
  const { y } = shelve(parts)
  const rowsOfLine = new Map<number, number>()
  for (const [i, { rows }] of parts.entries())
    rowsOfLine.set(y[i]!, Math.max(rowsOfLine.get(y[i]!) ?? 0, rows))
  const firstRow = new Map<number, number>()
  let row = 0
  for (const line of [...rowsOfLine.keys()].sort((a, b) => a - b)) {
    firstRow.set(line, row)
    row += rowsOfLine.get(line)!
  }
  for (const [i, { nodes, least }] of parts.entries()) {
    for (const node of nodes) rank[node]! += firstRow.get(y[i]!)! - least
  }
  return rank
}

function joinInts(a: ArrayLike<number>, b: ArrayLike<number>): Int32Array {
  const all = new Int32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

function joinFloats(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const all = new Float64Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

function padded(column: Float64Array, length: number): Float64Array {
  const all = new Float64Array(length)
  all.set(column)
  return all
}
