import { arrowAt, curveText } from '../../src/render/svg/arrows.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import type { GraphColours } from './use-graph-colours.ts'

/** Lines of one look. */
export interface GraphLines {
  readonly colour: string
  readonly width: number
  readonly isDashed: boolean
  readonly path: Path2D
}

/** Shapes of one colour. */
export interface GraphShapes {
  readonly colour: string
  readonly path: Path2D
}

/** What of a graph costs something to make, in places of the layout: made once, drawn at every frame. */
export interface GraphPaths {
  readonly groups: Path2D
  readonly lines: readonly GraphLines[]
  readonly arrows: readonly GraphShapes[]
  readonly nodes: readonly GraphShapes[]
  /** All nodes. */
  readonly borders: Path2D
}

const CORNER = 3

/** Width of an edge's line by its weight. */
export function penOf(weight: number): number {
  return Math.max(1, Math.round(10 * Math.abs(weight)) / 2)
}

/** The paths of a graph, by what they look like: a fill or a stroke costs the same for one shape and for a hundred. */
export function makeGraphPaths(answer: GraphAnswer, colours: GraphColours): GraphPaths {
  const { graph, layout, width, height } = answer
  const lines = new Map<string, { colour: string; width: number; isDashed: boolean; d: string[] }>()
  const arrows = new Map<string, string[]>()
  for (let edge = 0; edge < graph.edges.length; edge++) {
    const colour = colours.line[edge]!
    const pen = penOf(graph.edges.weight[edge]!)
    const isDashed = graph.edges.isResidual[edge] === 1
    const key = `${colour} ${pen} ${isDashed}`
    const line = lines.get(key) ?? { colour, width: pen, isDashed, d: [] }
    lines.set(key, line)
    const { way, head } = edgeShape(answer, edge)
    line.d.push(way)
    arrows.set(colour, [...(arrows.get(colour) ?? []), head])
  }
  const nodes = new Map<string, Path2D>()
  const borders = new Path2D()
  for (let node = 0; node < graph.nodes.length; node++) {
    const colour = colours.fill[node]!
    const path = nodes.get(colour) ?? new Path2D()
    nodes.set(colour, path)
    const [w, h] = [width[node]!, height[node]!]
    path.roundRect(layout.x[node]! - w / 2, layout.y[node]! - h / 2, w, h, CORNER)
    borders.roundRect(layout.x[node]! - w / 2, layout.y[node]! - h / 2, w, h, CORNER)
  }
  const groups = new Path2D()
  for (const group of layout.groups) groups.roundRect(group.x, group.y, group.width, group.height, 6)
  return {
    groups,
    // Wide lines stand before thin ones: hot ways are seen through what crosses them.
    lines: Array.from(lines.values(), ({ d, ...line }) => ({ ...line, path: new Path2D(d.join('')) })).sort(
      (a, b) => a.width - b.width,
    ),
    arrows: Array.from(arrows, ([colour, d]) => ({ colour, path: new Path2D(d.join('')) })),
    nodes: Array.from(nodes, ([colour, path]) => ({ colour, path })),
    borders,
  }
}

/** The edges of one node, for when it is looked at. */
export function pathsOfNode(answer: GraphAnswer, node: number): { lines: Path2D; arrows: Path2D } {
  const { edges } = answer.graph
  const lines: string[] = []
  const arrows: string[] = []
  for (let edge = 0; edge < edges.length; edge++) {
    if (edges.caller[edge] !== node && edges.callee[edge] !== node) continue
    const { way, head } = edgeShape(answer, edge)
    lines.push(way)
    arrows.push(head)
  }
  return { lines: new Path2D(lines.join('')), arrows: new Path2D(arrows.join('')) }
}

function edgeShape({ graph, layout }: GraphAnswer, edge: number): { way: string; head: string } {
  const points = layout.points.subarray(2 * layout.start[edge]!, 2 * layout.start[edge + 1]!)
  const arrow = arrowAt(points, 5 + 1.5 * penOf(graph.edges.weight[edge]!))
  return { way: curveText(points, arrow), head: arrow.path }
}
