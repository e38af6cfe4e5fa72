import { growableFloat64 } from '../../base/growable.ts'
import type { DownwardEdges } from './acyclic.ts'
import { GAPS, type GraphLayout, type LayoutGraph, LOOP } from './layout.ts'
import type { RowOrder } from './order-rows.ts'
import type { Places } from './place-rows.ts'
import { endOf, type Rows } from './rows.ts'
import { type Gate, smoothThrough } from './smooth-edges.ts'

/** Share of half a node's width over which the ends of its edges are spread. */
const SPREAD = 0.7

/** The free way of an edge through a row: between what stands left and right of its place there. */
interface Ways {
  readonly low: Float64Array
  readonly high: Float64Array
}

type Routes = Pick<GraphLayout, 'start' | 'points' | 'labelX' | 'labelY'>

/** Draws every edge as a smooth line through its places, as straight as what stands beside it allows. O(places). */
export function routeEdges(
  graph: LayoutGraph,
  edges: DownwardEdges,
  laid: { rows: Rows; order: RowOrder; places: Places },
): Routes {
  const { rows, places } = laid
  const ways = findWays(rows, laid.order, places.x)
  const start = new Int32Array(edges.from.length + 1)
  const points = growableFloat64()
  const labelX = new Float64Array(edges.from.length).fill(Number.NaN)
  const labelY = new Float64Array(edges.from.length).fill(Number.NaN)
  const middle = (node: number) => {
    const row = rows.row[node]!
    return (places.top[row]! + places.bottom[row]!) / 2
  }
  for (let e = 0; e < edges.from.length; e++) {
    const [from, to] = [edges.from[e]!, edges.to[e]!]
    if (from === to) {
      const right = places.x[from]! + graph.width[from]! / 2
      pushLoop(right, middle(from), graph.height[from]!)
      if (graph.labelWidth[e]! > 0) {
        labelX[e] = right + LOOP + graph.labelWidth[e]! / 2
        labelY[e] = middle(from)
      }
    } else {
      const top = meet(e, 'from')
      const bottom = meet(e, 'to')
      const ends = {
        topX: top.x,
        topY: middle(from) + graph.height[from]! / 2,
        topRoom: top.room,
        bottomX: bottom.x,
        bottomY: middle(to) - graph.height[to]! / 2,
        bottomRoom: bottom.room,
      }
      const way = straighten(e, ends, { rows, places, ways })
      const curve = smoothThrough(way, gatesOf(e, edges, { rows, places, ways }), {
        top: top.isFixed,
        bottom: bottom.isFixed,
      })
      if (edges.isTurned[e] === 1)
        for (let i = curve.length - 2; i >= 0; i -= 2) push(curve[i]!, curve[i + 1]!)
      else for (let i = 0; i < curve.length; i += 2) push(curve[i]!, curve[i + 1]!)
      placeLabel(e, ends, way)
    }
    start[e + 1] = points.length / 2
  }
  return { start, points: points.finish(), labelX, labelY }

  /** Where an edge meets its upper or lower node, and how far it may move to either side. */
  function meet(edge: number, node: 'from' | 'to'): { x: number; room: number; isFixed: boolean } {
    const at = edges[node][edge]!
    const end = endOf(graph.ends, edges, { edge, node })
    const isFixed = !Number.isNaN(end)
    const room = isFixed ? 0 : (SPREAD * graph.width[at]!) / 2
    return { x: places.x[at]! + (isFixed ? end : 0), room, isFixed }
  }

  function push(x: number, y: number): void {
    points.push(x)
    points.push(y)
  }

  function pushLoop(right: number, y: number, height: number): void {
    const reach = Math.min(14, height / 3)
    push(right, y - reach)
    push(right + 1.3 * LOOP, y - reach - 4)
    push(right + 1.3 * LOOP, y + reach + 4)
    push(right, y + reach)
  }

  function placeLabel(e: number, ends: Ends, way: readonly number[]): void {
    if (!(graph.labelWidth[e]! > 0)) return
    for (let k = 0; k < rows.places[e]!; k++) {
      const place = rows.first[e]! + k
      if (rows.isLabel[place] === 0) continue
      const row = rows.row[place]!
      labelY[e] = (places.top[row]! + places.bottom[row]!) / 2
      // A line that leans would else run into its text.
      const lean = Math.abs(slopeAt(way, labelY[e]!)) * (graph.labelHeight[e]! / 2)
      labelX[e] = places.x[place]! + Math.min(GAPS.edge, 2 + lean) + graph.labelWidth[e]! / 2
      return
    }
    labelX[e] = (ends.topX + ends.bottomX) / 2 + GAPS.edge / 2 + graph.labelWidth[e]! / 2
    labelY[e] = (ends.topY + ends.bottomY) / 2
  }
}

/** How far a line of points goes sideways for a pixel down, around a height. */
function slopeAt(way: readonly number[], y: number): number {
  let steepest = 0
  for (let i = 0; i + 3 < way.length; i += 2) {
    if (way[i + 1]! > y + 1 || way[i + 3]! < y - 1) continue
    const slope = (way[i + 2]! - way[i]!) / Math.max(1, way[i + 3]! - way[i + 1]!)
    if (Math.abs(slope) > Math.abs(steepest)) steepest = slope
  }
  return steepest
}

interface Ends {
  readonly topX: number
  readonly topY: number
  readonly topRoom: number
  readonly bottomX: number
  readonly bottomY: number
  readonly bottomRoom: number
}

function findWays(rows: Rows, order: RowOrder, x: Float64Array): Ways {
  const low = new Float64Array(rows.length)
  const high = new Float64Array(rows.length)
  const isSolid = (member: number) => rows.edge[member] === -1 || rows.isLabel[member] === 1
  for (let row = 0; row < rows.count; row++) {
    let edge = Number.NEGATIVE_INFINITY
    for (let i = order.start[row]!; i < order.start[row + 1]!; i++) {
      const member = order.member[i]!
      low[member] = edge
      if (isSolid(member)) edge = x[member]! + rows.right[member]!
    }
    edge = Number.POSITIVE_INFINITY
    for (let i = order.start[row + 1]! - 1; i >= order.start[row]!; i--) {
      const member = order.member[i]!
      high[member] = edge
      if (isSolid(member)) edge = x[member]! - rows.left[member]!
    }
  }
  return { low, high }
}

/** Where an edge may pass the upper and the lower end of a row. A line passes its text in the middle of the row, just left of it. */
function gatesAt(
  place: number,
  { rows, places, ways }: { rows: Rows; places: Places; ways: Ways },
): [Gate, Gate] {
  const row = rows.row[place]!
  const [x, top, bottom] = [places.x[place]!, places.top[row]!, places.bottom[row]!]
  if (rows.isLabel[place] === 1) {
    const gate = { y: (top + bottom) / 2, low: x - 2, high: x + 2 }
    return [gate, gate]
  }
  const way = { low: Math.min(x, ways.low[place]! + 1), high: Math.max(x, ways.high[place]! - 1) }
  return [
    { y: top, ...way },
    { y: bottom, ...way },
  ]
}

/** All gates of an edge, also those at its ends, where nodes beside its own may be higher. */
function gatesOf(e: number, edges: DownwardEdges, laid: { rows: Rows; places: Places; ways: Ways }): Gate[] {
  const { rows, places, ways } = laid
  const first = rows.first[e]!
  const between = Array.from({ length: rows.places[e]! }, (_, k) => gatesAt(first + k, laid)).flat()
  const beside = (node: number, ends: Float64Array): Gate => ({
    y: ends[rows.row[node]!]!,
    low: Math.min(places.x[node]!, ways.low[node]! + 1),
    high: Math.max(places.x[node]!, ways.high[node]! - 1),
  })
  return [beside(edges.from[e]!, places.bottom), ...between, beside(edges.to[e]!, places.top)]
}

/** Points of the straightest line through an edge's ways: a new one only where the line would leave them. */
function straighten(
  e: number,
  ends: Ends,
  { rows, places, ways }: { rows: Rows; places: Places; ways: Ways },
): number[] {
  const line: number[] = [ends.topX, ends.topY]
  let [atX, atY] = [ends.topX, ends.topY]
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  let [lastX, lastY] = [atX, atY]
  const turn = () => {
    line.push(lastX, lastY)
    ;[atX, atY, least, most] = [lastX, lastY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  }
  for (let k = 0; k < rows.places[e]!; k++) {
    const [first, last] = gatesAt(rows.first[e]! + k, { rows, places, ways })
    const { low, high } = first
    const x = places.x[rows.first[e]! + k]!
    const fits = () => narrow(first.y, low, high) && narrow(last.y, low, high)
    if (!fits()) {
      if (lastY > atY) turn()
      if (!fits()) {
        ;[lastX, lastY] = [x, Math.max(first.y, atY + 1)]
        turn()
        narrow(last.y, low, high)
      }
    }
    ;[lastX, lastY] = [x, Math.max(last.y, atY + 1)]
  }
  if (!narrow(ends.bottomY, ends.bottomX - 1, ends.bottomX + 1) && lastY > atY) turn()
  line.push(ends.bottomX, ends.bottomY)
  const n = line.length
  line[0] = near(ends.topX, line[2]!, ends.topRoom)
  line[n - 2] = near(ends.bottomX, line[n - 4]!, ends.bottomRoom)
  return line

  /** Takes what a way allows from the slopes that are left; false when none is. */
  function narrow(y: number, low: number, high: number): boolean {
    const dy = y - atY
    if (dy <= 0) return true
    const nextLeast = Math.max(least, (low - atX) / dy)
    const nextMost = Math.min(most, (high - atX) / dy)
    if (nextLeast > nextMost) return false
    least = nextLeast
    most = nextMost
    return true
  }
}

/** Where an edge meets its node: towards where it comes from. */
function near(middle: number, other: number, room: number): number {
  return middle + Math.min(room, Math.max(-room, 0.3 * (other - middle)))
}
