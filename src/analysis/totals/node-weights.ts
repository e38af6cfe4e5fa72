import { keptWith } from '../../base/kept-with.ts'
import type { CallNodes } from '../tree/call-nodes.ts'
import { computeChildren } from '../tree/children.ts'

/** What weighs on each call node. */
export interface NodeWeights {
  /** What ended in the node, callees left out. `nodes.length` entries. */
  readonly self: Float64Array
  /** What passed through the node: its own self and that of all nodes above it. */
  readonly total: Float64Array
}

/** Adds the weights of stacks (one entry per row of `shared.stacks`) up over the call nodes. O(stacks + nodes). */
export function computeNodeWeights(nodes: CallNodes, weights: Float64Array): NodeWeights {
  const self = new Float64Array(nodes.length)
  for (let stack = 0; stack < weights.length; stack++) self[nodes.nodeOfStack[stack]!]! += weights[stack]!
  const total = Float64Array.from(self)
  for (let node = nodes.length - 1; node >= 0; node--) {
    const parent = nodes.prefix[node]!
    if (parent !== -1) total[parent]! += total[node]!
  }
  return { self, total }
}

/**
 * For every call node the outermost node of its own func on the way from its root: the node itself unless the func called
 * itself, directly or through others. A func's total is the sum over the nodes that are their own outermost, so that
 * recursion counts once per sample. `nodes.length` entries; does not depend on any filter and is kept with the nodes.
 * O(nodes), by one walk in which each func remembers where it was entered.
 */
export const outermostNodes = keptWith(findOutermost)

function findOutermost(nodes: CallNodes): Int32Array {
  const { start, child } = computeChildren(nodes.prefix)
  const outermost = new Int32Array(nodes.length)
  const entered = new Int32Array(funcCount(nodes)).fill(-1)
  // The node whose children are being walked, and for each node the child to walk next.
  const next = start.slice(1)
  let roots = start[0]!
  let node = -1
  for (;;) {
    const at = node === -1 ? roots : next[node]!
    const end = node === -1 ? start[1]! : start[node + 2]!
    if (at < end) {
      if (node === -1) roots++
      else next[node]!++
      node = child[at]!
      const func = nodes.func[node]!
      if (entered[func] === -1) entered[func] = node
      outermost[node] = entered[func]!
    } else if (node === -1) {
      return outermost
    } else {
      if (outermost[node] === node) entered[nodes.func[node]!] = -1
      node = nodes.prefix[node]!
    }
  }
}

/** One more than the largest func that stands in the nodes. */
function funcCount(nodes: CallNodes): number {
  let count = 0
  for (let node = 0; node < nodes.length; node++) count = Math.max(count, nodes.func[node]! + 1)
  return count
}
