import { growableFloat64 } from '../../base/growable.ts'
import { type Between, edgesBetween, type PortWeights, portAt, portsOf } from './between.ts'
import { layOutFrame } from './frame.ts'
import { GAPS, type GraphLayout, type GroupBox, type LayoutGraph } from './layout.ts'
import { joinParts, type LaidPart, type Part, takePart } from './parts.ts'
import { layOutPorted } from './ported.ts'

/** A group, or a node without one, laid out for itself. */
interface Box extends LaidPart {
  readonly isGroup: boolean
  /** Nodes that edges reach over the upper end, and leave over the lower one. */
  readonly top: readonly number[]
  readonly bottom: readonly number[]
}

/** Lays out the nodes of each group, then the groups and the nodes without one as if they were nodes. Edges between them lead out
 *  of one box and into the other through ports, so that none passes over a node. `layOut` lays out graphs without groups. */
export function layOutGroups(graph: LayoutGraph, layOut: (graph: LayoutGraph) => GraphLayout): GraphLayout {
  const boxOf = boxesOf(graph.group!)
  const inner = innerParts(graph, boxOf)
  const between = edgesBetween(graph, boxOf, inner.length)
  const ports = portsOf(graph, between)
  const boxes = inner.map(part => layOutBox(graph, part, { ports, layOut }))
  const frame = layOutFrame(outerGraph(graph, between, { boxes, ports }))
  const x = new Float64Array(boxes.length)
  const y = new Float64Array(boxes.length)
  const groups: GroupBox[] = []
  for (const [box, { part, layout, isGroup }] of boxes.entries()) {
    x[box] = frame.x[box]! - layout.width / 2
    y[box] = frame.y[box]! - layout.height / 2
    if (!isGroup) continue
    y[box]! += GAPS.groupName / 2
    const { width, height } = sizeOf(layout)
    groups.push({
      ...{ group: graph.group![part.nodes[0]!]!, width, height },
      ...{ x: frame.x[box]! - width / 2, y: frame.y[box]! - height / 2 },
    })
  }
  const joined = joinParts(graph, boxes, { x, y }, groups)
  return {
    ...joined,
    ...routeBetween(joined, between, { frame, boxes, ports, corners: { x, y } }),
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

/** Lays out what is in a box, and numbers its ports. */
function layOutBox(
  graph: LayoutGraph,
  part: Part,
  { ports, layOut }: { ports: PortWeights; layOut: (graph: LayoutGraph) => GraphLayout },
): Box {
  const isGroup = graph.group![part.nodes[0]!] !== -1
  const [top, bottom]: [number[], number[]] = [[], []]
  const [topWeight, bottomWeight]: [number[], number[]] = [[], []]
  const open = (port: number, local: number) => {
    if (ports.top[port]! >= 0) {
      ports.topPlace[port] = top.push(local) - 1
      topWeight.push(ports.top[port]!)
    }
    if (ports.bottom[port]! >= 0) {
      ports.bottomPlace[port] = bottom.push(local) - 1
      bottomWeight.push(ports.bottom[port]!)
    }
  }
  if (isGroup) {
    for (const [local, node] of part.nodes.entries()) {
      open(2 * node, local)
      open(2 * node + 1, local)
    }
  }
  const own = takePart(graph, part)
  const layout =
    top.length + bottom.length === 0
      ? layOut(own)
      : layOutPorted(own, { top, bottom, topWeight, bottomWeight })
  return { part, layout, isGroup, top, bottom }
}

/** A group's size with its border and its name. */
function sizeOf(layout: GraphLayout): { width: number; height: number } {
  return {
    width: layout.width + 2 * GAPS.group,
    height: layout.height + 2 * GAPS.group + GAPS.groupName,
  }
}

/** Boxes as nodes, the edges between them from the upper box's ports to the lower one's. */
function outerGraph(
  graph: LayoutGraph,
  between: Between,
  { boxes, ports }: { boxes: readonly Box[]; ports: PortWeights },
): LayoutGraph {
  const {
    edge,
    boxes: { from, to },
  } = between
  const sizes = boxes.map(({ layout, isGroup }) => (isGroup ? sizeOf(layout) : layout))
  const take = (column: Float64Array) => Float64Array.from(edge, e => column[e]!)
  return {
    nodes: boxes.length,
    width: Float64Array.from(sizes, ({ width }) => width),
    height: Float64Array.from(sizes, ({ height }) => height),
    caller: from,
    callee: to,
    labelWidth: take(graph.labelWidth),
    labelHeight: take(graph.labelHeight),
    weight: take(graph.weight),
    group: null,
    ends: {
      caller: Float64Array.from(edge, (_, k) => offset(boxes[from[k]!]!, bottomPort(k))),
      callee: Float64Array.from(edge, (_, k) => offset(boxes[to[k]!]!, topPort(k))),
    },
  }

  function topPort(k: number): number {
    const { part } = boxes[to[k]!]!
    return part.nodes.length + ports.topPlace[portAt(between, k, 'lower')]!
  }

  function bottomPort(k: number): number {
    const { part, top } = boxes[from[k]!]!
    return part.nodes.length + top.length + ports.bottomPlace[portAt(between, k, 'upper')]!
  }

  /** How far right of the middle of a box a port is. A node without a group is its own box, in which its calls of itself have room. */
  function offset({ layout, isGroup }: Box, port: number): number {
    const far = layout.x[isGroup ? port : 0]! - layout.width / 2
    return !isGroup && Math.abs(far) < 0.01 ? Number.NaN : far
  }
}

/** Edges between boxes: within the caller's to its port, between the boxes, and within the callee's. */
function routeBetween(
  joined: GraphLayout,
  between: Between,
  laid: {
    frame: GraphLayout
    boxes: readonly Box[]
    ports: PortWeights
    corners: { x: Float64Array; y: Float64Array }
  },
): Pick<GraphLayout, 'start' | 'points' | 'labelX' | 'labelY'> {
  const {
    edge,
    boxes: { from, to, isTurned },
  } = between
  const { frame, boxes, ports, corners } = laid
  const count = joined.start.length - 1
  const place = new Int32Array(count).fill(-1)
  for (const [k, e] of edge.entries()) place[e] = k
  const start = new Int32Array(count + 1)
  const points = growableFloat64()
  const labelX = joined.labelX.slice()
  const labelY = joined.labelY.slice()
  for (let e = 0; e < count; e++) {
    const k = place[e]!
    if (k === -1) {
      for (let i = 2 * joined.start[e]!; i < 2 * joined.start[e + 1]!; i++) points.push(joined.points[i]!)
    } else {
      const line = lineOf(k)
      if (isTurned[k] === 0) for (const value of line) points.push(value)
      else {
        for (let i = line.length - 2; i >= 0; i -= 2) {
          points.push(line[i]!)
          points.push(line[i + 1]!)
        }
      }
      labelX[e] = frame.labelX[k]!
      labelY[e] = frame.labelY[k]!
    }
    start[e + 1] = points.length / 2
  }
  return { start, points: points.finish(), labelX, labelY }

  /** From the upper node down to the lower one. */
  function lineOf(k: number): number[] {
    const line: number[] = []
    const [above, below] = [boxes[from[k]!]!, boxes[to[k]!]!]
    if (above.isGroup) {
      const { part, top } = above
      extend(line, above.layout, {
        edge: part.edges.length + top.length + ports.bottomPlace[portAt(between, k, 'upper')]!,
        ...{ x: corners.x[from[k]!]!, y: corners.y[from[k]!]! },
      })
    }
    extend(line, frame, { edge: k, x: 0, y: 0 })
    if (below.isGroup) {
      extend(line, below.layout, {
        edge: below.part.edges.length + ports.topPlace[portAt(between, k, 'lower')]!,
        ...{ x: corners.x[to[k]!]!, y: corners.y[to[k]!]! },
      })
    }
    return line
  }
}

/** Goes on along an edge of a layout that begins at a corner; straight on to where it begins. */
function extend(
  line: number[],
  { start, points }: GraphLayout,
  { edge, x, y }: { edge: number; x: number; y: number },
): void {
  const first = 2 * start[edge]!
  const [toX, toY] = [points[first]! + x, points[first + 1]! + y]
  if (line.length > 0) {
    const [atX, atY] = [line[line.length - 2]!, line[line.length - 1]!]
    for (const t of [1 / 3, 2 / 3, 1]) line.push(atX + t * (toX - atX), atY + t * (toY - atY))
  } else line.push(toX, toY)
  for (let i = first + 2; i < 2 * start[edge + 1]!; i += 2) line.push(points[i]! + x, points[i + 1]! + y)
}
