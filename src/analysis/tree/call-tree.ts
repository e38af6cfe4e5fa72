import type { CallNodes } from './call-nodes.ts'
import { computeChildren } from './children.ts'

/** A call tree with its figures, in the order in which flame graphs are drawn: by depth, then as the parents stand, then
 *  by falling total (left-heavy; ties by func). So a depth's nodes are adjacent, and so are a node's children. */
export interface CallTree {
  readonly length: number
  /** Parent, smaller than the own index; -1 at a root. */
  readonly prefix: Int32Array
  readonly func: Int32Array
  /** 0 at a root; never falls from row to row. */
  readonly depth: Int32Array
  /** What ended in the node: `totals` of a node is its self plus its children's totals. */
  readonly self: Float64Array
  readonly totals: Float64Array
  /** Sum of the roots' totals. */
  readonly total: number
}

/** A tree before it is put in order: parents before children, what ended in each node. */
export interface RawCallTree {
  readonly length: number
  readonly prefix: Int32Array
  readonly func: Int32Array
  readonly self: Float64Array
}

/** The merged call tree of the stacks' weights (one entry per row of `shared.stacks`). Call nodes on which nothing weighs
 *  are left out. O(call nodes * log(siblings)). */
export function computeCallTree(nodes: CallNodes, weights: Float64Array): CallTree {
  const self = new Float64Array(nodes.length)
  for (let s = 0; s < weights.length; s++) self[nodes.nodeOfStack[s]!]! += weights[s]!
  return orderCallTree({ length: nodes.length, prefix: nodes.prefix, func: nodes.func, self })
}

/** Adds up the totals of a tree, leaves out what has no weight on or above it, and puts the rest in flame graph order.
 *  `placed`, where given, takes the row of each node of `raw`, -1 where it is left out. */
export function orderCallTree(raw: RawCallTree, placed: Int32Array | null = null): CallTree {
  placed?.fill(-1)
  const { prefix, self } = raw
  const totals = Float64Array.from(self)
  const isUsed = new Uint8Array(raw.length)
  for (let i = raw.length - 1; i >= 0; i--) {
    if (self[i] !== 0) isUsed[i] = 1
    if (isUsed[i] === 0) continue
    const parent = prefix[i]!
    if (parent === -1) continue
    isUsed[parent] = 1
    totals[parent]! += totals[i]!
  }
  return arrangeCallTree({ ...raw, totals }, { isUsed, placed })
}

/** Puts a tree whose totals are known in flame graph order. What is left out (a byte of 0 in `isUsed`) must leave out all that it
 *  called. */
export function arrangeCallTree(
  raw: RawCallTree & Pick<CallTree, 'totals'>,
  { isUsed = null, placed = null }: { isUsed?: Uint8Array | null; placed?: Int32Array | null } = {},
): CallTree {
  const { prefix, func, totals } = raw
  const { start, child } = computeChildren(prefix, isUsed)
  for (let i = -1; i < raw.length; i++) sortRange(child, start[i + 1]!, start[i + 2]!, { totals, func })
  return gather(raw, { start, child, totals, placed })
}

/** Walks the tree path by path and puts each node into the next place of its depth. That gives the order of a walk depth
 *  by depth, but the nodes of a path lie side by side in memory, those of a depth do not: several times as
 *  fast. */
function gather(
  raw: RawCallTree,
  made: { start: Int32Array; child: Int32Array; totals: Float64Array; placed: Int32Array | null },
): CallTree {
  const { start, child, totals, placed } = made
  const length = child.length
  const depth = new Int32Array(length)
  const tree = {
    length,
    prefix: new Int32Array(length),
    func: new Int32Array(length),
    depth,
    self: new Float64Array(length),
    totals: new Float64Array(length),
  }
  const next = depthStarts(raw, child)
  // Of the path to the node that was placed last, by depth: the children to walk and where the node is placed.
  const cursor = new Int32Array(next.length + 1)
  const stop = new Int32Array(next.length + 1)
  const place = new Int32Array(next.length + 1)
  cursor[0] = start[0]!
  stop[0] = start[1]!
  let total = 0
  for (let d = 0; d >= 0; ) {
    if (cursor[d] === stop[d]) {
      d--
      continue
    }
    const node = child[cursor[d]!++]!
    const at = next[d]!++
    if (placed !== null) placed[node] = at
    tree.prefix[at] = d === 0 ? -1 : place[d - 1]!
    tree.func[at] = raw.func[node]!
    depth[at] = d
    tree.self[at] = raw.self[node]!
    tree.totals[at] = totals[node]!
    if (d === 0) total += totals[node]!
    place[d] = at
    d++
    cursor[d] = start[node + 1]!
    stop[d] = start[node + 2]!
  }
  return { ...tree, total }
}

/** How many of the nodes in `child` lie above each depth, one entry a depth. */
function depthStarts({ prefix, length }: RawCallTree, child: Int32Array): Int32Array {
  const depth = new Int32Array(length)
  let depths = 0
  for (let i = 0; i < length; i++) {
    depth[i] = prefix[i] === -1 ? 0 : depth[prefix[i]!]! + 1
    if (depth[i]! >= depths) depths = depth[i]! + 1
  }
  const starts = new Int32Array(depths + 1)
  for (let k = 0; k < child.length; k++) starts[depth[child[k]!]! + 1]!++
  for (let d = 1; d <= depths; d++) starts[d]! += starts[d - 1]!
  return starts
}

/** Sorts `child[from..to)` by falling total, ties by func. Most ranges are short, where insertion beats the library. */
function sortRange(
  child: Int32Array,
  from: number,
  to: number,
  by: { totals: Float64Array; func: Int32Array },
): void {
  const { totals, func } = by
  if (to - from > 24) {
    child.subarray(from, to).sort((a, b) => totals[b]! - totals[a]! || func[a]! - func[b]!)
    return
  }
  for (let i = from + 1; i < to; i++) {
    const node = child[i]!
    const total = totals[node]!
    let k = i - 1
    while (k >= from) {
      const other = child[k]!
      if (totals[other]! > total || (totals[other] === total && func[other]! <= func[node]!)) break
      child[k + 1] = other
      k--
    }
    child[k + 1] = node
  }
}
