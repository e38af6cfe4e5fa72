import { stackWeights } from '../analysis/filter-samples.ts'
import { callNeighbours, type NeighbourRows, stackNeighbours } from '../analysis/neighbours.ts'
import type { Recording, ValueType } from '../model/recording.ts'
import type { FuncIndex } from '../model/tables.ts'
import type { Filter } from './filter.ts'
import { type FunctionRows, type Whole, wholeOfCalls, withIntervals } from './functions.ts'

/** Callers and callees of one func. In both lists the row with func -1 is the self row, so that each column adds up to
 *  the func's total: among callees it is what the func itself cost, among callers what it cost with no caller (as a
 *  root). `rows.total` is what the func cost when called from that caller (callers), or what the callee cost when
 *  called from the func (callees); `rows.self` is what the func (callers) or the callee (callees) itself cost of that,
 *  NaN where it is not known. Recursion: callers are those of the outermost occurrence in a sample, callees those of the
 *  innermost; a call graph cannot tell these apart, see `analysis/neighbours.ts`. Sorted by total, falling. */
export interface NeighboursAnswer {
  readonly valueType: ValueType
  readonly func: FuncIndex
  /** The func's own total and self, and the whole. */
  readonly total: number
  readonly self: number
  readonly whole: number
  readonly callers: FunctionRows
  readonly callees: FunctionRows
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
    const { valueType: index, weights, total, samples } = stackWeights(recording, filter)
    const valueType = stacks.valueTypes[index]!
    const whole = { total, samples: valueType.precision === 'exact' ? null : samples }
    return answer(stackNeighbours(shared, weights, func), { valueType, func, whole })
  }
  if (calls === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  const valueType = calls.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${calls.valueTypes.length}`)
  return answer(callNeighbours(calls, index, func), { valueType, func, whole: wholeOfCalls(calls, index) })
}

function answer(
  found: { self: number; total: number; callers: NeighbourRows; callees: NeighbourRows },
  about: { valueType: ValueType; func: FuncIndex; whole: Whole },
): NeighboursAnswer {
  const { valueType, func, whole } = about
  return {
    valueType,
    func,
    total: found.total,
    self: found.self,
    whole: whole.total,
    callers: withIntervals(found.callers, whole),
    callees: withIntervals(found.callees, whole),
  }
}
