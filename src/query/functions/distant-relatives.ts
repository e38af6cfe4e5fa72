import { calleeFlows, callerFlows } from '../../analysis/call-graph/flows.ts'
import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { baseColumn } from '../../analysis/difference/value-pairs.ts'
import { stackWeights } from '../../analysis/filter-samples.ts'
import { computeNodeWeights, outermostNodes } from '../../analysis/totals/node-weights.ts'
import { computeCallNodes } from '../../analysis/tree/call-nodes.ts'
import {
  allCallees,
  allCallers,
  callDistances,
  type DistantRelatives,
  type WeighedTree,
} from '../../analysis/tree/distant-relatives.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import { shareBound, type Whole, wholeOfCalls, wholeOfStacks } from './functions.ts'

/** Which way relatives are looked for. */
export type RelativesSide = 'callers' | 'callees'

/** All callers or all callees of a func, however far away. Rows by falling total, then by distance; columns have `length`
 *  entries. The func itself is among them where it calls itself, directly or through others. */
export interface DistantRelativesAnswer {
  readonly valueType: ValueType
  readonly func: FuncIndex
  readonly side: RelativesSide
  /** The func's own figures. */
  readonly self: number
  readonly total: number
  /** All that the filter kept, and what shares are of, as in a functions table. */
  readonly everything: number
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
     *  the func. Counted once a sample, so that none exceeds the func's total. NaN of the func itself in a call graph, and where the
     *  func costs less than nothing there. */
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
  /** Where a base was put under the recording: the same of it, brought to the recording's scale; columns have an entry a row, 0 for
   *  what the base has not. Rows of the base alone stand last. */
  readonly difference: DistantDifference | null
}

/** What the base has of a func's distant relatives. */
export interface DistantDifference {
  readonly self: number
  readonly total: number
  readonly whole: number
  readonly rows: { readonly total: Float64Array; readonly self: Float64Array }
}

/**
 * All callers or all callees of a func, as KCachegrind lists them: exact where there are stacks, estimated from a call
 * graph (see {@link callerFlows}). O(samples + stacks) or O(edges).
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
  const part = stacks ?? calls
  if (part === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? stacks?.defaultValueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const figuresOf = (how: Filter, callsOfSide: CallsPart | null) =>
    stacks === null
      ? ofCalls(callsOfSide!, { func, side, index: how.valueType ?? 0, funcs: shared.funcs.length })
      : ofStacks(recording, { func, side, filter: how })
  const own = figuresOf({ ...filter, valueType: index }, calls)
  const base = baseColumn(part.valueTypes, index)
  const under = base && figuresOf({ ...filter, valueType: base.index }, calls && baseCalls(calls))
  const rows = rowsOf(own, under)
  const { self, total, everything, whole, samples } = own
  const scaled = (column: Float64Array) => Float64Array.from(rows.func, other => base!.scale * column[other]!)
  return {
    ...{ valueType, func, side, self, total, everything, whole, samples, isEstimated: stacks === null, rows },
    difference: under && {
      self: base!.scale * under.self,
      total: base!.scale * under.total,
      whole: base!.scale * under.whole,
      rows: { total: scaled(under.found.total), self: scaled(under.found.self) },
    },
  }
}

/** The figures of one side; those of relatives have an entry a func. */
interface SideFigures {
  readonly self: number
  readonly total: number
  readonly everything: number
  readonly whole: number
  readonly samples: number | null
  readonly found: DistantRelatives
  readonly isKept: (func: FuncIndex) => boolean
}

function ofStacks(
  recording: Recording,
  { func, side, filter }: { func: FuncIndex; side: RelativesSide; filter: Filter },
): SideFigures {
  const { shared, stacks } = recording
  const { weights, ...sum } = stackWeights(recording, filter)
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
  const { total: everything, size: whole, samples } = wholeOfStacks(stacks!.valueTypes[sum.valueType]!, sum)
  const isKept = (other: FuncIndex) => found.total[other] !== 0
  return { self, total, everything, whole, samples, found, isKept }
}

function ofCalls(
  part: CallsPart,
  { func, side, index, funcs }: { func: FuncIndex; side: RelativesSide; index: number; funcs: number },
): SideFigures {
  const row = part.rows.func.indexOf(func)
  if (row === -1) throw new RangeError(`Func ${func} is not in the call graph`)
  const flows = side === 'callers' ? callerFlows(part, index, row) : calleeFlows(part, index, row)
  const distance = callDistances(edgesOfSide(part, index), { row, rows: part.rows.length, side })
  const found: DistantRelatives = {
    total: new Float64Array(funcs),
    self: new Float64Array(funcs),
    nearest: new Int32Array(funcs),
    farthest: new Int32Array(funcs),
  }
  for (const [other, far] of distance.entries()) {
    if (far === 0) continue
    const at = part.rows.func[other]!
    found.nearest[at] = far
    // A call graph does not tell what recursion costs.
    found.total[at] = other === row ? Number.NaN : flows.total[other]!
    found.self[at] = other === row ? Number.NaN : flows.self[other]!
  }
  return {
    self: part.self[index]![row]!,
    total: part.total[index]![row]!,
    everything: wholeOfCalls(part, index).total,
    whole: wholeOfCalls(part, index).size,
    samples: null,
    found,
    isKept: other => found.nearest[other] !== 0,
  }
}

/** The edges that a recording or its base has, where both are in one call graph. */
function edgesOfSide(part: CallsPart, index: number): { caller: Int32Array; callee: Int32Array } {
  const { caller, callee, calls } = part.edges
  if (!part.valueTypes.some(type => type.base !== undefined)) return part.edges
  const isThere = (edge: number) => calls[edge]! > 0 || part.edgeTotal[index]![edge] !== 0
  return {
    caller: caller.filter((_, edge) => isThere(edge)),
    callee: callee.filter((_, edge) => isThere(edge)),
  }
}

function rowsOf(own: SideFigures, base: SideFigures | null): DistantRelativesAnswer['rows'] {
  const { total, self, nearest, farthest } = own.found
  const known = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : Math.abs(value))
  const key = (func: number) => known(total[func]!)
  const baseKey = (func: number) => known(base?.found.total[func] ?? 0)
  const near = (func: number) => nearest[func]! || (base?.found.nearest[func] ?? 0)
  const order = Int32Array.from(total.keys())
    .filter(func => own.isKept(func) || base?.isKept(func) === true)
    .sort((a, b) => key(b) - key(a) || baseKey(b) - baseKey(a) || near(a) - near(b) || a - b)
  const take = (column: Float64Array) => Float64Array.from(order, func => column[func]!)
  const totals = take(total)
  const whole: Whole = { total: own.whole, size: own.whole, samples: own.samples }
  return {
    length: order.length,
    func: order,
    total: totals,
    self: take(self),
    nearest: Int32Array.from(order, near),
    farthest: Int32Array.from(order, func => farthest[func]! || (base?.found.farthest[func] ?? 0)),
    totalLow: totals.map(value => shareBound(value, whole, 'low')),
    totalHigh: totals.map(value => shareBound(value, whole, 'high')),
  }
}
