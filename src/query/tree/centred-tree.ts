import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { uniteTrees, type Widths } from '../../analysis/difference/unite-trees.ts'
import { type BaseColumn, baseColumn } from '../../analysis/difference/value-pairs.ts'
import { stackWeights, valueTypeOf } from '../../analysis/filter-samples.ts'
import { computeCallNodes } from '../../analysis/tree/call-nodes.ts'
import { type CentredTrees, centreTrees } from '../../analysis/tree/centred-tree.ts'
import { estimateCallTree } from '../../analysis/tree/estimated-tree.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import type { CallTreeAnswer } from './call-tree.ts'
import { drawnWeights } from './drawn-weights.ts'

/** Who called a func, directly and through others, and what it called: each a tree whose only root is the func. */
export interface CentredAnswer {
  /** Inverted: children are callers. */
  readonly callers: CallTreeAnswer
  readonly callees: CallTreeAnswer
}

/** What {@link queryCentredTree} is asked. */
export interface CentredTreeOptions {
  readonly filter?: Filter
  /** Only for a recording with a base: what boxes are as wide as; null, the default: the base is left out. */
  readonly widths?: Widths | null
}

/**
 * The callers and callees of one func, merged over all places where it was called. A sample counts once, from the func's
 * outermost occurrence on, so both trees' totals are the func's total. A recording that has only a call graph gives an
 * estimate. A base that was put under the recording is left out unless `widths` say what boxes are as wide as (with those
 * of both, callers and callees each have their own whole). O(samples + stacks).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type.
 */
export function queryCentredTree(
  recording: Recording,
  func: FuncIndex,
  { filter = {}, widths = null }: CentredTreeOptions = {},
): CentredAnswer {
  const { stacks } = recording
  if (stacks === null) return callGraphTrees(recording.calls, func, { filter, widths })
  const base = widths === null ? null : baseColumn(stacks.valueTypes, valueTypeOf(stacks, filter))
  const nodes = computeCallNodes(recording.shared)
  if (base === null || widths === null) {
    const { valueType, weights, below } = drawnWeights(recording, filter)
    const { callers, callees } = answer(centreTrees(nodes, weights, func), {
      valueType: stacks.valueTypes[valueType]!,
      isEstimated: false,
    })
    return { callers, callees: { ...callees, below } }
  }
  const { valueType, weights } = stackWeights(recording, filter)
  const under = stackWeights(recording, { ...filter, valueType: base.index }).weights
  const about = { valueType: stacks.valueTypes[valueType]!, isEstimated: false, base, widths }
  return united(centreTrees(nodes, weights, func), centreTrees(nodes, under, func), about)
}

function callGraphTrees(
  part: CallsPart | null,
  func: FuncIndex,
  { filter, widths }: { filter: Filter; widths: Widths | null },
): CentredAnswer {
  if (part === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const own = estimated(part, index, func)
  const about = { valueType, isEstimated: true }
  const base = widths === null ? null : baseColumn(part.valueTypes, index)
  if (base === null || widths === null) return answer(own, about)
  return united(own, estimated(baseCalls(part), base.index, func), { ...about, base, widths })
}

function estimated(part: CallsPart, valueType: number, func: FuncIndex): CentredTrees {
  const tree = estimateCallTree(part, valueType)
  const nodeOfStack = Int32Array.from({ length: tree.length }, (_, i) => i)
  return centreTrees({ ...tree, nodeOfStack }, tree.self, func)
}

function answer(
  { callers, callees }: CentredTrees,
  of: { valueType: ValueType; isEstimated: boolean },
): CentredAnswer {
  const about = { ...of, difference: null }
  return { callers: { ...about, ...callers }, callees: { ...about, ...callees, isTruncated: false } }
}

function united(
  own: CentredTrees,
  under: CentredTrees,
  of: { valueType: ValueType; isEstimated: boolean; base: BaseColumn; widths: Widths },
): CentredAnswer {
  const { valueType, isEstimated, base, widths } = of
  const how = { scale: base.scale, widths }
  const isTruncated = own.callers.isTruncated || under.callers.isTruncated
  return {
    callers: { valueType, isEstimated, isTruncated, ...uniteTrees(own.callers, under.callers, how) },
    callees: { valueType, isEstimated, isTruncated: false, ...uniteTrees(own.callees, under.callees, how) },
  }
}
