import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import { StackChildren } from '../../model/stack-children.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { CallNodes } from './call-nodes.ts'
import { type CallTree, orderCallTree } from './call-tree.ts'
import { computeInvertedTree } from './inverted-tree.ts'

/** Who called a func and what it called: two trees, each with the func as its only root (or empty where it cost nothing). */
export interface CentredTrees {
  /** Inverted: children are callers. */
  readonly callers: CallTree & { readonly isTruncated: boolean }
  readonly callees: CallTree
}

/**
 * The trees above and below a func. A stack in which it stands more than once counts once, from its outermost occurrence on:
 * both roots' totals are the func's total. `weights` has an entry for each entry of `nodes.nodeOfStack`. O(call nodes + sum
 * of the depths at which the func was entered).
 */
export function centreTrees(nodes: CallNodes, weights: Float64Array, func: FuncIndex): CentredTrees {
  const own = new Float64Array(nodes.length)
  for (let s = 0; s < weights.length; s++) own[nodes.nodeOfStack[s]!]! += weights[s]!
  const prefix = growableInt32()
  const funcs = growableInt32()
  const self = growableFloat64()
  const children = new StackChildren(funcs)
  // Of nodes at or under the func: its outermost occurrence, and the node of the new tree.
  const entry = new Int32Array(nodes.length).fill(-1)
  const place = new Int32Array(nodes.length).fill(-1)
  const entered = new Float64Array(nodes.length)
  for (let i = 0; i < nodes.length; i++) {
    const parent = nodes.prefix[i]!
    const above = parent === -1 ? -1 : entry[parent]!
    if (above === -1 && nodes.func[i] !== func) continue
    entry[i] = above === -1 ? i : above
    entered[entry[i]!]! += own[i]!
    const below = above === -1 ? -1 : place[parent]!
    let node = children.find(below, nodes.func[i]!)
    if (node === -1) {
      node = funcs.length
      prefix.push(below)
      funcs.push(nodes.func[i]!)
      self.push(0)
      children.add(below, nodes.func[i]!, node)
    }
    place[i] = node
    self.set(node, self.get(node) + own[i]!)
  }
  const nodeOfStack = Int32Array.from({ length: nodes.length }, (_, i) => i)
  return {
    callers: computeInvertedTree({ ...nodes, nodeOfStack }, entered),
    callees: orderCallTree({
      length: funcs.length,
      prefix: prefix.finish(),
      func: funcs.finish(),
      self: self.finish(),
    }),
  }
}
