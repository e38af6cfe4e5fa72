import { PairMap } from '../../base/pair-map.ts'
import { computeNodeWeights, outermostNodes } from '../totals/node-weights.ts'
import type { CallNodes } from './call-nodes.ts'
import { type CallTree, orderCallTree } from './call-tree.ts'
import { computeInvertedTree } from './inverted-tree.ts'

/**
 * What a func called, all its places in the call tree merged: a tree with the func at its only root, whose total is the
 * func's. `weights` as in {@link computeNodeWeights}. Where the func calls itself it stands in its own tree again, so that
 * each sample counts once. O(stacks + nodes).
 */
export function computeCalleeTree(nodes: CallNodes, weights: Float64Array, func: number): CallTree {
  const outermost = outermostNodes(nodes)
  const own = computeNodeWeights(nodes, weights).self
  /** For each call node its node in the new tree, -1 outside of it. */
  const placed = new Int32Array(nodes.length).fill(-1)
  const index = new PairMap()
  const prefix: number[] = []
  const funcs: number[] = []
  const self: number[] = []
  for (let i = 0; i < nodes.length; i++) {
    const below = nodes.prefix[i]!
    const parent = below === -1 ? -1 : placed[below]!
    const isRoot = nodes.func[i] === func && outermost[i] === i
    if (!isRoot && parent === -1) continue
    const under = isRoot ? -1 : parent
    let node = index.get(under, nodes.func[i]!)
    if (node === -1) {
      node = prefix.length
      index.set(under, nodes.func[i]!, node)
      prefix.push(under)
      funcs.push(nodes.func[i]!)
      self.push(0)
    }
    placed[i] = node
    self[node]! += own[i]!
  }
  return orderCallTree({
    length: prefix.length,
    prefix: Int32Array.from(prefix),
    func: Int32Array.from(funcs),
    self: Float64Array.from(self),
  })
}

/**
 * Who called a func: a tree with the func at its only root, whose children are its callers, theirs above them. A node's
 * total is what the func cost when called that way, its `self` what of that had no caller beyond. Recursion: callers are
 * those of the outermost occurrence. O(stacks + sum of the depths of the func's call nodes).
 */
export function computeCallerTree(
  nodes: CallNodes,
  weights: Float64Array,
  func: number,
): CallTree & { readonly isTruncated: boolean } {
  const outermost = outermostNodes(nodes)
  const { total } = computeNodeWeights(nodes, weights)
  const cost = new Float64Array(nodes.length)
  const nodeOfStack = new Int32Array(nodes.length)
  for (let i = 0; i < nodes.length; i++) {
    nodeOfStack[i] = i
    if (nodes.func[i] === func && outermost[i] === i) cost[i] = total[i]!
  }
  return computeInvertedTree({ ...nodes, nodeOfStack }, cost)
}
