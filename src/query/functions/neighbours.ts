import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { baseColumn } from '../../analysis/difference/value-pairs.ts'
import { stackWeights } from '../../analysis/filter-samples.ts'
import { callNeighbours, type Neighbours, stackNeighbours } from '../../analysis/tree/neighbours.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import {
  type FunctionRows,
  scaledWhole,
  type Whole,
  wholeOfCalls,
  wholeOfStacks,
  withIntervals,
} from './functions.ts'
import { type NeighbourDifference, neighbourDifference, withBaseRows } from './neighbour-difference.ts'

/** Callers and callees of one func. In both lists the row with func -1 is the self row, so that each column adds up to
 *  the func's total: among callees it is what the func itself cost, among callers what it cost with no caller (as a
 *  root). `rows.total` is what the func cost when called from that caller (callers), or what the callee cost when
 *  called from the func (callees); `rows.self` is what the func (callers) or the callee (callees) itself cost of that,
 *  NaN where it is not known. Recursion: callers are those of the outermost occurrence in a sample, callees those of the
 *  innermost; a call graph cannot tell these apart, see `analysis/tree/neighbours.ts`. Sorted by the size of total, falling. */
export interface NeighboursAnswer {
  readonly valueType: ValueType
  readonly func: FuncIndex
  /** The func's own total and self, and what shares are of. */
  readonly total: number
  readonly self: number
  readonly whole: number
  readonly callers: FunctionRows
  readonly callees: FunctionRows
  /** Where a base was put under the recording: what it has of the same; rows of the base alone are in the lists too. */
  readonly difference: NeighbourDifference | null
}

/**
 * Callers and callees of a func, from the stacks the filter keeps, or from the call graph where there are no stacks (the
 * filter can then only choose the value type). O(samples + stacks) or O(edges).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such func or value type.
 */
export function queryNeighbours(
  recording: Recording,
  func: FuncIndex,
  filter: Filter = {},
): NeighboursAnswer {
  const { shared, stacks, calls } = recording
  if (!Number.isInteger(func) || func < 0 || func >= shared.funcs.length) {
    throw new RangeError(`Func ${func} of ${shared.funcs.length}`)
  }
  if (stacks !== null) {
    const { weights, ...sum } = stackWeights(recording, filter)
    const index = sum.valueType
    const valueType = stacks.valueTypes[index]!
    const whole = wholeOfStacks(valueType, sum)
    const found = stackNeighbours(shared, weights, func)
    const base = baseColumn(stacks.valueTypes, index)
    if (base === null) return answer(found, null, { valueType, func, whole })
    const under = stackWeights(recording, { ...filter, valueType: base.index })
    const baseWhole = scaledWhole(wholeOfStacks(valueType, under), base.scale)
    const baseFound = { ...stackNeighbours(shared, under.weights, func), scale: base.scale, whole: baseWhole }
    return answer(found, baseFound, { valueType, func, whole })
  }
  if (calls === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  const valueType = calls.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${calls.valueTypes.length}`)
  const found = callNeighbours(calls, index, func)
  const base = baseColumn(calls.valueTypes, index)
  const whole = wholeOfCalls(calls, index)
  if (base === null) return answer(found, null, { valueType, func, whole })
  const baseFound = {
    ...callNeighbours(baseCalls(calls), base.index, func),
    scale: base.scale,
    whole: scaledWhole(wholeOfCalls(calls, base.index), base.scale),
  }
  return answer(found, baseFound, { valueType, func, whole })
}

function answer(
  found: Neighbours,
  base: (Neighbours & { readonly scale: number; readonly whole: Whole }) | null,
  about: { valueType: ValueType; func: FuncIndex; whole: Whole },
): NeighboursAnswer {
  const { valueType, func, whole } = about
  const joined = base === null ? null : withBaseRows(found, base, base.scale)
  const { callers, callees } = joined?.own ?? found
  return {
    valueType,
    func,
    total: found.total,
    self: found.self,
    whole: whole.size,
    callers: withIntervals(callers, whole),
    callees: withIntervals(callees, whole),
    difference:
      joined === null || base === null ? null : neighbourDifference(joined, { own: whole, base: base.whole }),
  }
}
