import { edgesBy, type OutEdges } from '../call-graph/components.ts'
import type { Rows } from './rows.ts'

/** Members of all rows from left to right: row r has `member[start[r]] … member[start[r + 1] - 1]`. */
export interface RowOrder {
  readonly start: Int32Array
  readonly member: Int32Array
  /** Place of each member in its row. */
  readonly position: Int32Array
}

/** Work that ordering may cost, in segments looked at. */
const MOST_WORK = 6_000_000
const MOST_SWEEPS = 28

/**
 * Orders the rows so that edges cross seldom: by the mean place of what a member is connected with, row after row, down and
 * up; the best of all sweeps counts. The larger the graph, the fewer sweeps. Source: Sugiyama, Tagawa and Toda, "Methods for
 * visual understanding of hierarchical system structures", 1981.
 */
export function orderRows(rows: Rows): RowOrder {
  const { segments } = rows
  const above = edgesBy(segments.bottom, rows.length)
  const below = edgesBy(segments.top, rows.length)
  const order = firstOrder(rows, below)
  const size = 4 * (rows.length + segments.length) + 1
  const sweeps = Math.min(MOST_SWEEPS, Math.max(2, Math.floor(MOST_WORK / size)))
  let best = order.member.slice()
  let fewest = countCrossings(rows, order, below)
  const mean = new Float64Array(rows.length)
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const isDown = sweep % 2 === 0
    for (let i = 0; i < rows.count; i++) {
      const row = isDown ? i : rows.count - 1 - i
      orderRow(row, isDown)
    }
    if (sweep % 4 >= 2) swapNeighbours()
    const crossings = countCrossings(rows, order, below)
    if (crossings < fewest) {
      fewest = crossings
      best = order.member.slice()
    }
  }
  order.member.set(best)
  number(order)
  return order

  function orderRow(row: number, isDown: boolean): void {
    const [from, to] = [order.start[row]!, order.start[row + 1]!]
    const { start, edge } = isDown ? above : below
    const other = isDown ? segments.top : segments.bottom
    const shift = isDown ? segments.topShift : segments.bottomShift
    for (let i = from; i < to; i++) {
      const member = order.member[i]!
      let [sum, whole] = [0, 0]
      for (let k = start[member]!; k < start[member + 1]!; k++) {
        const segment = edge[k]!
        const weight = Math.sqrt(segments.weight[segment]!)
        const to = other[segment]!
        sum += weight * (order.position[to]! + shift[segment]! / (rows.left[to]! + rows.right[to]!))
        whole += weight
      }
      mean[member] = whole === 0 ? -1 : sum / whole
    }
    const part = order.member.subarray(from, to)
    sortKeepingUnpulled(part, mean)
    for (let i = 0; i < part.length; i++) order.position[part[i]!] = i
  }

  /** Swaps neighbours where that saves crossings. */
  function swapNeighbours(): void {
    for (let row = 0; row < rows.count; row++) {
      for (let i = order.start[row]!; i + 1 < order.start[row + 1]!; i++) {
        const [a, b] = [order.member[i]!, order.member[i + 1]!]
        const saved = crossingsOf(a, b) - crossingsOf(b, a)
        if (saved <= 0) continue
        order.member[i] = b
        order.member[i + 1] = a
        order.position[a]!++
        order.position[b]!--
      }
    }
  }

  /** Crossings of the edges of two neighbours when `a` stands left of `b`; of the most connected only the first edges. */
  function crossingsOf(a: number, b: number): number {
    let count = 0
    for (const [edges, other] of [
      [above, segments.top],
      [below, segments.bottom],
    ] as const) {
      const lastA = Math.min(edges.start[a + 1]!, edges.start[a]! + 40)
      const lastB = Math.min(edges.start[b + 1]!, edges.start[b]! + 40)
      for (let i = edges.start[a]!; i < lastA; i++) {
        const at = order.position[other[edges.edge[i]!]!]!
        for (let j = edges.start[b]!; j < lastB; j++) {
          if (at > order.position[other[edges.edge[j]!]!]!) count++
        }
      }
    }
    return count
  }
}

/** Sorts by the mean; members that nothing pulls (-1) keep their places. */
function sortKeepingUnpulled(members: Int32Array, mean: Float64Array): void {
  const pulled = members.filter(member => mean[member]! >= 0)
  const place = new Int32Array(pulled.length)
  let count = 0
  for (let i = 0; i < members.length; i++) if (mean[members[i]!]! >= 0) place[count++] = i
  pulled.sort((a, b) => mean[a]! - mean[b]!)
  for (let i = 0; i < count; i++) members[place[i]!] = pulled[i]!
}

/** Members as a walk from the top meets them: what belongs together stands together. */
function firstOrder(rows: Rows, below: OutEdges): RowOrder {
  const { segments } = rows
  const start = new Int32Array(rows.count + 1)
  for (const row of rows.row) start[row + 1]!++
  for (let row = 0; row < rows.count; row++) start[row + 1]! += start[row]!
  const member = new Int32Array(rows.length)
  const next = start.slice(0, rows.count)
  const isMet = new Uint8Array(rows.length)
  const stack: number[] = []
  const roots = Array.from(rows.row.keys()).sort((a, b) => rows.row[a]! - rows.row[b]! || a - b)
  for (const root of roots) {
    stack.push(root)
    while (stack.length > 0) {
      const at = stack.pop()!
      if (isMet[at] === 1) continue
      isMet[at] = 1
      member[next[rows.row[at]!]!++] = at
      for (let k = below.start[at + 1]! - 1; k >= below.start[at]!; k--) {
        stack.push(segments.bottom[below.edge[k]!]!)
      }
    }
  }
  const order = { start, member, position: new Int32Array(rows.length) }
  number(order)
  return order
}

function number({ start, member, position }: RowOrder): void {
  for (let row = 0; row + 1 < start.length; row++) {
    for (let i = start[row]!; i < start[row + 1]!; i++) position[member[i]!] = i - start[row]!
  }
}

/** How many pairs of segments cross. O(segments log segments). Source: Barth, Jünger and Mutzel, "Simple and efficient bilayer
 *  cross counting", 2002. */
export function countCrossings({ segments, count }: Rows, order: RowOrder, below: OutEdges): number {
  const { start, member, position } = order
  let crossings = 0
  // A Fenwick tree of the places in the row below that segments so far lead to.
  let tree = new Int32Array(16)
  for (let row = 0; row + 1 < count; row++) {
    const places = start[row + 2]! - start[row + 1]!
    if (tree.length <= places) tree = new Int32Array(2 * places + 2)
    else tree.fill(0, 0, places + 1)
    let met = 0
    for (let i = start[row]!; i < start[row + 1]!; i++) {
      const [first, last] = [below.start[member[i]!]!, below.start[member[i]! + 1]!]
      // Segments from one member do not cross each other: all are looked up before one is put in.
      for (let k = first; k < last; k++) {
        let left = 0
        for (let at = position[segments.bottom[below.edge[k]!]!]! + 1; at > 0; at -= at & -at)
          left += tree[at]!
        crossings += met - left
      }
      for (let k = first; k < last; k++) {
        for (let at = position[segments.bottom[below.edge[k]!]!]! + 1; at <= places; at += at & -at)
          tree[at]!++
      }
      met += last - first
    }
  }
  return crossings
}
