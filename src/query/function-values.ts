import type { Recording } from '../model/recording.ts'
import type { Filter } from './filter.ts'
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
  const columns = values.map(columnOf)
  const standard = recording.stacks?.defaultValueType ?? 0
  const lead = columns.find(column => !column.isRatio) ?? figuresOf(filter.valueType ?? standard)
  const isKept = (func: number) =>
    lead.self[func] !== 0 ||
    lead.total[func] !== 0 ||
    columns.some(({ isRatio, total }) => !isRatio && total[func] !== 0)
  const func = Int32Array.from(lead.self.keys())
    .filter(isKept)
    .sort((a, b) => lead.self[b]! - lead.self[a]! || lead.total[b]! - lead.total[a]! || a - b)
  const take = (column: Float64Array) => Float64Array.from(func, own => column[own]!)
  return {
    length: func.length,
    func,
    values: columns.map(column => ({ ...column, self: take(column.self), total: take(column.total) })),
  }

  function columnOf(text: string): ValueColumn {
    const { name, unit, isRatio, evaluate } = valueColumn(recording, text)
    const column = (side: 'self' | 'total') =>
      new Float64Array(recording.shared.funcs.length).map((_, func) =>
        evaluate(index => figuresOf(index)[side][func]!),
      )
    const whole = evaluate(index => figuresOf(index).whole)
    return { name, unit, isRatio, whole, self: column('self'), total: column('total') }
  }
}

function measure(recording: Recording, filter: Filter): Figures {
  const { rows, total: whole } = queryFunctions(recording, filter)
  const self = new Float64Array(recording.shared.funcs.length)
  const total = new Float64Array(recording.shared.funcs.length)
  for (let row = 0; row < rows.length; row++) {
    self[rows.func[row]!] = rows.self[row]!
    total[rows.func[row]!] = rows.total[row]!
  }
  return { whole, self, total }
}
