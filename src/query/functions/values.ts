import { baseColumn } from '../../analysis/difference/value-pairs.ts'
import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { valueTypesOf } from '../formula/derived-values.ts'
import { queryFunctions } from './functions.ts'
import { valueColumn } from './value-column.ts'

/** What functions cost in one value. Columns have an entry a row of the answer. */
export interface ValueColumn {
  readonly name: string
  /** '' for a ratio. */
  readonly unit: string
  /** Whether it was worked out of each row's sums and must not be added up: `whole` is then that of the whole, and no row has
   *  a share in it. */
  readonly isRatio: boolean
  readonly whole: number
  /** NaN where a ratio has nothing to divide by. */
  readonly self: Float64Array
  readonly total: Float64Array
  /** Where a base was put under the recording: the same of it, sums brought to the recording's scale; NaN where it does not measure
   *  what a formula needs. */
  readonly base: { readonly self: Float64Array; readonly total: Float64Array } | null
}

/** Functions with several values side by side, by falling self of the first that is no ratio, else of the recording's default. */
export interface FunctionValuesAnswer {
  readonly length: number
  readonly func: Int32Array
  readonly values: readonly ValueColumn[]
}

interface Figures {
  readonly whole: number
  /** An entry a func. */
  readonly self: Float64Array
  readonly total: Float64Array
  /** What the base has of them, and what it was multiplied by; null where there is none. */
  readonly base: { readonly self: Float64Array; readonly total: Float64Array; readonly scale: number } | null
}

/**
 * What functions cost in each of several values: names of value types, or formulas. O(values * (samples + stacks + funcs)).
 * @throws UsageError for a value that is not measured or a formula that cannot be read, TypeError if the recording has
 * neither stacks nor calls.
 */
export function queryFunctionValues(
  recording: Recording,
  values: readonly string[],
  filter: Filter = {},
): FunctionValuesAnswer {
  const known = new Map<number, Figures>()
  const figuresOf = (index: number) => {
    let figures = known.get(index)
    if (figures === undefined) {
      figures = measure(recording, { ...filter, valueType: index })
      known.set(index, figures)
    }
    return figures
  }
  const hasBase = valueTypesOf(recording).some(type => type.base !== undefined)
  const columns = values.map(columnOf)
  const standard = recording.stacks?.defaultValueType ?? 0
  const lead = columns.find(column => !column.isRatio) ?? figuresOf(filter.valueType ?? standard)
  const isKept = (func: number) =>
    lead.self[func] !== 0 ||
    lead.total[func] !== 0 ||
    columns.some(
      ({ isRatio, total, base }) => !isRatio && (total[func] !== 0 || (base?.total[func] || 0) !== 0),
    )
  const func = Int32Array.from(lead.self.keys())
    .filter(isKept)
    .sort((a, b) => lead.self[b]! - lead.self[a]! || lead.total[b]! - lead.total[a]! || a - b)
  const take = (column: Float64Array) => Float64Array.from(func, own => column[own]!)
  return {
    length: func.length,
    func,
    values: columns.map(column => ({
      ...column,
      self: take(column.self),
      total: take(column.total),
      base: column.base && { self: take(column.base.self), total: take(column.base.total) },
    })),
  }

  function columnOf(text: string): ValueColumn {
    const { name, unit, isRatio, evaluate } = valueColumn(recording, text)
    const column = (side: 'self' | 'total') =>
      new Float64Array(recording.shared.funcs.length).map((_, func) =>
        evaluate(index => figuresOf(index)[side][func]!),
      )
    const whole = evaluate(index => figuresOf(index).whole)
    // The two sides of a ratio are not to be brought to scale, each by its own factor.
    const ofBase = (side: 'self' | 'total') =>
      new Float64Array(recording.shared.funcs.length).map((_, func) =>
        evaluate(index => {
          const { base } = figuresOf(index)
          return base === null ? Number.NaN : base[side][func]! / (isRatio ? base.scale : 1)
        }),
      )
    return {
      ...{ name, unit, isRatio, whole, self: column('self'), total: column('total') },
      base: hasBase ? { self: ofBase('self'), total: ofBase('total') } : null,
    }
  }
}

function measure(recording: Recording, filter: Filter): Figures {
  const { rows, whole, difference } = queryFunctions(recording, filter)
  const self = new Float64Array(recording.shared.funcs.length)
  const total = new Float64Array(recording.shared.funcs.length)
  for (let row = 0; row < rows.length; row++) {
    self[rows.func[row]!] = rows.self[row]!
    total[rows.func[row]!] = rows.total[row]!
  }
  if (difference === null) return { whole, self, total, base: null }
  const spread = (values: Float64Array) => {
    const column = new Float64Array(self.length)
    for (let row = 0; row < rows.length; row++) column[rows.func[row]!] = values[row]!
    return column
  }
  const { scale } = baseColumn(valueTypesOf(recording), filter.valueType!)!
  return {
    whole,
    self,
    total,
    base: { self: spread(difference.self), total: spread(difference.total), scale },
  }
}
