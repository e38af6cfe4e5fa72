import { computeCallNodes } from '../analysis/call-nodes.ts'
import { type CallTree, computeCallTree } from '../analysis/call-tree.ts'
import { estimateCallTree } from '../analysis/estimated-tree.ts'
import { stackWeights } from '../analysis/filter-samples.ts'
import { computeInvertedTree } from '../analysis/inverted-tree.ts'
import type { CallsPart, Recording, ValueType } from '../model/recording.ts'
import type { Filter } from './filter.ts'

/** A merged call tree, one row a call node: a path of funcs from a root. Rows stand by depth, within a depth in the order
 *  of their parents, children of one parent in falling order of total: the order in which a flame graph is drawn, so a
 *  depth's rows and a node's children are adjacent. Columns have `length` entries. */
export interface CallTreeAnswer {
  readonly valueType: ValueType
  /** Sum of the roots' totals. */
  readonly total: number
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
}

/**
 * The merged call tree of what the filter keeps; `inverted` turns it round, so that roots are the funcs with self cost and
 * children are callers. A recording that has only a call graph gives an estimate (the filter can then only choose the value
 * type). The empty stack is in no tree. O(samples + stacks), inverted O(sum of the stacks' depths).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type.
 */
export function queryCallTree(
  recording: Recording,
  options: { readonly filter?: Filter; readonly inverted?: boolean } = {},
): CallTreeAnswer {
  const { filter = {}, inverted = false } = options
  if (recording.stacks === null) return callGraphTree(recording.calls, filter, inverted)
  const { valueType, weights } = stackWeights(recording, filter)
  const nodes = computeCallNodes(recording.shared)
  const tree = inverted ? computeInvertedTree(nodes, weights) : computeCallTree(nodes, weights)
  return answer(tree, recording.stacks.valueTypes[valueType]!, false)
}

function callGraphTree(part: CallsPart | null, filter: Filter, inverted: boolean): CallTreeAnswer {
  if (part === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const valueType = part.valueTypes[filter.valueType ?? 0]
  if (valueType === undefined)
    throw new RangeError(`Value type ${filter.valueType} of ${part.valueTypes.length}`)
  const tree = estimateCallTree(part, filter.valueType ?? 0)
  if (!inverted) return answer(tree, valueType, true)
  const nodeOfStack = Int32Array.from({ length: tree.length }, (_, i) => i)
  return answer(computeInvertedTree({ ...tree, nodeOfStack }, tree.self), valueType, true)
}

function answer(
  tree: CallTree & { readonly isTruncated?: boolean },
  valueType: ValueType,
  isEstimated: boolean,
): CallTreeAnswer {
  return { valueType, ...tree, isEstimated, isTruncated: tree.isTruncated ?? false }
}
