import { type Growable, growableFloat64 } from '../base/growable.ts'
import { PairMap } from '../base/pair-map.ts'
import type { RowOf } from './columns.ts'
import type { CallsPart, LinesPart, StacksPart, ValueType } from './recording.ts'
import { tableBuilder } from './table-builder.ts'
import { CALL_EDGES, CALL_ROWS, type FuncIndex, LINE_ROWS, SAMPLES } from './tables.ts'

function weightColumns(valueTypes: readonly ValueType[]): Growable<Float64Array>[] {
  return valueTypes.map(() => growableFloat64())
}

function finishColumns(columns: readonly Growable<Float64Array>[]): Float64Array[] {
  return columns.map(column => column.finish())
}

/** Builds a `stacks` part. Hot loops push on `samples.columns` and `weights` directly, the same number on each. */
export class StacksBuilder {
  readonly samples = tableBuilder(SAMPLES)
  readonly weights: readonly Growable<Float64Array>[]
  readonly #valueTypes: readonly ValueType[]
  readonly #defaultValueType: number

  constructor(valueTypes: readonly ValueType[], defaultValueType = 0) {
    this.#valueTypes = valueTypes
    this.#defaultValueType = defaultValueType
    this.weights = weightColumns(valueTypes)
  }

  /** Appends a sample; `weights` has one value per value type. Returns its index. */
  add(row: RowOf<typeof SAMPLES>, weights: readonly number[]): number {
    for (let k = 0; k < this.weights.length; k++) this.weights[k]!.push(weights[k] ?? 0)
    return this.samples.add(row)
  }

  finish(isTimed: boolean): StacksPart {
    return {
      valueTypes: this.#valueTypes,
      defaultValueType: this.#defaultValueType,
      samples: this.samples.finish(),
      weights: finishColumns(this.weights),
      isTimed,
    }
  }
}

/** Builds a `calls` part: rows are interned by func, edges by (caller, callee). */
export class CallsBuilder {
  readonly rows = tableBuilder(CALL_ROWS)
  readonly edges = tableBuilder(CALL_EDGES)
  readonly self: readonly Growable<Float64Array>[]
  readonly total: readonly Growable<Float64Array>[]
  readonly edgeSelf: readonly Growable<Float64Array>[]
  readonly edgeTotal: readonly Growable<Float64Array>[]
  readonly #valueTypes: readonly ValueType[]
  readonly #rowOfFunc = new Map<FuncIndex, number>()
  readonly #edgeOf = new PairMap()

  constructor(valueTypes: readonly ValueType[]) {
    this.#valueTypes = valueTypes
    this.self = weightColumns(valueTypes)
    this.total = weightColumns(valueTypes)
    this.edgeSelf = weightColumns(valueTypes)
    this.edgeTotal = weightColumns(valueTypes)
  }

  /** The row of a func; a new one has no calls known (NaN) and costs nothing. */
  row(func: FuncIndex): number {
    let row = this.#rowOfFunc.get(func)
    if (row === undefined) {
      row = this.rows.add({ func })
      this.#rowOfFunc.set(func, row)
      for (const column of [...this.self, ...this.total]) column.push(0)
    }
    return row
  }

  /** Whether a row for the func exists already. */
  hasRow(func: FuncIndex): boolean {
    return this.#rowOfFunc.has(func)
  }

  /** The edge between two rows; a new one has nothing known (NaN). */
  edge(caller: number, callee: number): number {
    let edge = this.#edgeOf.get(caller, callee)
    if (edge === -1) {
      edge = this.edges.add({ caller, callee })
      this.#edgeOf.set(caller, callee, edge)
      for (const column of [...this.edgeSelf, ...this.edgeTotal]) column.push(Number.NaN)
    }
    return edge
  }

  finish(): CallsPart {
    return {
      valueTypes: this.#valueTypes,
      rows: this.rows.finish(),
      self: finishColumns(this.self),
      total: finishColumns(this.total),
      edges: this.edges.finish(),
      edgeSelf: finishColumns(this.edgeSelf),
      edgeTotal: finishColumns(this.edgeTotal),
    }
  }
}

/** Builds a `lines` part. */
export class LinesBuilder {
  readonly rows = tableBuilder(LINE_ROWS)
  readonly values: readonly Growable<Float64Array>[]
  /** Null where it is not known what was called from lines. */
  readonly called: readonly Growable<Float64Array>[] | null
  readonly #valueTypes: readonly ValueType[]

  constructor(valueTypes: readonly ValueType[], { hasCalled = false } = {}) {
    this.#valueTypes = valueTypes
    this.values = weightColumns(valueTypes)
    this.called = hasCalled ? weightColumns(valueTypes) : null
  }

  add(row: RowOf<typeof LINE_ROWS>, values: readonly number[]): number {
    for (let k = 0; k < this.values.length; k++) this.values[k]!.push(values[k] ?? Number.NaN)
    for (const column of this.called ?? []) column.push(Number.NaN)
    return this.rows.add(row)
  }

  finish(): LinesPart {
    return {
      valueTypes: this.#valueTypes,
      rows: this.rows.finish(),
      values: finishColumns(this.values),
      ...(this.called === null ? {} : { called: finishColumns(this.called) }),
    }
  }
}
