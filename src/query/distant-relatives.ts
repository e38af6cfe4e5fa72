import { computeCallNodes } from '../analysis/call-nodes.ts'
import {
  allCallees,
  allCallers,
  callDistances,
  type DistantRelatives,
  type WeighedTree,
} from '../analysis/distant-relatives.ts'
import { estimateCallTree } from '../analysis/estimated-tree.ts'
import { stackWeights } from '../analysis/filter-samples.ts'
import { computeNodeWeights, outermostNodes } from '../analysis/node-weights.ts'
import type { CallsPart, Recording, Shared, ValueType } from '../model/recording.ts'
import type { FuncIndex } from '../model/tables.ts'
import type { Filter } from './filter.ts'
import { shareBound, type Whole, wholeOfCalls } from './functions.ts'

/** Which way relatives are looked for. */
export type RelativesSide = 'callers' | 'callees'

/** All callers or all callees of a func, however far away. Rows by falling total, then by distance; columns have `length`
 *  entries. The func itself is among them where it calls itself, directly or through others. */
export interface DistantRelativesAnswer {
  readonly valueType: ValueType
  readonly func: FuncIndex
  readonly side: RelativesSide
  /** The func's own figures, and the whole. */
  readonly self: number
  readonly total: number
  readonly whole: number
  /** Effective number of samples; null where figures are exact. */
  readonly samples: number | null
  /** Whether totals were worked out from a call graph, which does not determine them: its cost is split among callees, or
   *  callers, as it is over all calls. Distances are exact all the same. */
  readonly isEstimated: boolean
  readonly rows: {
    readonly length: number
    readonly func: Int32Array
    /** Callers: what the func cost when called from this one, directly or not. Callees: what this one cost when called from
     *  the func. Counted once a sample, so that none exceeds the func's total. NaN where an estimate did not get that far. */
    readonly total: Float64Array
    /** The part of `total` that was spent in the func itself (callers) or in this one itself (callees); NaN for callers of a
     *  call graph. */
    readonly self: Float64Array
    /** Calls on the shortest way between the two; 1 for direct ones. */
    readonly nearest: Int32Array
    /** Calls on the longest way that was seen; 0 where only a call graph is known. */
    readonly farthest: Int32Array
    /** 99 % interval of the total's share in the whole; NaN where exact or estimated. */
    readonly totalLow: Float64Array
    readonly totalHigh: Float64Array
  }
}

/**
 * All callers or all callees of a func, as KCachegrind lists them: exact where there are stacks, estimated from a call
 * graph. O(samples + stacks) or O(edges) and the estimate.
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such func or value type.
 */
export function queryDistantRelatives(
  recording: Recording,
  { func, side, filter = {} }: { func: FuncIndex; side: RelativesSide; filter?: Filter },
): DistantRelativesAnswer {
  const { shared, stacks, calls } = recording
  if (!Number.isInteger(func) || func < 0 || func >= shared.funcs.length) {
    throw new RangeError(`Func ${func} of ${shared.funcs.length}`)
  }
  if (stacks !== null) {
    const { valueType: index, weights, total, samples } = stackWeights(recording, filter)
    const valueType = stacks.valueTypes[index]!
    const whole = { total, samples: valueType.precision === 'exact' ? null : samples }
    return ofStacks(shared, weights, { func, side, valueType, whole })
  }
  if (calls === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  if (calls.valueTypes[index] === undefined)
    throw new RangeError(`Value type ${index} of ${calls.valueTypes.length}`)
  return ofCalls(calls, { func, side, index, funcs: shared.funcs.length })
}

function ofStacks(
  shared: Shared,
  weights: Float64Array,
  about: { func: FuncIndex; side: RelativesSide; valueType: ValueType; whole: Whole },
): DistantRelativesAnswer {
  const { func, side, valueType, whole } = about
  const nodes = computeCallNodes(shared)
  const outermost = outermostNodes(nodes)
  const tree: WeighedTree = { ...nodes, ...computeNodeWeights(nodes, weights) }
  const funcs = shared.funcs.length
  const found =
    side === 'callers' ? allCallers(tree, { func, funcs, outermost }) : allCallees(tree, { func, funcs })
  let [self, total] = [0, 0]
  for (let node = 0; node < tree.length; node++) {
    if (tree.func[node] !== func) continue
    self += tree.self[node]!
    if (outermost[node] === node) total += tree.total[node]!
  }
  const rows = rowsOf(found, { whole, isKept: other => found.total[other] !== 0 })
  return { ...{ valueType, func, side, self, total, isEstimated: false, rows }, ...wholeColumns(whole) }
}

function ofCalls(
  part: CallsPart,
  { func, side, index, funcs }: { func: FuncIndex; side: RelativesSide; index: number; funcs: number },
): DistantRelativesAnswer {
  const row = part.rows.func.indexOf(func)
  if (row === -1) throw new RangeError(`Func ${func} is not in the call graph`)
  const estimate = estimateCallTree(part, index, { row, isInverted: side === 'callers' })
  const tree: WeighedTree = { ...estimate, total: estimate.totals }
  const found = allCallees(tree, { func, funcs })
  const distance = callDistances(part.edges, { row, rows: part.rows.length, side })
  const isSplit = found.nearest.map(near => (near === 0 ? 0 : 1))
  found.nearest.fill(0)
  for (const [other, far] of distance.entries()) found.nearest[part.rows.func[other]!] = far
  for (let other = 0; other < funcs; other++) {
    // What an estimate did not reach costs little, and nobody knows how much; nor does it tell what recursion costs.
    if (isSplit[other] === 0) found.total[other] = Number.NaN
    if (side === 'callers' || isSplit[other] === 0) found.self[other] = Number.NaN
  }
  found.farthest.fill(0)
  const whole = wholeOfCalls(part, index)
  const rows = rowsOf(found, {
    whole: { ...whole, samples: null },
    isKept: other => found.nearest[other] !== 0,
  })
  return {
    ...{ valueType: part.valueTypes[index]!, func, side, isEstimated: true, rows },
    self: part.self[index]![row]!,
    total: part.total[index]![row]!,
    ...wholeColumns(whole),
  }
}

function wholeColumns({ total, samples }: Whole) {
  return { whole: total, samples }
}

function rowsOf(
  { total, self, nearest, farthest }: DistantRelatives,
  { whole, isKept }: { whole: Whole; isKept: (func: number) => boolean },
): DistantRelativesAnswer['rows'] {
  const key = (func: number) => (Number.isNaN(total[func]!) ? Number.NEGATIVE_INFINITY : total[func]!)
  const order = Int32Array.from(total.keys())
    .filter(isKept)
    .sort((a, b) => key(b) - key(a) || nearest[a]! - nearest[b]! || a - b)
  const take = (column: Float64Array) => Float64Array.from(order, func => column[func]!)
  const totals = take(total)
  return {
    length: order.length,
    func: order,
    total: totals,
    self: take(self),
    nearest: Int32Array.from(order, func => nearest[func]!),
    farthest: Int32Array.from(order, func => farthest[func]!),
    totalLow: totals.map(value => shareBound(value, whole, 'low')),
    totalHigh: totals.map(value => shareBound(value, whole, 'high')),
  }
}
