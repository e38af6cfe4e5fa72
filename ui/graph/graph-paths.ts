import { arrowAt, curveText } from '../../src/render/svg/arrows.ts'
import type { DrawnGraph } from './drawn-graph.ts'
import type { GraphColours } from './use-graph-colours.ts'

/** Some lines of one look with their heads, near each other. */
export interface GraphLines {
  readonly colour: string
  readonly width: number
  readonly isDashed: boolean
  readonly path: Path2D
  readonly heads: Path2D
  /** What they lie in. */
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
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
  readonly nodes: readonly GraphShapes[]
  /** All nodes. */
  readonly borders: Path2D
  /** Everything but the nodes (even-odd). */
  readonly outside: Path2D
  /** Edges, those whose texts matter most first. */
  readonly textOrder: readonly number[]
}

const CORNER = 3
/** Farther out than anything is drawn. */
const FAR = 1e4
/** Lines drawn in one go: drawing can stop between. */
const TOGETHER = 24

/** Width of an edge's line by its weight. */
export function penOf(weight: number): number {
  return Math.max(1, Math.round(10 * Math.abs(weight)) / 2)
}

/** The paths of a graph, by what they look like: a fill or a stroke costs the same for one shape and for a hundred. */
export function makeGraphPaths(answer: DrawnGraph, colours: GraphColours): GraphPaths {
  const { graph, layout, width, height } = answer
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
  const outside = new Path2D(borders)
  outside.rect(-FAR, -FAR, layout.width + 2 * FAR, layout.height + 2 * FAR)
  const groups = new Path2D()
  for (const group of layout.groups) groups.roundRect(group.x, group.y, group.width, group.height, 6)
  return {
    groups,
    lines: makeLines(answer, colours),
    nodes: Array.from(nodes, ([colour, path]) => ({ colour, path })),
    borders,
    outside,
    textOrder: Array.from(graph.edges.weight.keys()).sort(byWeight(answer)),
  }
}

/** The costliest edges first. */
function byWeight({ graph }: DrawnGraph): (a: number, b: number) => number {
  const { weight } = graph.edges
  return (a, b) => Math.abs(weight[b]!) - Math.abs(weight[a]!) || a - b
}

/** Edges by what they look like, those that begin near each other together. */
function makeLines(answer: DrawnGraph, colours: GraphColours): GraphLines[] {
  const { edges } = answer.graph
  const looks = new Map<string, number[]>()
  for (let edge = 0; edge < edges.length; edge++) {
    const key = `${colours.line[edge]} ${penOf(edges.weight[edge]!)} ${edges.isResidual[edge]}`
    const list = looks.get(key)
    if (list === undefined) looks.set(key, [edge])
    else list.push(edge)
  }
  const lines: GraphLines[] = []
  for (const list of looks.values()) {
    list.sort((a, b) => answer.layout.y[edges.caller[a]!]! - answer.layout.y[edges.caller[b]!]! || a - b)
    for (let at = 0; at < list.length; at += TOGETHER) {
      lines.push(linesOf(answer, colours, list.slice(at, at + TOGETHER)))
    }
  }
  // Wide lines last: hot ways are seen over what crosses them.
  return lines.sort((a, b) => a.width - b.width)
}

function linesOf(answer: DrawnGraph, colours: GraphColours, list: readonly number[]): GraphLines {
  const { graph, layout } = answer
  const [ways, heads]: [string[], string[]] = [[], []]
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let [top, bottom] = [left, right]
  for (const edge of list) {
    const { way, head } = edgeShape(answer, edge)
    ways.push(way)
    heads.push(head)
    for (let i = 2 * layout.start[edge]!; i < 2 * layout.start[edge + 1]!; i += 2) {
      left = Math.min(left, layout.points[i]!)
      right = Math.max(right, layout.points[i]!)
      top = Math.min(top, layout.points[i + 1]!)
      bottom = Math.max(bottom, layout.points[i + 1]!)
    }
  }
  const first = list[0]!
  return {
    colour: colours.line[first]!,
    width: penOf(graph.edges.weight[first]!),
    isDashed: graph.edges.isResidual[first] === 1,
    path: new Path2D(ways.join('')),
    heads: new Path2D(heads.join('')),
    ...{ left, right, top, bottom },
  }
}

/** The edges of one node, for when it is looked at. */
export function pathsOfNode(
  answer: DrawnGraph,
  node: number,
): { edges: readonly number[]; lines: Path2D; arrows: Path2D } {
  const { edges } = answer.graph
  const own: number[] = []
  const lines: string[] = []
  const arrows: string[] = []
  for (let edge = 0; edge < edges.length; edge++) {
    if (edges.caller[edge] !== node && edges.callee[edge] !== node) continue
    const { way, head } = edgeShape(answer, edge)
    own.push(edge)
    lines.push(way)
    arrows.push(head)
  }
  return {
    edges: own.sort(byWeight(answer)),
    lines: new Path2D(lines.join('')),
    arrows: new Path2D(arrows.join('')),
  }
}

function edgeShape({ graph, layout }: DrawnGraph, edge: number): { way: string; head: string } {
  const points = layout.points.subarray(2 * layout.start[edge]!, 2 * layout.start[edge + 1]!)
  const arrow = arrowAt(points, 5 + 1.5 * penOf(graph.edges.weight[edge]!))
  return { way: curveText(points, arrow), head: arrow.path }
}
