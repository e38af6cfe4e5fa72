import type { DownwardEdges } from './acyclic.ts'
import { type EdgeEnds, GAPS, type LayoutGraph, LOOP } from './layout.ts'

/** What a layered layout is made of: nodes, and the places where edges pass a row. Edges between neighbouring rows only. Columns
 *  have `length` entries. The first entries are the nodes. */
export interface Rows {
  readonly length: number
  readonly count: number
  readonly row: Int32Array
  /** From the middle to the ends. */
  readonly left: Float64Array
  readonly right: Float64Array
  readonly height: Float64Array
  /** Edge that passes here; -1 at nodes. */
  readonly edge: Int32Array
  /** 1 where the edge's text stands here. */
  readonly isLabel: Uint8Array
  /** Per edge of the graph its first place; those of one edge stand side by side, from top to bottom. Places of edge e:
   *  `first[e] … first[e] + places[e] - 1`. */
  readonly first: Int32Array
  readonly places: Int32Array
  /** Pieces of edges: from a row to the next. */
  readonly segments: Segments
  /** 1 for edges that are too long to be given places: they are drawn straight through. */
  readonly isLoose: Uint8Array
}

export interface Segments {
  readonly length: number
  readonly top: Int32Array
  readonly bottom: Int32Array
  readonly weight: Float64Array
  /** How far right of the middle of its top and its bottom a segment meets them. */
  readonly topShift: Float64Array
  readonly bottomShift: Float64Array
}

/** Places that edges may take in all: a graph with more is too large to follow its long edges. */
const MOST_PLACES = 60_000

/** Gives edges their places. Nodes stand in even rows, texts of edges in odd ones. O(nodes + edges + places). */
export function makeRows(graph: LayoutGraph, edges: DownwardEdges, rank: Int32Array): Rows {
  const { nodes } = graph
  const { from, to } = edges
  const isLoose = looseEdges(edges, rank)
  const first = new Int32Array(from.length)
  const places = new Int32Array(from.length)
  let length = nodes
  let pieces = 0
  for (let e = 0; e < from.length; e++) {
    first[e] = length
    if (from[e] === to[e] || isLoose[e] === 1) continue
    places[e] = 2 * (rank[to[e]!]! - rank[from[e]!]!) - 1
    length += places[e]!
    pieces += places[e]! + 1
  }
  const row = new Int32Array(length)
  const left = new Float64Array(length).fill(GAPS.edge / 2)
  const right = new Float64Array(length).fill(GAPS.edge / 2)
  const height = new Float64Array(length)
  const edge = new Int32Array(length).fill(-1)
  const isLabel = new Uint8Array(length)
  let count = 0
  for (let node = 0; node < nodes; node++) {
    row[node] = 2 * rank[node]!
    count = Math.max(count, row[node]! + 1)
    left[node] = right[node] = (graph.width[node]! + GAPS.node) / 2
    height[node] = graph.height[node]!
  }
  const top = new Int32Array(pieces)
  const bottom = new Int32Array(pieces)
  const weight = new Float64Array(pieces)
  const [topShift, bottomShift] = [new Float64Array(pieces), new Float64Array(pieces)]
  let piece = 0
  const labels = graph.ends === undefined ? null : new Float64Array(count)
  for (let e = 0; e < from.length; e++) {
    if (from[e] === to[e]) {
      right[from[e]!] = graph.width[from[e]!]! / 2 + LOOP + graph.labelWidth[e]! + GAPS.node / 2
      continue
    }
    const label =
      labels === null
        ? labelPlace(places[e]!)
        : emptiestPlace(labels, {
            row: 2 * rank[from[e]!]! + 1,
            places: places[e]!,
            width: graph.labelWidth[e]!,
          })
    const firstPiece = piece
    let above = from[e]!
    for (let k = 0; k < places[e]!; k++) {
      const place = first[e]! + k
      row[place] = 2 * rank[from[e]!]! + 1 + k
      edge[place] = e
      if (k === label && graph.labelWidth[e]! > 0) {
        isLabel[place] = 1
        right[place] = graph.labelWidth[e]! + GAPS.edge
        height[place] = graph.labelHeight[e]!
      }
      connect(above, place, e)
      above = place
    }
    if (places[e]! === 0) continue
    connect(above, to[e]!, e)
    topShift[firstPiece] = endOf(graph.ends, edges, { edge: e, node: 'from' }) || 0
    bottomShift[piece - 1] = endOf(graph.ends, edges, { edge: e, node: 'to' }) || 0
  }
  const segments = { length: piece, top, bottom, weight, topShift, bottomShift }
  return { length, count, row, left, right, height, edge, isLabel, first, places, segments, isLoose }

  function connect(above: number, below: number, e: number): void {
    top[piece] = above
    bottom[piece] = below
    // Long edges bend less than short ones. Source: Gansner et al., "A technique for drawing directed graphs", 1993, 4.
    const inner = (above >= nodes ? 1 : 0) + (below >= nodes ? 1 : 0)
    weight[piece++] = (inner === 2 ? 8 : inner === 1 ? 2 : 1) * (1 + 6 * graph.weight[e]!)
  }
}

/** Which of an edge's places has its text: the odd row in the middle. */
function labelPlace(places: number): number {
  return 2 * (places >> 2)
}

/** Which of an edge's places has its text, where many edges go between few rows of nodes: the odd row with the shortest texts so
 *  far, whose length `labels` has. */
function emptiestPlace(
  labels: Float64Array,
  { row, places, width }: { row: number; places: number; width: number },
): number {
  let best = labelPlace(places)
  for (let k = 0; k < places; k += 2) if (labels[row + k]! < labels[row + best]!) best = k
  if (width > 0 && places > 0) labels[row + best]! += width
  return best
}

/** Where an edge that may be turned round meets its upper or its lower node; NaN anywhere. */
export function endOf(
  ends: EdgeEnds | undefined,
  { isTurned }: DownwardEdges,
  { edge, node }: { edge: number; node: 'from' | 'to' },
): number {
  if (ends === undefined) return Number.NaN
  return (isTurned[edge] === 1) === (node === 'from') ? ends.callee[edge]! : ends.caller[edge]!
}

/** The longest edges, as many as do not fit. */
function looseEdges({ from, to }: DownwardEdges, rank: Int32Array): Uint8Array {
  const isLoose = new Uint8Array(from.length)
  const span = (e: number) => rank[to[e]!]! - rank[from[e]!]!
  let places = 0
  for (let e = 0; e < from.length; e++) places += 2 * span(e)
  if (places <= MOST_PLACES) return isLoose
  const order = Array.from(from.keys()).sort((a, b) => span(a) - span(b))
  let taken = 0
  for (const e of order) {
    taken += 2 * span(e)
    if (taken > MOST_PLACES && from[e] !== to[e]) isLoose[e] = 1
  }
  return isLoose
}
