import {
  GAPS,
  type GraphLayout,
  type GroupBox,
  type LayoutGraph,
} from '../../analysis/graph-layout/layout.ts'
import { growableFloat64 } from '../../base/growable.ts'
import { runGraphviz } from './run-graphviz.ts'

/** Graphviz counts in points, sizes of nodes in inches. */
const INCH = 72

/** Lays a graph out by Graphviz's dot, in a thread that is ended after `budget` milliseconds. Null when the time was not enough, or
 *  Graphviz is not there or failed. */
export async function layOutByGraphviz(graph: LayoutGraph, budget: number): Promise<GraphLayout | null> {
  const json = await runGraphviz(dotOf(graph), { format: 'json', budget })
  return json === null ? null : readLayout(graph, json)
}

/** Nodes and texts are boxes of a fixed size: nothing of a name reaches Graphviz. */
function dotOf({
  nodes,
  width,
  height,
  caller,
  callee,
  labelWidth,
  labelHeight,
  group,
}: LayoutGraph): string {
  const size = (pixels: number) => (pixels / INCH).toFixed(4)
  const lines = [
    'digraph{graph[ranksep=0.3 nodesep=0.2];node[shape=box fixedsize=true label=""];edge[dir=none]',
  ]
  for (let node = 0; node < nodes; node++) {
    lines.push(`n${node}[width=${size(width[node]!)} height=${size(height[node]!)}]`)
  }
  for (let edge = 0; edge < caller.length; edge++) {
    const label = labelWidth[edge]! > 0 ? ` label=<${box(labelWidth[edge]!, labelHeight[edge]!)}>` : ''
    lines.push(`n${caller[edge]}->n${callee[edge]}[id="${edge}"${label}]`)
  }
  const members = new Map<number, number[]>()
  for (const [node, own] of (group ?? []).entries()) {
    if (own !== -1) members.set(own, [...(members.get(own) ?? []), node])
  }
  for (const [own, list] of members) {
    const inside = list.map(node => `n${node}`).join(';')
    lines.push(
      `subgraph cluster_${own}{margin=${GAPS.group} label=<${box(20, GAPS.groupName - 8)}>;${inside}}`,
    )
  }
  return `${lines.join('\n')}}`
}

function box(width: number, height: number): string {
  const size = `width="${Math.ceil(width)}" height="${Math.ceil(height)}"`
  return `<table border="0" cellborder="0" cellspacing="0" cellpadding="0" fixedsize="true" ${size}><tr><td></td></tr></table>`
}

interface GraphvizJson {
  readonly bb: string
  readonly objects?: readonly { readonly name: string; readonly pos?: string; readonly bb?: string }[]
  readonly edges?: readonly { readonly id: string; readonly pos?: string; readonly lp?: string }[]
}

function readLayout(graph: LayoutGraph, json: string): GraphLayout | null {
  const { bb, objects = [], edges = [] } = JSON.parse(json) as GraphvizJson
  const [, , width = 0, height = 0] = numbers(bb)
  const x = new Float64Array(graph.nodes)
  const y = new Float64Array(graph.nodes)
  const groups: GroupBox[] = []
  let right = width
  for (const { name, pos, bb: corners } of objects) {
    if (name.startsWith('cluster_') && corners !== undefined) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = numbers(corners)
      const group = Number(name.slice(8))
      groups.push({ group, x: x0, y: height - y1, width: x1 - x0, height: y1 - y0 })
    } else if (pos !== undefined) {
      const [px = 0, py = 0] = numbers(pos)
      x[Number(name.slice(1))] = px
      y[Number(name.slice(1))] = height - py
    }
  }
  const byEdge = new Map(edges.map(edge => [Number(edge.id), edge]))
  const count = graph.caller.length
  const start = new Int32Array(count + 1)
  const points = growableFloat64()
  const labelX = new Float64Array(count).fill(Number.NaN)
  const labelY = new Float64Array(count).fill(Number.NaN)
  for (let e = 0; e < count; e++) {
    const { pos, lp } = byEdge.get(e) ?? {}
    const way = numbers((pos ?? '').replace(/[se],/g, ''))
    if (way.length < 8 || way.length % 6 !== 2) return null
    for (let i = 0; i < way.length; i += 2) {
      points.push(way[i]!)
      points.push(height - way[i + 1]!)
      right = Math.max(right, way[i]!)
    }
    start[e + 1] = points.length / 2
    if (lp === undefined) continue
    const [px = 0, py = 0] = numbers(lp)
    // Lines have a width.
    labelX[e] = px + 2
    labelY[e] = height - py
  }
  return { width: right, height, x, y, start, points: points.finish(), labelX, labelY, groups }
}

function numbers(text: string): number[] {
  return text === '' ? [] : text.split(/[ ,]/).map(Number)
}
