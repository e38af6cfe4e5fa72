import { collapseCycles } from '../../analysis/call-graph/collapse-cycles.ts'
import { graphOfCalls } from '../../analysis/call-graph/from-calls.ts'
import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { baseColumn } from '../../analysis/difference/value-pairs.ts'
import { stackWeights } from '../../analysis/filter-samples.ts'
import { type Grouping, groupFunctions } from '../../analysis/totals/function-groups.ts'
import { computeKeyTotals } from '../../analysis/totals/key-totals.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { type DifferenceSide, type FunctionDifference, functionDifference } from './difference.ts'
import { scaledWhole, shareBound, type Whole, wholeOfCalls, wholeOfStacks } from './functions.ts'

export { GROUPINGS, type Grouping } from '../../analysis/totals/function-groups.ts'

/** Functions in groups, by falling size of self. Columns have `length` entries. */
export interface FunctionGroupsAnswer {
  readonly valueType: ValueType
  readonly grouping: Grouping
  readonly total: number
  /** What shares are of: `total`, or where parts are below zero the sum of their sizes. */
  readonly whole: number
  /** Effective number of samples; null where figures are exact. */
  readonly samples: number | null
  readonly length: number
  readonly name: readonly string[]
  /** Functions of the group that cost anything. */
  readonly functions: Int32Array
  readonly self: Float64Array
  /** What was spent while any function of the group was on the stack, once a sample. Of a call graph it is known for groups
   *  of one function and for cycles; NaN elsewhere, for the sum of the functions' totals would count calls within a group
   *  twice. */
  readonly totals: Float64Array
  /** 99 % interval of the shares in the whole; NaN where exact. */
  readonly selfLow: Float64Array
  readonly selfHigh: Float64Array
  /** The row of every func's group; an entry a func, -1 where the func cost nothing. */
  readonly rowOfFunc: Int32Array
  /** Where a base was put under the recording: what it has of the same groups. */
  readonly difference: FunctionDifference | null
}

/**
 * What groups of functions cost. O(samples + stacks + funcs).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type.
 */
export function queryFunctionGroups(
  recording: Recording,
  grouping: Grouping,
  filter: Filter = {},
): FunctionGroupsAnswer {
  if (recording.stacks === null && recording.calls === null) {
    throw new TypeError('The recording has neither stacks nor a call graph')
  }
  const groups = groupFunctions(recording, grouping)
  const count = groups.names.length
  const figures = figuresOf(recording, { ...groups, count }, { grouping, filter })
  const base = baseFigures(recording, { ...groups, count }, { grouping, filter })
  const isUsed = (func: number) => figures.isUsed[func] === 1 || base?.isUsed[func] === 1
  const functions = new Int32Array(count)
  for (const [func, group] of groups.groupOf.entries()) if (isUsed(func)) functions[group]!++
  const size = Math.abs
  const order = Int32Array.from(functions.keys())
    .filter(group => functions[group]! > 0)
    .sort(
      (a, b) =>
        size(figures.self[b]!) - size(figures.self[a]!) ||
        size(figures.totals[b]!) - size(figures.totals[a]!) ||
        a - b,
    )
  const rowOf = new Int32Array(count).fill(-1)
  for (const [row, group] of order.entries()) rowOf[group] = row
  const { whole } = figures
  const self = Float64Array.from(order, group => figures.self[group]!)
  return {
    ...{
      valueType: figures.valueType,
      grouping,
      total: whole.total,
      whole: whole.size,
      samples: whole.samples,
    },
    length: order.length,
    name: Array.from(order, group => groups.names[group]!),
    functions: Int32Array.from(order, group => functions[group]!),
    self,
    totals: Float64Array.from(order, group => figures.totals[group]!),
    selfLow: self.map(value => shareBound(value, whole, 'low')),
    selfHigh: self.map(value => shareBound(value, whole, 'high')),
    rowOfFunc: groups.groupOf.map((group, func) => (isUsed(func) ? rowOf[group]! : -1)),
    difference: base && functionDifference(sideOf(figures, order), sideOf(base, order)),
  }
}

function figuresOf(
  recording: Recording,
  groups: Groups,
  { grouping, filter }: { grouping: Grouping; filter: Filter },
): GroupFigures {
  return recording.stacks === null
    ? ofCalls(recording, groups, { grouping, filter })
    : ofStacks(recording, groups, filter)
}

/** What the base has of the groups, brought to the recording's scale; null where there is none. */
function baseFigures(
  recording: Recording,
  groups: Groups,
  { grouping, filter }: { grouping: Grouping; filter: Filter },
): GroupFigures | null {
  const { stacks, calls } = recording
  const { valueTypes } = (stacks ?? calls)!
  const base = baseColumn(valueTypes, filter.valueType ?? stacks?.defaultValueType ?? 0)
  if (base === null) return null
  const figures = figuresOf({ ...recording, calls: calls && baseCalls(calls) }, groups, {
    grouping,
    filter: { ...filter, valueType: base.index },
  })
  const scaled = (values: Float64Array) => values.map(value => base.scale * value)
  return {
    ...figures,
    whole: scaledWhole(figures.whole, base.scale),
    self: scaled(figures.self),
    totals: scaled(figures.totals),
  }
}

function sideOf({ self, totals, whole }: GroupFigures, order: Int32Array): DifferenceSide {
  const unknown = new Float64Array(order.length).fill(Number.NaN)
  const column = (values: Float64Array) => Float64Array.from(order, group => values[group]!)
  return {
    rows: { self: column(self), total: column(totals), calls: unknown, primitiveCalls: unknown },
    whole,
  }
}

interface GroupFigures {
  readonly valueType: ValueType
  readonly whole: Whole
  readonly self: Float64Array
  readonly totals: Float64Array
  /** Per func 1 where it cost anything or was called. */
  readonly isUsed: Uint8Array
}

interface Groups {
  readonly groupOf: Int32Array
  readonly count: number
}

function ofStacks(recording: Recording, { groupOf, count }: Groups, filter: Filter): GroupFigures {
  const { shared } = recording
  const { weights, ...sum } = stackWeights(recording, filter)
  const valueType = recording.stacks!.valueTypes[sum.valueType]!
  const keyOfFrame = shared.frames.func.map(func => groupOf[func]!)
  const totals = computeKeyTotals(shared, { keyOfFrame, keys: count, weights })
  return {
    valueType,
    whole: wholeOfStacks(valueType, sum),
    self: totals.self,
    totals: totals.total,
    isUsed: usedFuncs(recording, weights),
  }
}

/** The funcs that stand in stacks that weigh something. */
function usedFuncs({ shared }: Recording, weights: Float64Array): Uint8Array {
  const { prefix, frame, length } = shared.stacks
  const isUsed = new Uint8Array(shared.funcs.length)
  const isSeen = new Uint8Array(length)
  for (let stack = length - 1; stack >= 0; stack--) {
    if (weights[stack] === 0 && isSeen[stack] === 0) continue
    isUsed[shared.frames.func[frame[stack]!]!] = 1
    if (prefix[stack] !== -1) isSeen[prefix[stack]!] = 1
  }
  return isUsed
}

function ofCalls(
  { shared, calls }: Recording,
  { groupOf, count }: Groups,
  { grouping, filter }: { grouping: Grouping; filter: Filter },
): GroupFigures {
  const part = calls!
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const [self, totals] = [new Float64Array(count), new Float64Array(count).fill(Number.NaN)]
  const isUsed = new Uint8Array(shared.funcs.length)
  const rowsOf = new Int32Array(count)
  for (let row = 0; row < part.rows.length; row++) {
    const func = part.rows.func[row]!
    const [own, total] = [part.self[index]![row]!, part.total[index]![row]!]
    if (own === 0 && total === 0 && !(part.rows.calls[row]! > 0)) continue
    isUsed[func] = 1
    const group = groupOf[func]!
    if (!Number.isNaN(own)) self[group]! += own
    totals[group] = rowsOf[group]!++ === 0 ? total : Number.NaN
  }
  if (grouping === 'cycle') {
    const { nodes, members } = collapseCycles(graphOfCalls(part, index))
    for (let node = 0; node < nodes.length; node++) {
      if (nodes.func[node] === -1) totals[groupOf[members[nodes.cycle[node]! - 1]![0]!]!] = nodes.total[node]!
    }
  }
  return { valueType, whole: wholeOfCalls(part, index), self, totals, isUsed }
}
