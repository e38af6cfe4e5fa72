import { computeCallNodes } from '../analysis/call-nodes.ts'
import { type CentredTrees, centreTrees } from '../analysis/centred-tree.ts'
import { estimateCallTree } from '../analysis/estimated-tree.ts'
import type { Recording, ValueType } from '../model/recording.ts'
import type { FuncIndex } from '../model/tables.ts'
import type { CallTreeAnswer } from './call-tree.ts'
import { drawnWeights } from './drawn-weights.ts'
import type { Filter } from './filter.ts'

/** Who called a func, directly and through others, and what it called: each a tree whose only root is the func. */
export interface CentredAnswer {
  /** Inverted: children are callers. */
  readonly callers: CallTreeAnswer
  readonly callees: CallTreeAnswer
}

/**
 * The callers and callees of one func, merged over all places where it was called. A sample counts once, from the func's
 * outermost occurrence on, so both trees' totals are the func's total. A recording that has only a call graph gives an
 * estimate. A base that was put under the recording is left out. O(samples + stacks).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type.
 */
export function queryCentredTree(recording: Recording, func: FuncIndex, filter: Filter = {}): CentredAnswer {
  if (recording.stacks !== null) {
    const { valueType, weights, below } = drawnWeights(recording, filter)
    const trees = centreTrees(computeCallNodes(recording.shared), weights, func)
    const { callers, callees } = answer(trees, recording.stacks.valueTypes[valueType]!, false)
    return { callers, callees: { ...callees, below } }
  }
  const part = recording.calls
  if (part === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const tree = estimateCallTree(part, index)
  const nodeOfStack = Int32Array.from({ length: tree.length }, (_, i) => i)
  return answer(centreTrees({ ...tree, nodeOfStack }, tree.self, func), valueType, true)
}

function answer(
  { callers, callees }: CentredTrees,
  valueType: ValueType,
  isEstimated: boolean,
): CentredAnswer {
  const about = { valueType, isEstimated, difference: null }
  return { callers: { ...about, ...callers }, callees: { ...about, ...callees, isTruncated: false } }
}
