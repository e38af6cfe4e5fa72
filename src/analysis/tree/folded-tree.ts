import type { CallNodes } from './call-nodes.ts'
import { arrangeCallTree, type CallTree } from './call-tree.ts'
import { layoutFlame } from './flame-layout.ts'

/** A call tree without what is too small to be seen. The figures of all that is in it are those of the whole tree, and it lies where
 *  it would lie in that: what is left out would stand after its siblings. */
export interface FoldedTree extends CallTree {
  /** How many callees of each node are left out. */
  readonly leftOut: Int32Array
  readonly leftOutRoots: number
}

/** How small is too small: shares of the whole. */
export interface FoldOptions {
  readonly least: number
  /** Where the reader looks closer, as shares of the width, and what is too small there. */
  readonly sight?: { readonly from: number; readonly to: number; readonly least: number } | null
}

/** The merged call tree of the stacks' weights, none of them below zero, without call nodes that are smaller than asked for.
 *  O(call nodes), and O(kept * log(siblings)); 25 B a call node in passing. */
export function foldCallTree(
  nodes: CallNodes,
  weights: Float64Array,
  { least, sight = null }: FoldOptions,
): FoldedTree {
  const { length, prefix } = nodes
  const self = new Float64Array(length)
  for (let s = 0; s < weights.length; s++) self[nodes.nodeOfStack[s]!]! += weights[s]!
  const totals = Float64Array.from(self)
  let whole = 0
  for (let i = length - 1; i >= 0; i--) {
    if (prefix[i] === -1) whole += totals[i]!
    else totals[prefix[i]!]! += totals[i]!
  }
  const tree = { nodes, self, totals, whole }
  const isKept = new Uint8Array(length)
  for (let i = 0; i < length; i++) if (totals[i]! > 0 && totals[i]! >= least * whole) isKept[i] = 1
  const coarse = compact(tree, isKept)
  if (sight === null) return coarse.tree
  // What stands in sight, with all that is in it.
  const isInSight = new Uint8Array(length)
  const { x0, x1 } = layoutFlame(coarse.tree, whole)
  for (let i = 0; i < length; i++) {
    if (prefix[i] !== -1 && isInSight[prefix[i]!] === 0) continue
    const row = coarse.rowOf[i]!
    if (row === -1 || (x1[row]! > sight.from && x0[row]! < sight.to)) isInSight[i] = 1
  }
  for (let i = 0; i < length; i++) {
    if (isInSight[i] === 1 && totals[i]! > 0 && totals[i]! >= sight.least * whole) isKept[i] = 1
  }
  return compact(tree, isKept).tree
}

/** What is kept of a tree, in order, and the row of each call node in it: -1 for those left out. */
function compact(
  tree: { nodes: CallNodes; self: Float64Array; totals: Float64Array; whole: number },
  isKept: Uint8Array,
): { readonly tree: FoldedTree; readonly rowOf: Int32Array } {
  const { nodes, whole } = tree
  const rowOf = new Int32Array(nodes.length).fill(-1)
  let length = 0
  for (let i = 0; i < nodes.length; i++) if (isKept[i] === 1) rowOf[i] = length++
  const raw = {
    length,
    prefix: new Int32Array(length),
    func: new Int32Array(length),
    self: new Float64Array(length),
    totals: new Float64Array(length),
  }
  const callees = new Int32Array(length)
  let leftOutRoots = 0
  for (let i = 0; i < nodes.length; i++) {
    const at = rowOf[i]!
    const parent = nodes.prefix[i]!
    const parentAt = parent === -1 ? -1 : rowOf[parent]!
    if (at !== -1) {
      raw.prefix[at] = parentAt
      raw.func[at] = nodes.func[i]!
      raw.self[at] = tree.self[i]!
      raw.totals[at] = tree.totals[i]!
    } else if (!(tree.totals[i]! > 0)) continue
    else if (parent === -1) leftOutRoots++
    else if (parentAt !== -1) callees[parentAt]!++
  }
  const placed = new Int32Array(length)
  const arranged = arrangeCallTree(raw, { placed })
  const leftOut = new Int32Array(length)
  for (let i = 0; i < length; i++) leftOut[placed[i]!] = callees[i]!
  for (let i = 0; i < nodes.length; i++) if (rowOf[i] !== -1) rowOf[i] = placed[rowOf[i]!]!
  return { tree: { ...arranged, total: whole, leftOut, leftOutRoots }, rowOf }
}
