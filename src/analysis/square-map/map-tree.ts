import type { CallTree } from '../tree/call-tree.ts'

/** A tree that a square map is drawn of: a call tree whose `func` is -1 - g in nodes that are no func but the group g (a
 *  package or a file, see {@link computePackageTree}). */
export interface MapTree extends CallTree {
  /** `length + 2` offsets: the children of node i are [start[i + 1], start[i + 2]), the roots [start[0], start[1]). The
   *  order of a {@link CallTree} makes them neighbours, the heaviest first. */
  readonly start: Int32Array
  /** Nodes that weigh less than nothing: they have no room. */
  readonly negative: number
}

/** Adds the children's places to a call tree. O(nodes). */
export function makeMapTree(tree: CallTree): MapTree {
  const start = new Int32Array(tree.length + 2)
  let negative = 0
  for (let i = 0; i < tree.length; i++) {
    start[tree.prefix[i]! + 2]!++
    if (tree.totals[i]! < 0) negative++
  }
  for (let i = 1; i < start.length; i++) start[i]! += start[i - 1]!
  return { ...tree, start, negative }
}

/** The children of a node (-1: the roots) that have any room: a range of nodes, and the sum of their totals. */
export function weighingChildren(tree: MapTree, node: number): { first: number; end: number; sum: number } {
  const { start, totals } = tree
  const first = start[node + 1]!
  let end = first
  let sum = 0
  while (end < start[node + 2]! && totals[end]! > 0) sum += totals[end++]!
  return { first, end, sum }
}

/** The node that a path of `func` values leads to from the roots; as far as it leads. -1 for an empty path. */
export function followPath(tree: MapTree, path: readonly number[]): number {
  let node = -1
  for (const func of path) {
    let child = tree.start[node + 1]!
    while (child < tree.start[node + 2]! && tree.func[child] !== func) child++
    if (child === tree.start[node + 2]!) break
    node = child
  }
  return node
}
