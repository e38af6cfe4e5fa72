import { edgesBy } from '../call-graph/components.ts'
import { GAPS } from './layout.ts'
import type { RowOrder } from './order-rows.ts'
import type { Rows } from './rows.ts'

/** Where members stand. */
export interface Places {
  /** The middle of each member. */
  readonly x: Float64Array
  /** Top and bottom of each row. */
  readonly top: Float64Array
  readonly bottom: Float64Array
}

const MOST_WORK = 12_000_000
const MOST_SWEEPS = 100
/** Height that an edge gets for its way sideways, and the most of it between two rows. */
const STEEP = 0.05
const MOST_EXTRA = 56
/** What holds a member where it is. */
const INERTIA = 0.001

/**
 * Places the members of ordered rows: each row gets the places with the least sum of squared distances to what its members are
 * connected with, given the rows around it and that members keep apart; that is done row after row until it hardly changes.
 * O(members + segments) a sweep; the larger the graph, the fewer sweeps.
 */
export function placeRows(rows: Rows, order: RowOrder): Places {
  const { segments } = rows
  const shift = segments.topShift.map((top, segment) => top - segments.bottomShift[segment]!)
  const above = edgesBy(segments.bottom, rows.length)
  const below = edgesBy(segments.top, rows.length)
  const x = new Float64Array(rows.length)
  const blocks = makeBlocks(rows.length)
  for (let row = 0; row < rows.count; row++) packRow(row)
  const size = 2 * (rows.length + segments.length) + 1
  const sweeps = Math.min(MOST_SWEEPS, Math.max(2, Math.floor(MOST_WORK / size)))
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isDown = sweep % 2 === 0
    // First one side at a time, so that rows find together from afar; then both.
    const sides = sweep < Math.min(8, sweeps / 2) ? (isDown ? UPPER : LOWER) : BOTH
    for (let i = 0; i < rows.count; i++) placeRow(isDown ? i : rows.count - 1 - i, sides)
  }
  moveToZero(rows, x)
  return { x, ...placeHeights(rows, x) }

  /** Side by side, around 0. */
  function packRow(row: number): void {
    let at = 0
    for (let i = order.start[row]!; i < order.start[row + 1]!; i++) {
      const member = order.member[i]!
      x[member] = at + rows.left[member]!
      at += rows.left[member]! + rows.right[member]!
    }
    for (let i = order.start[row]!; i < order.start[row + 1]!; i++) x[order.member[i]!]! -= at / 2
  }

  function placeRow(row: number, sides: number): void {
    blocks.clear()
    let offset = 0
    let last = -1
    for (let i = order.start[row]!; i < order.start[row + 1]!; i++) {
      const member = order.member[i]!
      if (last !== -1) offset += rows.right[last]! + rows.left[member]!
      let [sum, whole] = [INERTIA * x[member]!, INERTIA]
      if ((sides & UPPER) !== 0) {
        for (let k = above.start[member]!; k < above.start[member + 1]!; k++) {
          const segment = above.edge[k]!
          sum += segments.weight[segment]! * (x[segments.top[segment]!]! + shift[segment]!)
          whole += segments.weight[segment]!
        }
      }
      if ((sides & LOWER) !== 0) {
        for (let k = below.start[member]!; k < below.start[member + 1]!; k++) {
          const segment = below.edge[k]!
          sum += segments.weight[segment]! * (x[segments.bottom[segment]!]! - shift[segment]!)
          whole += segments.weight[segment]!
        }
      }
      blocks.push(sum / whole - offset, whole)
      x[member] = offset
      last = member
    }
    blocks.each(order.start[row]!, (i, place) => {
      x[order.member[i]!]! += place
    })
  }
}

const UPPER = 1
const LOWER = 2
const BOTH = 3

interface Blocks {
  clear(): void
  /** The next value wants to be `wish`, and is not below the one before. */
  push(wish: number, weight: number): void
  each(first: number, visit: (index: number, value: number) => void): void
}

/** Values in rising order with the least weighted squares of what they miss their wishes by. Source: pool adjacent violators,
 *  Ayer et al., 1955. */
function makeBlocks(capacity: number): Blocks {
  const value = new Float64Array(capacity)
  const weight = new Float64Array(capacity)
  const size = new Int32Array(capacity)
  let count = 0
  return {
    clear() {
      count = 0
    },
    push(wish, own) {
      value[count] = wish
      weight[count] = own
      size[count] = 1
      count++
      while (count > 1 && value[count - 2]! > value[count - 1]!) {
        const [a, b] = [count - 2, count - 1]
        const both = weight[a]! + weight[b]!
        value[a] = (value[a]! * weight[a]! + value[b]! * weight[b]!) / both
        weight[a] = both
        size[a]! += size[b]!
        count--
      }
    },
    each(first, visit) {
      let at = first
      for (let block = 0; block < count; block++) {
        for (let i = 0; i < size[block]!; i++) visit(at++, value[block]!)
      }
    },
  }
}

function moveToZero(rows: Rows, x: Float64Array): void {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < rows.length; i++) least = Math.min(least, x[i]! - rows.left[i]!)
  for (let i = 0; i < rows.length; i++) x[i]! -= least
}

/** Rows under each other: as high as their highest member, with more room where an edge goes far sideways. */
function placeHeights(rows: Rows, x: Float64Array): Omit<Places, 'x'> {
  const height = new Float64Array(rows.count)
  for (let i = 0; i < rows.length; i++) {
    height[rows.row[i]!] = Math.max(height[rows.row[i]!]!, rows.height[i]!)
  }
  const { segments } = rows
  const farthest = new Float64Array(rows.count)
  for (let i = 0; i < segments.length; i++) {
    const row = rows.row[segments.top[i]!]!
    const far = Math.abs(
      x[segments.top[i]!]! + segments.topShift[i]! - x[segments.bottom[i]!]! - segments.bottomShift[i]!,
    )
    farthest[row] = Math.max(farthest[row]!, far)
  }
  const top = new Float64Array(rows.count)
  const bottom = new Float64Array(rows.count)
  let y = 0
  for (let row = 0; row < rows.count; row++) {
    top[row] = y
    bottom[row] = y + height[row]!
    y = bottom[row]! + GAPS.row / 2 + Math.min(MOST_EXTRA, STEEP * farthest[row]!)
  }
  return { top, bottom }
}
