import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { baseColumn } from '../../analysis/difference/value-pairs.ts'
import type { StackWeights } from '../../analysis/filter-samples.ts'
import { weighFunctions } from '../../analysis/totals/function-totals.ts'
import { wholeOf } from '../../analysis/totals/whole.ts'
import { wilsonInterval } from '../../base/statistics.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { type FunctionDifference, functionDifference } from './difference.ts'

/** Figures of funcs, one row each. Columns have `length` entries; values are in the answer's value type's unit. */
export interface FunctionRows {
  readonly length: number
  /** Index into `shared.funcs`; -1 in a self row (see neighbours.ts). */
  readonly func: Int32Array
  readonly self: Float64Array
  readonly total: Float64Array
  /** 99 % interval of the share in the whole, in [0, 1]; NaN where the figures are exact. */
  readonly selfLow: Float64Array
  readonly selfHigh: Float64Array
  readonly totalLow: Float64Array
  readonly totalHigh: Float64Array
  /** NaN where the input does not know. */
  readonly calls: Float64Array
  readonly primitiveCalls: Float64Array
}

/** The functions table. Rows are sorted by the size of self, then of total, falling. */
export interface FunctionsAnswer {
  readonly valueType: ValueType
  /** All that the filter kept: what grew less what shrank. */
  readonly total: number
  /** What shares are of: `total`, or where parts are below zero the sum of their sizes. */
  readonly whole: number
  /** Samples behind the figures (the effective number, for the intervals); null for exact recordings. */
  readonly samples: number | null
  readonly rows: FunctionRows
  /** Per row: how many times faster the whole would be if the function cost nothing at all (Amdahl, AFIPS 1967);
   *  Infinity where the function is all of it. */
  readonly ceiling: Float64Array
  /** Where a base was put under the recording: what each row cost there; funcs that only the base has are rows too. Null
   *  elsewhere. */
  readonly difference: FunctionDifference | null
}

/** All of a value, what shares are of, and the samples behind it. */
export interface Whole {
  readonly total: number
  /** What shares are of: `total`, or where parts are below zero the sum of their sizes, see {@link wholeOf}. */
  readonly size: number
  /** Null where the figures are exact, where nobody knows how many samples rows are sums of, and where parts are below zero: their
   *  shares are no share of a number of samples. */
  readonly samples: number | null
}

/** The whole of what stacks weigh. */
export function wholeOfStacks(valueType: ValueType, sum: Omit<StackWeights, 'weights'>): Whole {
  const isSampled = valueType.precision !== 'exact' && !sum.hasNegative && Number.isFinite(sum.samples)
  return { total: sum.total, size: sum.whole, samples: isSampled ? sum.samples : null }
}

/** The whole of the base under a difference, brought to the recording's scale. */
export function scaledWhole({ total, size, samples }: Whole, scale: number): Whole {
  return { total: scale * total, size: scale * size, samples }
}

/** Figures of funcs before they have intervals. */
export type BareRows = Pick<FunctionRows, 'length' | 'func' | 'self' | 'total' | 'calls' | 'primitiveCalls'>

/**
 * Self and total of every func that costs anything, from the stacks the filter keeps; of every func of the call graph
 * (the filter can then only choose the value type) where there are no stacks. O(samples + stacks + funcs log funcs).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type.
 */
export function queryFunctions(recording: Recording, filter: Filter = {}): FunctionsAnswer {
  if (recording.stacks !== null) return stackFunctions(recording, filter)
  if (recording.calls !== null) return callFunctions(recording.calls, filter)
  throw new TypeError('The recording has neither stacks nor a call graph')
}

/** How many times faster the whole would be without a part of it (Amdahl); Infinity where the part is all. */
export function ceilingOf(part: number, whole: number): number {
  const rest = whole - part
  return whole > 0 && !Number.isNaN(part)
    ? rest > 1e-9 * whole
      ? whole / rest
      : Number.POSITIVE_INFINITY
    : Number.NaN
}

/** The ceiling of a part of a whole; unknown (NaN) where parts are below zero: nothing is faster without what takes away. */
export function ceilingIn(part: number, whole: Whole): number {
  return hasBothSigns(whole) ? Number.NaN : ceilingOf(part, whole.total)
}

/** What shares of a total are of that parts add up to: the total, or where parts are below zero the sum of their sizes. */
export function wholeOfParts(total: number, parts: ArrayLike<number>): number {
  const sizes = Float64Array.from(parts)
  return sizes.some(part => part < 0) ? wholeOf(sizes) : total
}

/** Whether parts of a whole are below zero. */
export function hasBothSigns({ total, size }: Pick<Whole, 'total' | 'size'>): boolean {
  return total < size
}

/** Adds the 99 % intervals of the shares in the whole; NaN where the figures are exact. Source: Wilson, JASA 1927. */
export function withIntervals(rows: BareRows, whole: Whole): FunctionRows {
  const bounds = (values: Float64Array, side: 'low' | 'high') =>
    Float64Array.from(values, value => shareBound(value, whole, side))
  return {
    ...rows,
    selfLow: bounds(rows.self, 'low'),
    selfHigh: bounds(rows.self, 'high'),
    totalLow: bounds(rows.total, 'low'),
    totalHigh: bounds(rows.total, 'high'),
  }
}

/** One end of the 99 % interval of `value`'s share in the whole, NaN where it is exact. */
export function shareBound(value: number, whole: Whole, side: 'low' | 'high'): number {
  if (whole.samples === null || Number.isNaN(value) || !(whole.size > 0)) return Number.NaN
  return wilsonInterval((value / whole.size) * whole.samples, whole.samples)[side]
}

function stackFunctions(recording: Recording, filter: Filter): FunctionsAnswer {
  const { sum, totals } = weighFunctions(recording, filter)
  const valueType = recording.stacks!.valueTypes[sum.valueType]!
  const base = baseColumn(recording.stacks!.valueTypes, sum.valueType)
  const under = base === null ? null : weighFunctions(recording, { ...filter, valueType: base.index })
  const order = sortedBySelf(
    totals,
    (_, func) => totals.total[func] !== 0 || (under !== null && under.totals.total[func] !== 0),
  )
  const unknown = new Float64Array(order.length).fill(Number.NaN)
  const rows = {
    length: order.length,
    func: order,
    self: Float64Array.from(order, func => totals.self[func]!),
    total: Float64Array.from(order, func => totals.total[func]!),
    calls: unknown,
    primitiveCalls: unknown,
  }
  const whole = wholeOfStacks(valueType, sum)
  if (base === null || under === null) return answer(rows, valueType, whole)
  const column = (values: Float64Array) => Float64Array.from(order, func => base.scale * values[func]!)
  const baseRows = { ...rows, self: column(under.totals.self), total: column(under.totals.total) }
  const baseWhole = scaledWhole(wholeOfStacks(valueType, under.sum), base.scale)
  return answer(
    rows,
    valueType,
    whole,
    functionDifference({ rows, whole }, { rows: baseRows, whole: baseWhole }),
  )
}

function callFunctions(part: CallsPart, filter: Filter): FunctionsAnswer {
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const [self, totals] = [part.self[index]!, part.total[index]!]
  const { rows } = part
  const base = baseColumn(part.valueTypes, index)
  const under = base === null ? null : baseCalls(part)
  const isInBase = (row: number) =>
    under !== null && (under.total[base!.index]![row] !== 0 || under.rows.calls[row]! > 0)
  const order = sortedBySelf(
    { self, total: totals },
    (_, row) => self[row] !== 0 || totals[row] !== 0 || rows.calls[row]! > 0 || isInBase(row),
  )
  const column = (values: Float64Array) => Float64Array.from(order, row => values[row]!)
  const sorted = {
    length: order.length,
    func: Int32Array.from(order, row => rows.func[row]!),
    self: column(self),
    total: column(totals),
    calls: column(rows.calls),
    primitiveCalls: column(rows.primitiveCalls),
  }
  const whole = wholeOfCalls(part, index)
  if (base === null || under === null) return answer(sorted, valueType, whole)
  const scaled = (values: Float64Array) => column(values).map(value => base.scale * value)
  const baseRows = {
    ...sorted,
    self: scaled(under.self[base.index]!),
    total: scaled(under.total[base.index]!),
    calls: column(under.rows.calls),
    primitiveCalls: column(under.rows.primitiveCalls),
  }
  const baseWhole = scaledWhole(wholeOfCalls(part, base.index), base.scale)
  const difference = functionDifference({ rows: sorted, whole }, { rows: baseRows, whole: baseWhole })
  return answer(sorted, valueType, whole, difference)
}

/** The whole of a call graph: the sum of self, as pstats has it. */
export function wholeOfCalls(part: CallsPart, valueType: number): Whole {
  let total = 0
  for (const self of part.self[valueType]!) if (!Number.isNaN(self)) total += self
  // A call graph made of samples does not say how many there were.
  return { total, size: wholeOf(part.self[valueType]!), samples: null }
}

function answer(
  rows: BareRows,
  valueType: ValueType,
  whole: Whole,
  difference: FunctionDifference | null = null,
): FunctionsAnswer {
  return {
    valueType,
    total: whole.total,
    whole: whole.size,
    samples: whole.samples,
    difference,
    rows: withIntervals(rows, whole),
    ceiling: Float64Array.from(rows.total, value => ceilingIn(value, whole)),
  }
}

/** Indexes that `isKept`, by falling size of self, then of total, then as they stand. */
function sortedBySelf(
  { self, total }: { self: Float64Array; total: Float64Array },
  isKept: (value: number, index: number) => boolean,
): Int32Array {
  const order = Int32Array.from(self.keys()).filter(index => isKept(self[index]!, index))
  const size = Math.abs
  return order.sort((a, b) => size(self[b]!) - size(self[a]!) || size(total[b]!) - size(total[a]!) || a - b)
}
