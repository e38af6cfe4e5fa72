import {
  type ColumnArray,
  type Growable,
  growableBigUint64,
  growableFloat64,
  growableInt32,
  growableUint8,
} from '../base/growable.ts'
import type { ArrayByType, ColumnSpec, RowOf, TableOf, TableSpec } from './columns.ts'

/** Builds one table. `add` is for convenience; hot loops push on `columns` directly, the same number on each. */
export interface TableBuilder<S extends TableSpec> {
  readonly length: number
  readonly columns: { readonly [K in keyof S]: Growable<ArrayByType[S[K]['type']]> }
  /** Appends a row and returns its index. @throws TypeError when a column that has no fallback is not given. */
  add(row: RowOf<S>): number
  /** The table so far, every column `length` long. @throws RangeError when the columns differ in length. */
  finish(): TableOf<S>
}

function growable(type: ColumnSpec['type']): Growable<ColumnArray> {
  const column =
    type === 'i32'
      ? growableInt32()
      : type === 'u8'
        ? growableUint8()
        : type === 'f64'
          ? growableFloat64()
          : growableBigUint64()
  return column as unknown as Growable<ColumnArray>
}

/** An empty table of the given columns, to be filled row by row. */
export function tableBuilder<S extends TableSpec>(spec: S): TableBuilder<S> {
  const names = Object.keys(spec)
  const columns: Record<string, Growable<ColumnArray>> = {}
  const cells = names.map(name => {
    const { type, fallback } = spec[name]!
    columns[name] = growable(type)
    return { name, fallback, column: columns[name] }
  })
  const first = columns[names[0]!]!
  return {
    get length() {
      return first.length
    },
    columns: columns as TableBuilder<S>['columns'],
    add(row) {
      const values = row as Record<string, number | bigint | undefined>
      for (let i = 0; i < cells.length; i++) {
        const { name, fallback, column } = cells[i]!
        const value = values[name] ?? fallback
        if (value === undefined) throw new TypeError(`Column ${name} needs a value`)
        column.push(value as never)
      }
      return first.length - 1
    },
    finish() {
      const table: Record<string, unknown> = { length: first.length }
      for (const name of names) {
        if (columns[name]!.length !== first.length) {
          throw new RangeError(`Column ${name} has ${columns[name]!.length} entries, not ${first.length}`)
        }
        table[name] = columns[name]!.finish()
      }
      return table as TableOf<S>
    },
  }
}

/** The table with no rows. */
export function emptyTable<S extends TableSpec>(spec: S): TableOf<S> {
  return tableBuilder(spec).finish()
}
