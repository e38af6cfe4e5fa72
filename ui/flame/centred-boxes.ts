import type { TreeDifference } from '../../src/analysis/difference/unite-trees.ts'
import type { CallTreeAnswer } from '../../src/query/tree/call-tree.ts'
import type { CentredAnswer } from '../../src/query/tree/centred-tree.ts'
import { type Boxes, boxesOfTree } from './boxes.ts'

/**
 * The picture centred on a func: rows of its callers, the farthest first, the func in one box as wide as all of it, and what
 * it called below. Its `self` is NaN at callers: what they cost themselves is not in it. Both figures of each box beside, where
 * there is a base. O(nodes).
 */
export function boxesOfCentred({ callers, callees }: CentredAnswer): {
  readonly boxes: Boxes
  readonly difference: TreeDifference | null
} {
  const below = boxesOfTree(callees)
  const above = boxesOfTree(callers)
  if (below.length === 0) return { boxes: below, difference: null }
  const centre = Math.max(0, above.rows - 1)
  const before = above.length - (above.rowStart[1] ?? 0)
  const length = before + below.length
  const rowStart = new Int32Array(centre + below.rows + 1)
  // Of each box of the callers, in the order in which they stand here.
  const order = new Int32Array(before)
  let at = 0
  for (let row = 0; row < centre; row++) {
    rowStart[row] = at
    const depth = centre - row
    for (let box = above.rowStart[depth]!; box < above.rowStart[depth + 1]!; box++) order[at++] = box
  }
  for (let row = 0; row <= below.rows; row++) rowStart[centre + row] = before + below.rowStart[row]!
  const join = (caller: Float64Array, callee: Float64Array) => {
    const joined = new Float64Array(length)
    for (let i = 0; i < before; i++) joined[i] = caller[order[i]!]!
    joined.set(callee, before)
    return joined
  }
  const func = new Int32Array(length)
  for (let i = 0; i < before; i++) func[i] = above.func[order[i]!]!
  func.set(below.func, before)
  const boxes: Boxes = {
    length,
    rows: centre + below.rows,
    rowStart,
    centre,
    ...{ start: 0, end: 1, whole: below.whole },
    from: join(above.from, below.from),
    to: join(above.to, below.to),
    func,
    self: join(above.self.fill(Number.NaN), below.self),
  }
  return { boxes, difference: joinDifferences(callers, callees, join) }
}

function joinDifferences(
  { difference: above }: CallTreeAnswer,
  { difference: below }: CallTreeAnswer,
  join: (caller: Float64Array, callee: Float64Array) => Float64Array,
): TreeDifference | null {
  if (above === null || below === null) return null
  return {
    ...below,
    self: join(above.self.fill(Number.NaN), below.self),
    totals: join(above.totals, below.totals),
    baseSelf: join(above.baseSelf.fill(Number.NaN), below.baseSelf),
    baseTotals: join(above.baseTotals, below.baseTotals),
  }
}
