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

/** Adds up the totals of a tree, leaves out what has no weight on or above it, and puts the rest in flame graph order. */
export function orderCallTree(raw: RawCallTree): CallTree {
  const { prefix, func, self } = raw
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
  const { start, child } = computeChildren(prefix, isUsed)
  for (let i = -1; i < raw.length; i++) sortRange(child, start[i + 1]!, start[i + 2]!, { totals, func })
  return gather(raw, { start, child, totals })
}

function gather(
  raw: RawCallTree,
  made: { start: Int32Array; child: Int32Array; totals: Float64Array },
): CallTree {
  const { start, child, totals } = made
  const length = child.length
  const order = new Int32Array(length)
  const tree = {
    length,
    prefix: new Int32Array(length),
    func: new Int32Array(length),
    depth: new Int32Array(length),
    self: new Float64Array(length),
    totals: new Float64Array(length),
  }
  let end = 0
  let total = 0
  for (let at = -1; at < end; at++) {
    const node = at === -1 ? -1 : order[at]!
    for (let k = start[node + 1]!; k < start[node + 2]!; k++) {
      const next = child[k]!
      order[end] = next
      tree.prefix[end] = at
      tree.depth[end] = at === -1 ? 0 : tree.depth[at]! + 1
      tree.func[end] = raw.func[next]!
      tree.self[end] = raw.self[next]!
      tree.totals[end] = totals[next]!
      if (at === -1) total += totals[next]!
      end++
    }
  }
  return { ...tree, total }
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
