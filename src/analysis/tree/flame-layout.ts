import type { CallTree } from './call-tree.ts'

/** Where the boxes of a flame graph lie: one box a call node, with the same index. Columns have `length` entries. */
export interface FlameLayout {
  readonly length: number
  /** Left and right edge as shares of the whole width, 0 to 1. Children lie within their parent; boxes of one depth never
   *  overlap and stand in rising order. A call node that weighs nothing or less has no width. */
  readonly x0: Float64Array
  readonly x1: Float64Array
  /** `depths + 1` entries: the boxes of depth d are `rowStart[d] … rowStart[d + 1] - 1`. */
  readonly rowStart: Int32Array
  readonly depths: number
}

/** Lays a call tree out as a flame graph: every child beside its elder, as wide as its total of `least`,
 *  or of the roots' sum where that is more. Relies on the order of
 *  {@link CallTree}. O(call nodes). */
export function layoutFlame(
  tree: Pick<CallTree, 'length' | 'prefix' | 'depth' | 'totals'>,
  least = 0,
): FlameLayout {
  const { length, prefix, depth, totals } = tree
  const x0 = new Float64Array(length)
  const x1 = new Float64Array(length)
  const free = new Float64Array(length)
  const depths = length === 0 ? 0 : depth[length - 1]! + 1
  const rowStart = new Int32Array(depths + 1).fill(length)
  let whole = 0
  for (let i = 0; i < length && depth[i] === 0; i++) whole += Math.max(0, totals[i]!)
  whole = Math.max(whole, least)
  let freeRoot = 0
  for (let i = length - 1; i >= 0; i--) rowStart[depth[i]!] = i
  for (let i = 0; i < length; i++) {
    const parent = prefix[i]!
    const left = parent === -1 ? freeRoot : free[parent]!
    // Sums of shares may end a rounding error past their parent's edge.
    const limit = parent === -1 ? 1 : x1[parent]!
    const right = whole > 0 ? Math.min(limit, left + Math.max(0, totals[i]!) / whole) : left
    x0[i] = left
    x1[i] = right
    free[i] = left
    if (parent === -1) freeRoot = right
    else free[parent] = right
  }
  return { length, x0, x1, rowStart, depths }
}
