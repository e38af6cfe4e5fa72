import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import { edgesBy } from '../call-graph/components.ts'
import { withoutRings } from './acyclic.ts'
import { layOutLayered } from './layered.ts'
import type { GraphLayout, LayoutGraph } from './layout.ts'
import { countCrossings, orderRows } from './order-rows.ts'
import { rankNodes } from './ranks.ts'
import { makeRows } from './rows.ts'

type Calls = readonly (readonly [number, number])[]

function graphOf(nodes: number, calls: Calls, options: Partial<LayoutGraph> = {}): LayoutGraph {
  const random = seededRandom(7)
  const side = (least: number, most: number) => least + Math.floor(random() * (most - least))
  return {
    nodes,
    width: Float64Array.from({ length: nodes }, () => side(40, 200)),
    height: Float64Array.from({ length: nodes }, () => side(20, 70)),
    caller: Int32Array.from(calls, ([caller]) => caller),
    callee: Int32Array.from(calls, ([, callee]) => callee),
    labelWidth: Float64Array.from(calls, (_, edge) => (edge % 3 === 0 ? 0 : 44)),
    labelHeight: Float64Array.from(calls, (_, edge) => (edge % 3 === 0 ? 0 : 15)),
    weight: Float64Array.from(calls, () => random()),
    group: null,
    ...options,
  }
}

/** Calls that mostly lead to later nodes, as those of programs do; each at most once. */
function randomCalls(nodes: number, count: number, seed: number): Calls {
  const random = seededRandom(seed)
  const known = new Map<string, readonly [number, number]>()
  while (known.size < count) {
    const caller = Math.floor(random() * nodes)
    const callee =
      random() < 0.1
        ? Math.floor(random() * nodes)
        : Math.min(nodes - 1, caller + 1 + Math.floor(random() ** 2 * nodes * 0.3))
    known.set(`${caller} ${callee}`, [caller, callee])
  }
  return [...known.values()]
}

function boxOf({ x, y }: GraphLayout, graph: LayoutGraph, node: number) {
  const [w, h] = [graph.width[node]! / 2, graph.height[node]! / 2]
  return { left: x[node]! - w, right: x[node]! + w, top: y[node]! - h, bottom: y[node]! + h }
}

type Box = ReturnType<typeof boxOf>

function overlap(a: Box, b: Box): boolean {
  return (
    a.left < b.right - 0.01 && b.left < a.right - 0.01 && a.top < b.bottom - 0.01 && b.top < a.bottom - 0.01
  )
}

/** Whether a place is on the border of a box. */
function isAtBorder({ left, right, top, bottom }: Box, x: number, y: number): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) < 0.01
  const isInside = x > left - 0.01 && x < right + 0.01 && y > top - 0.01 && y < bottom + 0.01
  return isInside && (near(x, left) || near(x, right) || near(y, top) || near(y, bottom))
}

/** Places along the curves of an edge. */
function placesOf({ start, points }: GraphLayout, edge: number): [number, number][] {
  const places: [number, number][] = []
  for (let at = 2 * start[edge]!; at + 7 < 2 * start[edge + 1]!; at += 6) {
    for (let t = 0; t <= 1; t += 0.01) {
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3]
      const on = (i: number) => a * points[i]! + b * points[i + 2]! + c * points[i + 4]! + d * points[i + 6]!
      places.push([on(at), on(at + 1)])
    }
  }
  return places
}

function check(graph: LayoutGraph, layout: GraphLayout): void {
  const boxes = Array.from({ length: graph.nodes }, (_, node) => boxOf(layout, graph, node))
  for (let a = 0; a < boxes.length; a++) {
    for (let b = a + 1; b < boxes.length; b++) {
      if (overlap(boxes[a]!, boxes[b]!)) expect.fail(`Nodes ${a} and ${b} overlap`)
    }
    const { left, right, top, bottom } = boxes[a]!
    expect(Math.min(left, top)).toBeGreaterThan(-0.01)
    expect(right).toBeLessThan(layout.width + 0.01)
    expect(bottom).toBeLessThan(layout.height + 0.01)
  }
  for (let edge = 0; edge < graph.caller.length; edge++) {
    const points = layout.points.subarray(2 * layout.start[edge]!, 2 * layout.start[edge + 1]!)
    expect(points.length % 6).toBe(2)
    expect(points.length).toBeGreaterThanOrEqual(8)
    expect(points.every(Number.isFinite)).toBe(true)
    expect(isAtBorder(boxes[graph.caller[edge]!]!, points[0]!, points[1]!)).toBe(true)
    expect(isAtBorder(boxes[graph.callee[edge]!]!, points.at(-2)!, points.at(-1)!)).toBe(true)
    expect(Number.isNaN(layout.labelX[edge]!)).toBe(graph.labelWidth[edge] === 0)
  }
}

describe('layOutLayered()', () => {
  it('keeps nodes apart and leads edges from border to border', () => {
    for (const [nodes, calls] of [
      [12, 20],
      [60, 120],
      [200, 420],
    ] as const) {
      const graph = graphOf(nodes, randomCalls(nodes, calls, nodes))
      check(graph, layOutLayered(graph))
    }
  })

  it('puts callers above callees where there are no rings', () => {
    const graph = graphOf(
      40,
      randomCalls(40, 90, 3).filter(([a, b]) => a < b),
    )
    const layout = layOutLayered(graph)
    for (let e = 0; e < graph.caller.length; e++) {
      const [above, below] = [graph.caller[e]!, graph.callee[e]!]
      expect(boxOf(layout, graph, above).bottom).toBeLessThan(boxOf(layout, graph, below).top)
    }
  })

  it('lays no text of an edge over a node', () => {
    const graph = graphOf(
      80,
      randomCalls(80, 150, 5).filter(([a, b]) => a !== b),
    )
    const layout = layOutLayered(graph)
    for (let e = 0; e < graph.caller.length; e++) {
      if (Number.isNaN(layout.labelX[e]!)) continue
      const [w, h] = [graph.labelWidth[e]! / 2, graph.labelHeight[e]! / 2]
      const [x, y] = [layout.labelX[e]!, layout.labelY[e]!]
      const text = { left: x - w, right: x + w, top: y - h, bottom: y + h }
      for (let node = 0; node < graph.nodes; node++)
        expect(overlap(text, boxOf(layout, graph, node))).toBe(false)
    }
  })

  it('leads no edge over a node that it does not call, and each past its own text', () => {
    for (const [nodes, calls, seed] of [
      [20, 40, 2],
      [50, 120, 4],
    ] as const) {
      const graph = graphOf(nodes, randomCalls(nodes, calls, seed))
      const layout = layOutLayered(graph)
      for (let e = 0; e < graph.caller.length; e++) {
        const places = placesOf(layout, e)
        for (let node = 0; node < nodes; node++) {
          if (node === graph.caller[e] || node === graph.callee[e]) continue
          const { left, right, top, bottom } = boxOf(layout, graph, node)
          const isOver = places.some(
            ([x, y]) => x > left + 1 && x < right - 1 && y > top + 1 && y < bottom - 1,
          )
          expect(isOver, `edge ${e} over node ${node}`).toBe(false)
        }
        if (Number.isNaN(layout.labelX[e]!)) continue
        const far = places.map(([x, y]) => {
          const dx = Math.abs(x - layout.labelX[e]!) - graph.labelWidth[e]! / 2
          return Math.hypot(Math.max(0, dx), Math.max(0, Math.abs(y - layout.labelY[e]!) - 8))
        })
        expect(Math.min(...far), `text of edge ${e}`).toBeLessThan(14)
      }
    }
  })

  it('draws a chain straight down', () => {
    const calls = Array.from({ length: 20 }, (_, i) => [i, i + 1] as const)
    const { x } = layOutLayered(graphOf(21, calls))
    for (const place of x) expect(Math.abs(place - x[0]!)).toBeLessThan(0.5)
  })

  it('draws rings, calls of oneself, both ways, nothing, and nodes that nothing connects', () => {
    for (const [nodes, calls] of [
      [0, []],
      [1, []],
      [1, [[0, 0]]],
      [
        2,
        [
          [0, 1],
          [1, 0],
        ],
      ],
      [
        4,
        [
          [0, 1],
          [1, 2],
          [2, 0],
          [2, 2],
          [3, 3],
        ],
      ],
      [50, []],
    ] as const) {
      const graph = graphOf(nodes, calls)
      check(graph, layOutLayered(graph))
    }
  })

  it('gives the same graph the same layout', () => {
    const graph = graphOf(90, randomCalls(90, 200, 11))
    expect(layOutLayered(graph)).toEqual(layOutLayered(graph))
  })

  it('ends for graphs of any depth, width and number of edges', () => {
    const count = 30_000
    const chain = Array.from({ length: count - 1 }, (_, i) => [i, i + 1] as const)
    const star = Array.from({ length: count - 1 }, (_, i) => [0, i + 1] as const)
    const long = Array.from({ length: 2000 }, (_, i) => [0, i + 1] as const)
    for (const calls of [chain, star, [...chain, ...long], randomCalls(8000, 30_000, 1)]) {
      const layout = layOutLayered(graphOf(count, calls))
      expect(layout.x.every(Number.isFinite) && layout.points.every(Number.isFinite)).toBe(true)
      expect(layout.start[calls.length]! * 2).toBe(layout.points.length)
    }
  })

  it('puts the nodes of a group into one box, and nothing else', () => {
    const group = Int32Array.from({ length: 60 }, (_, node) => (node % 7) - 1)
    const graph = graphOf(60, randomCalls(60, 120, 9), { group })
    const layout = layOutLayered(graph)
    check(graph, layout)
    expect(layout.groups.map(box => box.group).sort()).toEqual([0, 1, 2, 3, 4, 5])
    for (const { group: own, x, y, width, height } of layout.groups) {
      const box = { left: x, right: x + width, top: y, bottom: y + height }
      for (let node = 0; node < graph.nodes; node++) {
        const isIn = overlap(box, boxOf(layout, graph, node))
        expect(isIn, `node ${node} in group ${own}`).toBe(group[node] === own)
      }
    }
    // Texts of edges between groups stand between boxes, so that they are over no node.
    for (let e = 0; e < graph.caller.length; e++) {
      const [caller, callee] = [graph.caller[e]!, graph.callee[e]!]
      if (Number.isNaN(layout.labelY[e]!) || group[caller] === group[callee]) continue
      const [w, h] = [graph.labelWidth[e]! / 2, graph.labelHeight[e]! / 2]
      const [x, y] = [layout.labelX[e]!, layout.labelY[e]!]
      const text = { left: x - w, right: x + w, top: y - h, bottom: y + h }
      for (const { group: own, ...at } of layout.groups) {
        const box = { left: at.x, right: at.x + at.width, top: at.y, bottom: at.y + at.height }
        expect(overlap(text, box), `text of edge ${e} in group ${own}`).toBe(false)
      }
    }
  })

  it('leads no edge between groups over a node that it does not call, nor through a group', () => {
    for (const [nodes, calls, groups] of [
      [12, 20, 3],
      [40, 90, 5],
      [60, 150, 12],
      [30, 60, 1],
    ] as const) {
      // Some stand alone; calls between two groups go both ways, and some functions call themselves.
      const group = Int32Array.from({ length: nodes }, (_, node) => ((node * 7) % (groups + 1)) - 1)
      const graph = graphOf(nodes, randomCalls(nodes, calls, nodes), { group })
      const layout = layOutLayered(graph)
      check(graph, layout)
      for (let e = 0; e < graph.caller.length; e++) {
        const [caller, callee] = [graph.caller[e]!, graph.callee[e]!]
        const places = placesOf(layout, e)
        const isOver = ({ left, right, top, bottom }: Box) =>
          places.some(([x, y]) => x > left + 1 && x < right - 1 && y > top + 1 && y < bottom - 1)
        for (let node = 0; node < nodes; node++) {
          if (node === caller || node === callee) continue
          expect(isOver(boxOf(layout, graph, node)), `edge ${e} over node ${node}`).toBe(false)
        }
        for (const { group: own, ...at } of layout.groups) {
          if (own === group[caller] || own === group[callee]) continue
          const box = { left: at.x, right: at.x + at.width, top: at.y, bottom: at.y + at.height }
          expect(isOver(box), `edge ${e} through group ${own}`).toBe(false)
        }
      }
    }
  })
})

describe('orderRows()', () => {
  const rowsOf = (graph: LayoutGraph) => {
    const edges = withoutRings(graph.nodes, graph.caller, graph.callee)
    return makeRows(graph, edges, rankNodes(graph.nodes, edges, graph.weight))
  }

  it('unties what can be drawn without crossings', () => {
    const rows = rowsOf(
      graphOf(6, [
        [0, 4],
        [1, 3],
        [2, 5],
        [0, 3],
      ]),
    )
    const order = orderRows(rows)
    expect(countCrossings(rows, order, edgesBy(rows.segments.top, rows.length))).toBe(0)
  })

  it('counts crossings as two loops over all pairs do', () => {
    const rows = rowsOf(graphOf(60, randomCalls(60, 150, 21)))
    const order = orderRows(rows)
    const { top, bottom, length } = rows.segments
    let crossings = 0
    for (let a = 0; a < length; a++) {
      for (let b = a + 1; b < length; b++) {
        if (rows.row[top[a]!] !== rows.row[top[b]!]) continue
        const above = order.position[top[a]!]! - order.position[top[b]!]!
        const below = order.position[bottom[a]!]! - order.position[bottom[b]!]!
        if (above * below < 0) crossings++
      }
    }
    expect(crossings).toBeGreaterThan(10)
    expect(countCrossings(rows, order, edgesBy(top, rows.length))).toBe(crossings)
  })
})
