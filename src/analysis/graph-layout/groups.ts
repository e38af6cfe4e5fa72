import { GAPS, type GraphLayout, type GroupBox, type LayoutGraph } from './layout.ts'
import { joinParts, type LaidPart, type Part, takePart } from './parts.ts'

/** Lays out the nodes of each group, then the groups and the nodes without one as if they were nodes. Edges between them go the way
 *  that the edge between their boxes goes. `layOut` lays out graphs without groups. */
export function layOutGroups(graph: LayoutGraph, layOut: (graph: LayoutGraph) => GraphLayout): GraphLayout {
  const boxOf = boxesOf(graph.group!)
  const inner = innerParts(graph, boxOf)
  const laid: LaidPart[] = inner.map(part => ({ part, layout: layOut(takePart(graph, part)) }))
  const isGroup = Uint8Array.from(inner, part => (graph.group![part.nodes[0]!] === -1 ? 0 : 1))
  const outer = outerGraph(graph, boxOf, { laid, isGroup })
  const frame = layOut(outer.graph)
  const x = new Float64Array(inner.length)
  const y = new Float64Array(inner.length)
  const groups: GroupBox[] = []
  for (const [box, { part, layout }] of laid.entries()) {
    x[box] = frame.x[box]! - layout.width / 2
    y[box] = frame.y[box]! - layout.height / 2
    if (isGroup[box] === 0) continue
    y[box]! += GAPS.groupName / 2
    const width = outer.graph.width[box]!
    const height = outer.graph.height[box]!
    groups.push({
      ...{ group: graph.group![part.nodes[0]!]!, width, height },
      ...{ x: frame.x[box]! - width / 2, y: frame.y[box]! - height / 2 },
    })
  }
  const joined = joinParts(graph, laid, { x, y }, groups)
  return {
    ...joined,
    ...routeBetween(graph, joined, { frame, edgeOf: outer.edgeOf }),
    width: frame.width,
    height: frame.height,
  }
}

/** A box a group, and one a node without. */
function boxesOf(group: Int32Array): Int32Array {
  const known = new Map<number, number>()
  let count = 0
  return group.map(own => {
    const box = own === -1 ? undefined : known.get(own)
    if (box !== undefined) return box
    if (own !== -1) known.set(own, count)
    return count++
  })
}

function innerParts({ caller, callee }: LayoutGraph, boxOf: Int32Array): Part[] {
  let count = 0
  for (const box of boxOf) count = Math.max(count, box + 1)
  const nodes: number[][] = Array.from({ length: count }, () => [])
  const edges: number[][] = Array.from({ length: count }, () => [])
  for (const [node, box] of boxOf.entries()) nodes[box]!.push(node)
  for (let e = 0; e < caller.length; e++) {
    const box = boxOf[caller[e]!]!
    if (box === boxOf[callee[e]!]) edges[box]!.push(e)
  }
  return nodes.map((list, box) => ({ nodes: Int32Array.from(list), edges: Int32Array.from(edges[box]!) }))
}

/** Boxes as nodes; one edge for all edges between two of them. */
function outerGraph(
  graph: LayoutGraph,
  boxOf: Int32Array,
  { laid, isGroup }: { laid: readonly LaidPart[]; isGroup: Uint8Array },
): { graph: LayoutGraph; edgeOf: Int32Array } {
  const count = laid.length
  const known = new Map<number, number>()
  const edgeOf = new Int32Array(graph.caller.length).fill(-1)
  const [caller, callee]: [number[], number[]] = [[], []]
  const weight: number[] = []
  for (let e = 0; e < edgeOf.length; e++) {
    const [a, b] = [boxOf[graph.caller[e]!]!, boxOf[graph.callee[e]!]!]
    if (a === b) continue
    let edge = known.get(a * count + b)
    if (edge === undefined) {
      edge = caller.length
      known.set(a * count + b, edge)
      caller.push(a)
      callee.push(b)
      weight.push(0)
    }
    weight[edge] = Math.max(weight[edge]!, graph.weight[e]!)
    edgeOf[e] = edge
  }
  const size = (box: number, side: 'width' | 'height') =>
    laid[box]!.layout[side] + (isGroup[box] === 1 ? 2 * GAPS.group : 0)
  return {
    graph: {
      nodes: count,
      width: Float64Array.from({ length: count }, (_, box) => size(box, 'width')),
      height: Float64Array.from(
        { length: count },
        (_, box) => size(box, 'height') + (isGroup[box] === 1 ? GAPS.groupName : 0),
      ),
      caller: Int32Array.from(caller),
      callee: Int32Array.from(callee),
      labelWidth: new Float64Array(caller.length),
      labelHeight: new Float64Array(caller.length),
      weight: Float64Array.from(weight),
      group: null,
    },
    edgeOf,
  }
}

/** Edges between boxes: from their own nodes, along the curves between the boxes. */
function routeBetween(
  graph: LayoutGraph,
  joined: GraphLayout,
  outer: { frame: GraphLayout; edgeOf: Int32Array },
): Pick<GraphLayout, 'start' | 'points' | 'labelX' | 'labelY'> {
  const { frame, edgeOf } = outer
  const start = new Int32Array(edgeOf.length + 1)
  for (let e = 0; e < edgeOf.length; e++) {
    const edge = edgeOf[e]!
    const own = joined.start[e + 1]! - joined.start[e]!
    start[e + 1] = start[e]! + (edge === -1 ? own : frame.start[edge + 1]! - frame.start[edge]!)
  }
  const points = new Float64Array(2 * start[edgeOf.length]!)
  const labelX = joined.labelX.slice()
  const labelY = joined.labelY.slice()
  // Edges between the same two boxes go the same way: their texts stand one after the other along it.
  const parallel = new Int32Array(frame.start.length)
  const placed = new Int32Array(frame.start.length)
  for (const edge of edgeOf) if (edge !== -1) parallel[edge]!++
  for (let e = 0; e < edgeOf.length; e++) {
    const edge = edgeOf[e]!
    const from = edge === -1 ? joined : frame
    const first = edge === -1 ? e : edge
    const at = 2 * start[e]!
    points.set(from.points.subarray(2 * from.start[first]!, 2 * from.start[first + 1]!), at)
    if (edge === -1) continue
    const last = 2 * start[e + 1]! - 2
    const isDown = points[last + 1]! >= points[at + 1]!
    const [caller, callee] = [graph.caller[e]!, graph.callee[e]!]
    const side = isDown ? 0.5 : -0.5
    put(at, joined.x[caller]!, joined.y[caller]! + side * graph.height[caller]!)
    put(last, joined.x[callee]!, joined.y[callee]! - side * graph.height[callee]!)
    if (!(graph.labelWidth[e]! > 0)) continue
    // Between the boxes, not over what is in them.
    const [top, bottom] = [
      frame.points[2 * frame.start[edge]! + 1]!,
      frame.points[2 * frame.start[edge + 1]! - 1]!,
    ]
    const y = top + (++placed[edge]! / (parallel[edge]! + 1)) * (bottom - top)
    labelX[e] = placeAt(points.subarray(at, last + 2), y) + GAPS.edge / 2 + graph.labelWidth[e]! / 2
    labelY[e] = y
  }
  return { start, points, labelX, labelY }

  function put(at: number, x: number, y: number): void {
    points[at] = x
    points[at + 1] = y
  }
}

/** Where a line of cubic curves that only falls (or only rises) is at a height. */
function placeAt(points: Float64Array, y: number): number {
  const isDown = points.at(-1)! >= points[1]!
  let curve = 0
  while (curve + 8 < points.length && points[curve + 7]! < y === isDown) curve += 6
  const on = (t: number, axis: number) =>
    (1 - t) ** 3 * points[curve + axis]! +
    3 * t * (1 - t) ** 2 * points[curve + 2 + axis]! +
    3 * t * t * (1 - t) * points[curve + 4 + axis]! +
    t ** 3 * points[curve + 6 + axis]!
  let [low, high] = [0, 1]
  for (let step = 0; step < 16; step++) {
    const middle = (low + high) / 2
    if (on(middle, 1) < y === isDown) low = middle
    else high = middle
  }
  return on(low, 0)
}
