import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { CallNodes } from './call-nodes.ts'
import { type CallTree, orderCallTree } from './call-tree.ts'

/** Nodes of an inverted tree, whatever the recording: past this the least of it is not split any further. */
const MAX_NODES = 1_000_000

/** The call nodes that still have a caller to look at, in one level of the inverted tree. */
interface Level {
  readonly length: number
  /** Call node reached so far, going from the leaf to the root. */
  readonly at: Int32Array
  /** Inverted node that it belongs to. */
  readonly group: Int32Array
  readonly weight: Float64Array
}

/**
 * The inverted (bottom-up) call tree: its roots are the funcs with self cost, children are callers. A node's `self` is
 * what has no caller beyond it, so that totals add up as in the other tree. It can be as large as the sum of all stacks'
 * depths, so at most `maxNodes` are made, the heaviest first level by level; then `isTruncated` and the rest counts as
 * self where it stopped. O(sum of the depths of call nodes with self cost).
 */
export function computeInvertedTree(
  nodes: CallNodes,
  weights: Float64Array,
  maxNodes = MAX_NODES,
): CallTree & { readonly isTruncated: boolean } {
  const prefix = growableInt32()
  const func = growableInt32()
  const self = growableFloat64()
  const index = new PairMap()
  let isTruncated = false
  const nodeOf = (parent: number, ownFunc: number) => {
    let node = index.get(parent, ownFunc)
    if (node === -1) {
      node = prefix.length
      index.set(parent, ownFunc, node)
      prefix.push(parent)
      func.push(ownFunc)
      self.push(0)
    }
    return node
  }
  let level = leafLevel(nodes, weights)
  while (level.length > 0) {
    const budget = maxNodes - prefix.length
    if (level.length > budget && prefix.length > 0) {
      isTruncated = true
      level = keepHeaviest(level, { budget, nodes: prefix.length, self })
    }
    let kept = 0
    for (let i = 0; i < level.length; i++) {
      const node = nodeOf(level.group[i]!, nodes.func[level.at[i]!]!)
      const caller = nodes.prefix[level.at[i]!]!
      if (caller === -1) {
        self.set(node, self.get(node) + level.weight[i]!)
        continue
      }
      level.at[kept] = caller
      level.group[kept] = node
      level.weight[kept] = level.weight[i]!
      kept++
    }
    level = { ...level, length: kept }
  }
  const raw = { length: prefix.length, prefix: prefix.finish(), func: func.finish(), self: self.finish() }
  return { ...orderCallTree(raw), isTruncated }
}

function leafLevel(nodes: CallNodes, weights: Float64Array): Level {
  const own = new Float64Array(nodes.length)
  for (let s = 0; s < weights.length; s++) own[nodes.nodeOfStack[s]!]! += weights[s]!
  let length = 0
  for (let i = 0; i < own.length; i++) if (own[i] !== 0) length++
  const at = new Int32Array(length)
  const weight = new Float64Array(length)
  let k = 0
  for (let i = 0; i < own.length; i++) {
    if (own[i] === 0) continue
    at[k] = i
    weight[k++] = own[i]!
  }
  return { length, at, group: new Int32Array(length).fill(-1), weight }
}

/** Keeps the entries of the heaviest groups, at most `budget` entries; the others' weight ends in their group. */
function keepHeaviest(
  level: Level,
  room: { budget: number; nodes: number; self: { get(i: number): number; set(i: number, v: number): void } },
): Level {
  const weightOf = new Float64Array(room.nodes)
  const countOf = new Int32Array(room.nodes)
  for (let i = 0; i < level.length; i++) {
    weightOf[level.group[i]!]! += level.weight[i]!
    countOf[level.group[i]!]!++
  }
  const groups = Array.from(countOf.keys()).filter(group => countOf[group]! > 0)
  groups.sort((a, b) => weightOf[b]! - weightOf[a]! || a - b)
  const isKept = new Uint8Array(room.nodes)
  let left = room.budget
  for (const group of groups) {
    left -= countOf[group]!
    if (left < 0) break
    isKept[group] = 1
  }
  let kept = 0
  for (let i = 0; i < level.length; i++) {
    const group = level.group[i]!
    if (isKept[group] === 0) {
      room.self.set(group, room.self.get(group) + level.weight[i]!)
      continue
    }
    level.at[kept] = level.at[i]!
    level.group[kept] = group
    level.weight[kept++] = level.weight[i]!
  }
  return { ...level, length: kept }
}
