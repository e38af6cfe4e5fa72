import { layoutFlame } from '../../src/analysis/tree/flame-layout.ts'
import type { FlameChartAnswer } from '../../src/query/time/timeline.ts'
import type { CallTreeAnswer } from '../../src/query/tree/call-tree.ts'
import { restText } from '../canvas/rest-text.ts'

/**
 * Boxes in rows, as both flame pictures draw them. Within a row boxes stand in rising order of `from` and never
 * overlap, so that what is visible is found by binary search. Columns have `length` entries; row r is
 * [rowStart[r], rowStart[r + 1]).
 */
export interface Boxes {
  readonly length: number
  readonly rows: number
  /** `rows + 1` entries. */
  readonly rowStart: Int32Array
  /** In a centred picture the row of its func, which callers stand before; -1 elsewhere: roots stand in row 0. */
  readonly centre: number
  /** What `from` and `to` lie in: [0, 1] of the whole in a flame graph, ns in a flame chart. */
  readonly start: number
  readonly end: number
  /** What shares are of, in the unit of `from`: more than all boxes where what weighs less than nothing has none. */
  readonly whole: number
  readonly from: Float64Array
  readonly to: Float64Array
  readonly func: Int32Array
  /** What the box itself cost, without the boxes it called; in the unit of `from`. NaN unknown. */
  readonly self: Float64Array
  /** Boxes whose func is -1 stand for callees (or roots) that are too small to be told apart: how many, 0 for others. Absent: there
   *  are none. */
  readonly count?: Int32Array
}

/** The flame graph of a call tree, as shares of its whole: left-heavy, root at the top. O(nodes). */
export function boxesOfTree(tree: CallTreeAnswer): Boxes {
  const { x0, x1, rowStart, depths } = layoutFlame(tree)
  const self = tree.self.map(value => (tree.total > 0 ? value / tree.total : 0))
  return {
    length: tree.length,
    rows: depths,
    rowStart,
    centre: -1,
    start: 0,
    end: 1,
    whole: tree.whole === undefined ? 1 : tree.whole / tree.total,
    from: x0,
    to: x1,
    func: tree.func,
    self,
  }
}

/** The boxes of a flame chart, in ns. O(boxes). */
export function boxesOfChart(chart: FlameChartAnswer): Boxes {
  const { length, from, to, func, rowStart, start, end } = chart
  const rows = chart.maxDepth + 1
  const self = new Float64Array(length)
  for (let row = 0; row < rows; row++) {
    let child = rowStart[row + 1]!
    const childEnd = row + 1 < rows ? rowStart[row + 2]! : child
    for (let box = rowStart[row]!; box < rowStart[row + 1]!; box++) {
      let left = to[box]! - from[box]!
      while (child < childEnd && from[child]! < to[box]!) {
        left -= to[child]! - from[child]!
        child++
      }
      self[box] = Math.max(0, left)
    }
  }
  const last = Math.max(end, start + 1)
  return { length, rows, rowStart, centre: -1, start, end: last, whole: last - start, from, to, func, self }
}

/** What a box is called, by the names of funcs. */
export function nameOfBox({ func, count }: Boxes, box: number, names: readonly string[]): string {
  return func[box]! < 0 ? restText(count?.[box] ?? 0) : (names[func[box]!] ?? '')
}

/** The first box of the row that ends after `x`: the row's end when there is none. O(log row). */
export function firstBoxAfter(boxes: Boxes, row: number, x: number): number {
  let low = boxes.rowStart[row]!
  let high = boxes.rowStart[row + 1]!
  while (low < high) {
    const middle = (low + high) >> 1
    if (boxes.to[middle]! > x) high = middle
    else low = middle + 1
  }
  return low
}

/** The box of the row that contains `x`, -1 when there is none. */
export function boxAt(boxes: Boxes, row: number, x: number): number {
  if (row < 0 || row >= boxes.rows) return -1
  const box = firstBoxAfter(boxes, row, x)
  return box < boxes.rowStart[row + 1]! && boxes.from[box]! <= x ? box : -1
}

/** The row a box stands in. O(log rows). */
export function rowOf(boxes: Boxes, box: number): number {
  let low = 0
  let high = boxes.rows
  while (low + 1 < high) {
    const middle = (low + high) >> 1
    if (boxes.rowStart[middle]! <= box) low = middle
    else high = middle
  }
  return low
}

/** The row in which roots stand. */
export function rootRow({ centre }: Boxes): number {
  return Math.max(0, centre)
}

/** Whether a box is the func that a picture is centred on. */
export function isCentre(boxes: Boxes, box: number): boolean {
  return boxes.centre !== -1 && boxes.rowStart[boxes.centre] === box
}

/** The box that holds this one, towards the root (from a caller in a centred picture: what it called); -1 at a root. */
export function parentOf(boxes: Boxes, box: number): number {
  const row = rowOf(boxes, box)
  const root = rootRow(boxes)
  if (row === root) return -1
  return boxAt(boxes, row > root ? row - 1 : row + 1, (boxes.from[box]! + boxes.to[box]!) / 2)
}

/** The boxes that a box holds, [first, end): what it called, or before the centre its callers. `side` -1 asks for those in the
 *  row before it, 1 for those in the row after it; absent: those away from the root. */
export function childrenOf(
  boxes: Boxes,
  box: number,
  side: 1 | -1 = rowOf(boxes, box) < rootRow(boxes) ? -1 : 1,
): { first: number; end: number } {
  const row = rowOf(boxes, box) + side
  if (row < 0 || row >= boxes.rows) return { first: 0, end: 0 }
  const first = firstBoxAfter(boxes, row, boxes.from[box]!)
  let low = first
  let high = boxes.rowStart[row + 1]!
  while (low < high) {
    const middle = (low + high) >> 1
    if (boxes.from[middle]! < boxes.to[box]!) low = middle + 1
    else high = middle
  }
  return { first, end: low }
}

/** The box of other boxes that stands where one of these does and is the same func's; -1 none. */
export function sameBox(boxes: Boxes, others: Boxes, box: number): number {
  if (box < 0 || box >= boxes.length) return -1
  const [from, to] = [boxes.from[box]!, boxes.to[box]!]
  const other = boxAt(others, rowOf(boxes, box), (from + to) / 2)
  if (other === -1 || others.func[other] !== boxes.func[box]) return -1
  const isSamePlace =
    Math.abs(others.from[other]! - from) + Math.abs(others.to[other]! - to) <
    1e-9 * (others.end - others.start)
  return isSamePlace ? other : -1
}
