import { GAPS, type GraphLayout, type GroupBox, type LayoutGraph } from './layout.ts'

/** Nodes and edges that hang together, in rising order. */
export interface Part {
  readonly nodes: Int32Array
  readonly edges: Int32Array
}

/** The connected parts of a graph, by their first node; one (empty) part where there are no nodes. O(nodes + edges). */
export function findParts({ nodes, caller, callee }: LayoutGraph): Part[] {
  const leader = Int32Array.from({ length: nodes }, (_, node) => node)
  const find = (node: number): number => {
    let at = node
    while (leader[at] !== at) {
      leader[at] = leader[leader[at]!]!
      at = leader[at]!
    }
    return at
  }
  for (let e = 0; e < caller.length; e++) {
    const [a, b] = [find(caller[e]!), find(callee[e]!)]
    // The first node leads, so that parts keep the order of the graph.
    leader[Math.max(a, b)] = Math.min(a, b)
  }
  const parts = new Map<number, { nodes: number[]; edges: number[] }>()
  for (let node = 0; node < nodes; node++) {
    const of = find(node)
    const part = parts.get(of)
    if (part === undefined) parts.set(of, { nodes: [node], edges: [] })
    else part.nodes.push(node)
  }
  for (let e = 0; e < caller.length; e++) parts.get(find(caller[e]!))!.edges.push(e)
  if (parts.size === 0) return [{ nodes: new Int32Array(0), edges: new Int32Array(0) }]
  return Array.from(parts.values(), part => ({
    nodes: Int32Array.from(part.nodes),
    edges: Int32Array.from(part.edges),
  }))
}

/** A part as a graph of its own, without groups. */
export function takePart(graph: LayoutGraph, { nodes, edges }: Part): LayoutGraph {
  const at = new Map<number, number>()
  for (const [index, node] of nodes.entries()) at.set(node, index)
  const take = (column: Float64Array, list: Int32Array) => Float64Array.from(list, index => column[index]!)
  return {
    nodes: nodes.length,
    width: take(graph.width, nodes),
    height: take(graph.height, nodes),
    caller: edges.map(e => at.get(graph.caller[e]!)!),
    callee: edges.map(e => at.get(graph.callee[e]!)!),
    labelWidth: take(graph.labelWidth, edges),
    labelHeight: take(graph.labelHeight, edges),
    weight: take(graph.weight, edges),
    group: null,
    ...(graph.ends === undefined
      ? {}
      : { ends: { caller: take(graph.ends.caller, edges), callee: take(graph.ends.callee, edges) } }),
  }
}

/** A part and where its nodes and edges stand in it. */
export interface LaidPart {
  readonly part: Part
  readonly layout: GraphLayout
}

/** Where the left upper corner of each part goes. */
export interface Corners {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Lays out what hangs together by `layOutPart`, and all parts as one: the largest first, then in lines of about the same width.
 *  O(nodes + edges + parts log parts) beside that. */
export function layOutParts(graph: LayoutGraph, layOutPart: (part: LayoutGraph) => GraphLayout): GraphLayout {
  const parts = findParts(graph)
  if (parts.length === 1) return layOutPart(graph)
  const laid = parts.map(part => ({ part, layout: layOutPart(takePart(graph, part)) }))
  return joinParts(graph, laid, shelve(laid.map(({ layout }) => layout)))
}

/** Parts at given corners as one layout. */
export function joinParts(
  graph: LayoutGraph,
  laid: readonly LaidPart[],
  corners: Corners,
  groups: readonly GroupBox[] = [],
): GraphLayout {
  const edges = graph.caller.length
  const x = new Float64Array(graph.nodes)
  const y = new Float64Array(graph.nodes)
  const labelX = new Float64Array(edges).fill(Number.NaN)
  const labelY = new Float64Array(edges).fill(Number.NaN)
  const start = new Int32Array(edges + 1)
  let [width, height] = [0, 0]
  for (const [i, { part, layout }] of laid.entries()) {
    const [dx, dy] = [corners.x[i]!, corners.y[i]!]
    width = Math.max(width, dx + layout.width)
    height = Math.max(height, dy + layout.height)
    for (const [k, node] of part.nodes.entries()) {
      x[node] = layout.x[k]! + dx
      y[node] = layout.y[k]! + dy
    }
    for (const [k, edge] of part.edges.entries()) {
      labelX[edge] = layout.labelX[k]! + dx
      labelY[edge] = layout.labelY[k]! + dy
      start[edge + 1] = layout.start[k + 1]! - layout.start[k]!
    }
  }
  for (let e = 0; e < edges; e++) start[e + 1]! += start[e]!
  const points = new Float64Array(2 * start[edges]!)
  for (const [i, { part, layout }] of laid.entries()) {
    for (const [k, edge] of part.edges.entries()) {
      let to = 2 * start[edge]!
      for (let p = layout.start[k]!; p < layout.start[k + 1]!; p++) {
        points[to++] = layout.points[2 * p]! + corners.x[i]!
        points[to++] = layout.points[2 * p + 1]! + corners.y[i]!
      }
    }
  }
  return { width, height, x, y, start, points, labelX, labelY, groups }
}

/** Boxes side by side in lines of about the same width, the highest first. */
export function shelve(sizes: readonly { readonly width: number; readonly height: number }[]): Corners {
  const x = new Float64Array(sizes.length)
  const y = new Float64Array(sizes.length)
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b]!.height - sizes[a]!.height || a - b)
  let [area, widest] = [0, 0]
  for (const { width, height } of sizes) {
    area += (width + GAPS.part) * (height + GAPS.part)
    widest = Math.max(widest, width)
  }
  const room = Math.max(widest, Math.sqrt(1.6 * area))
  let [left, top, line] = [0, 0, 0]
  for (const i of order) {
    const { width, height } = sizes[i]!
    if (left > 0 && left + width > room) {
      top += line + GAPS.part
      left = 0
      line = 0
    }
    x[i] = left
    y[i] = top
    left += width + GAPS.part
    line = Math.max(line, height)
  }
  return { x, y }
}
