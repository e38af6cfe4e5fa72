import { baseCalls } from '../../analysis/difference/base-calls.ts'
import {
  type TreeDifference,
  type UniteOptions,
  uniteTrees,
  type Widths,
} from '../../analysis/difference/unite-trees.ts'
import { type BaseColumn, baseColumn } from '../../analysis/difference/value-pairs.ts'
import { stackWeights, valueTypeOf } from '../../analysis/filter-samples.ts'
import { computeCallNodes } from '../../analysis/tree/call-nodes.ts'
import { type CallTree, computeCallTree } from '../../analysis/tree/call-tree.ts'
import { estimateCallTree } from '../../analysis/tree/estimated-tree.ts'
import { type FoldOptions, foldCallTree } from '../../analysis/tree/folded-tree.ts'
import { computeInvertedTree } from '../../analysis/tree/inverted-tree.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { drawnWeights } from './drawn-weights.ts'

/** A merged call tree, one row a call node: a path of funcs from a root. Rows stand by depth, within a depth in the order
 *  of their parents, children of one parent in falling order of total: the order in which a flame graph is drawn, so a
 *  depth's rows and a node's children are adjacent. Columns have `length` entries. */
export interface CallTreeAnswer {
  readonly valueType: ValueType
  /** Sum of the roots' totals. */
  readonly total: number
  /** What shares are of where stacks weigh less than nothing: the sum of all sizes. Absent: `total`. */
  readonly whole?: number
  readonly length: number
  /** Parent call node, -1 at a root. */
  readonly prefix: Int32Array
  readonly func: Int32Array
  /** 0 at a root. */
  readonly depth: Int32Array
  /** What ended in the node; with its children's totals it makes the node's own. In an inverted tree that is what has no
   *  caller beyond the node, and the self cost of a func is its root's total. */
  readonly self: Float64Array
  readonly totals: Float64Array
  /** Whether the split by caller is an estimate (the recording has only a call graph). */
  readonly isEstimated: boolean
  /** Whether the least of a very large inverted tree was not split any further. */
  readonly isTruncated: boolean
  /** Where a base was put under the recording: both figures of each node. `self`, `totals` and `total` are then what boxes
   *  are as large as, by the widths asked for. Null elsewhere. */
  readonly difference: TreeDifference | null
  /** Stacks that weigh less than nothing (with a base: nodes in which such end) and are left out; absent: none. */
  readonly below?: number
  /** How many callees of each node, and roots, are left out because they are smaller than was asked for; absent: none. */
  readonly leftOut?: Int32Array
  readonly leftOutRoots?: number
}

/** What {@link queryCallTree} is asked. */
export interface CallTreeOptions {
  readonly filter?: Filter
  readonly inverted?: boolean
  /** Only for a recording with a base: what boxes are as wide as; the recording's own costs by default. */
  readonly widths?: Widths
  /** What is too small to be told apart is left out, as far as the tree is one of stacks, from their roots, without a base. */
  readonly fold?: FoldOptions | null
}

/**
 * The merged call tree of what the filter keeps; `inverted` turns it round, so that roots are the funcs with self cost and
 * children are callers. A recording that has only a call graph gives an estimate (the filter can then only choose the value
 * type). The empty stack is in no tree, and neither is what weighs less than nothing (see {@link drawnWeights}, {@link uniteTrees}). O(samples + stacks), inverted O(sum of the stacks' depths).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type.
 */
export function queryCallTree(recording: Recording, options: CallTreeOptions = {}): CallTreeAnswer {
  const { filter = {}, inverted = false, widths = 'new', fold = null } = options
  if (recording.stacks === null) return callGraphTree(recording.calls, filter, { inverted, widths })
  const { valueTypes } = recording.stacks
  const base = baseColumn(valueTypes, valueTypeOf(recording.stacks, filter))
  const { valueType, weights, below, hasNegative, whole } =
    base === null ? drawnWeights(recording, filter) : { ...stackWeights(recording, filter), below: 0 }
  const nodes = computeCallNodes(recording.shared)
  const treeOf = inverted ? computeInvertedTree : computeCallTree
  const isFolded = fold !== null && base === null && !inverted
  const tree: SideTree = isFolded ? foldCallTree(nodes, weights, fold) : treeOf(nodes, weights)
  const about = { valueType: valueTypes[valueType]!, isEstimated: false }
  if (base === null) return { ...answer(tree, about), below, ...(hasNegative ? { whole } : {}) }
  const under = stackWeights(recording, { ...filter, valueType: base.index })
  return united(tree, treeOf(nodes, under.weights), {
    ...{ ...about, base, widths },
    wholes: [hasNegative ? whole : tree.total, under.hasNegative ? under.whole : under.total - under.empty],
  })
}

function callGraphTree(
  part: CallsPart | null,
  filter: Filter,
  { inverted, widths }: { inverted: boolean; widths: Widths },
): CallTreeAnswer {
  if (part === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const about = { valueType, isEstimated: true }
  const tree = estimated(part, index, inverted)
  const base = baseColumn(part.valueTypes, index)
  if (base === null) return answer(tree, about)
  return united(tree, estimated(baseCalls(part), base.index, inverted), { ...about, base, widths })
}

/** A tree of one side of a difference, or of a recording that has no base. */
type SideTree = CallTree & { readonly isTruncated?: boolean }

function estimated(part: CallsPart, valueType: number, inverted: boolean): SideTree {
  const tree = estimateCallTree(part, valueType)
  if (!inverted) return tree
  const nodeOfStack = Int32Array.from({ length: tree.length }, (_, i) => i)
  return computeInvertedTree({ ...tree, nodeOfStack }, tree.self)
}

function answer(tree: SideTree, about: { valueType: ValueType; isEstimated: boolean }): CallTreeAnswer {
  return { ...about, ...tree, isTruncated: tree.isTruncated ?? false, difference: null }
}

function united(
  own: SideTree,
  under: SideTree,
  about: Omit<UniteOptions, 'scale'> & { valueType: ValueType; isEstimated: boolean; base: BaseColumn },
): CallTreeAnswer {
  const { valueType, isEstimated, base, ...how } = about
  const isTruncated = own.isTruncated === true || under.isTruncated === true
  return { valueType, isEstimated, isTruncated, ...uniteTrees(own, under, { ...how, scale: base.scale }) }
}
