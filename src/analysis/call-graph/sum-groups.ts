import { growableFloat64, growableInt32, growableUint8 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import { computeChildren } from '../tree/children.ts'

/** Paths of a recording's stacks as a tree, and the node of the graph that each of its nodes belongs to. */
export interface GroupedTree {
  readonly prefix: Int32Array
  /** -1: not in the graph; what it calls is called by who called it. */
  readonly group: Int32Array
  readonly self: Float64Array
  /** What says which nodes of the tree are there at all; `self` where absent. For one side of a difference: both, so that the
   *  graphs of its sides have the same nodes and edges. */
  readonly support?: Float64Array
  readonly groups: number
  /** Per group 1 where its calls of itself are no edge (a cycle drawn as one node). */
  readonly isClosed: Uint8Array
}

/** What groups and the calls between them cost. */
export interface GroupFigures {
  /** Per group. */
  readonly self: Float64Array
  readonly total: Float64Array
  /** 1 where any sample has the group in its stack. */
  readonly isUsed: Uint8Array
  /** Edges, one entry each. */
  readonly caller: Int32Array
  readonly callee: Int32Array
  readonly edgeTotal: Float64Array
  readonly isResidual: Uint8Array
}

/**
 * What was spent in each group, and the calls between groups: of both the weight of the samples in whose stack they stand at
 * least once. One walk, in which each remembers whether it stands below already. O(tree), whatever its depth. An edge is
 * residual where the first call of a path leads through nodes that are not in the graph.
 */
export function sumGroups(tree: GroupedTree): GroupFigures {
  const { prefix, group, isClosed } = tree
  const { total, isUsed } = passedThrough(tree)
  const { start, child } = computeChildren(prefix, isUsed)
  const edges = new EdgeTable()
  const groupTotal = new Float64Array(tree.groups)
  const isOpen = new Uint8Array(tree.groups)
  // Per tree node the nearest one at or below it that is in the graph (-1 none), and what it was the first of.
  const anchor = new Int32Array(prefix.length)
  const openedEdge = new Int32Array(prefix.length).fill(-1)
  const openedGroup = new Uint8Array(prefix.length)
  const next = start.slice(1)
  let roots = start[0]!
  for (let at = -1; ; ) {
    const from = at === -1 ? roots : next[at]!
    const end = at === -1 ? start[1]! : start[at + 2]!
    if (from < end) {
      if (at === -1) roots++
      else next[at]!++
      const below = at
      at = child[from]!
      const own = group[at]!
      const base = below === -1 ? -1 : anchor[below]!
      anchor[at] = own === -1 ? base : at
      if (own === -1) continue
      if (isOpen[own] === 0) {
        isOpen[own] = openedGroup[at] = 1
        groupTotal[own]! += total[at]!
      }
      if (base === -1) continue
      const isResidual = base !== below
      if (group[base] === own && (isResidual || isClosed[own] === 1)) continue
      const edge = edges.find(group[base]!, own)
      if (edges.open(edge, total[at]!, isResidual)) openedEdge[at] = edge
    } else if (at === -1) {
      return { ...selfOf(tree, isUsed), total: groupTotal, ...edges.finish() }
    } else {
      if (openedEdge[at] !== -1) edges.close(openedEdge[at]!)
      if (openedGroup[at] === 1) isOpen[group[at]!] = 0
      at = prefix[at]!
    }
  }
}

/** What passed through each tree node, and whether any sample did (the weights of samples may cancel out). */
function passedThrough({ prefix, self, support = self }: GroupedTree): {
  total: Float64Array
  isUsed: Uint8Array
} {
  const total = Float64Array.from(self)
  const isUsed = new Uint8Array(prefix.length)
  for (let at = prefix.length - 1; at >= 0; at--) {
    if (support[at] !== 0) isUsed[at] = 1
    const below = prefix[at]!
    if (below === -1 || isUsed[at] === 0) continue
    total[below]! += total[at]!
    isUsed[below] = 1
  }
  return { total, isUsed }
}

function selfOf(tree: GroupedTree, isUsedNode: Uint8Array): { self: Float64Array; isUsed: Uint8Array } {
  const self = new Float64Array(tree.groups)
  const isUsed = new Uint8Array(tree.groups)
  for (let at = 0; at < tree.group.length; at++) {
    const own = tree.group[at]!
    if (own === -1 || isUsedNode[at] === 0) continue
    self[own]! += tree.self[at]!
    isUsed[own] = 1
  }
  return { self, isUsed }
}

class EdgeTable {
  readonly #byPair = new PairMap()
  readonly #caller = growableInt32()
  readonly #callee = growableInt32()
  readonly #total = growableFloat64()
  readonly #isResidual = growableUint8()
  /** Whether the edge stands in the path that is being walked. */
  readonly #isOpen = growableUint8()

  find(caller: number, callee: number): number {
    let edge = this.#byPair.get(caller, callee)
    if (edge === -1) {
      edge = this.#total.length
      this.#byPair.set(caller, callee, edge)
      this.#caller.push(caller)
      this.#callee.push(callee)
      this.#total.push(0)
      this.#isOpen.push(0)
      this.#isResidual.push(0)
    }
    return edge
  }

  /** Adds to an edge that does not stand below yet; false when it does. */
  open(edge: number, weight: number, isResidual: boolean): boolean {
    if (this.#isOpen.get(edge) === 1) return false
    if (isResidual) this.#isResidual.set(edge, 1)
    this.#isOpen.set(edge, 1)
    this.#total.set(edge, this.#total.get(edge) + weight)
    return true
  }

  close(edge: number): void {
    this.#isOpen.set(edge, 0)
  }

  finish(): Pick<GroupFigures, 'caller' | 'callee' | 'edgeTotal' | 'isResidual'> {
    return {
      caller: this.#caller.finish(),
      callee: this.#callee.finish(),
      edgeTotal: this.#total.finish(),
      isResidual: this.#isResidual.finish(),
    }
  }
}
