import { FormatError } from '../../base/errors.ts'

const FORMAT = 'firefox'

/** An object of the file of which nobody knows yet what it holds. */
export type RawObject = Readonly<Record<string, unknown>>

/** Whether something is an object, to be asked for fields. */
export function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field that is an object, or one without fields. */
export function objectAt(value: unknown, key: string): RawObject {
  const field = isObject(value) ? value[key] : undefined
  return isObject(field) ? field : {}
}

/** A field that is a list, or an empty one. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const field = isObject(value) ? value[key] : undefined
  return Array.isArray(field) ? field : []
}

/** A field that is text, or ''. */
export function textAt(value: unknown, key: string): string {
  const field = isObject(value) ? value[key] : undefined
  return typeof field === 'string' ? field : ''
}

/** A field that is a finite number, or NaN. */
export function numberAt(value: unknown, key: string): number {
  const field = isObject(value) ? value[key] : undefined
  return typeof field === 'number' && Number.isFinite(field) ? field : Number.NaN
}

/** A table of either layout: a list a column (processed profiles) or a list a row with a schema (Gecko's own). */
export interface Table {
  readonly length: number
  has(column: string): boolean
  /** What stands in a cell; undefined where there is no such column or row. */
  cell(column: string, row: number): unknown
  /** A number, NaN where the cell holds none (null, or nothing). */
  number(column: string, row: number): number
  /** An index into another table, -1 where the cell holds none. */
  index(column: string, row: number): number
}

/** Makes a table of what stands in the file; one that is missing has no rows. @throws FormatError when it is of neither layout. */
export function tableOf(value: unknown, name: string): Table {
  if (value === undefined || value === null)
    return withAccess(
      0,
      () => undefined,
      () => false,
    )
  if (!isObject(value)) throw new FormatError(FORMAT, `${name}: expected a table`)
  if (isObject(value.schema)) return rowTable(value, name)
  const lengthGiven = numberAt(value, 'length')
  const columns = Object.values(value).filter(Array.isArray)
  const longest = columns.reduce((length, column) => Math.max(length, column.length), 0)
  const length = Number.isNaN(lengthGiven) ? longest : Math.max(0, Math.min(lengthGiven, longest))
  return withAccess(
    length,
    (column, row) => {
      const values = value[column]
      return Array.isArray(values) ? values[row] : undefined
    },
    column => Array.isArray(value[column]),
  )
}

function rowTable(value: RawObject, name: string): Table {
  const schema = value.schema as RawObject
  const rows = value.data
  if (!Array.isArray(rows)) throw new FormatError(FORMAT, `${name}.data: expected a list of rows`)
  return withAccess(
    rows.length,
    (column, row) => {
      const place = Object.hasOwn(schema, column) ? schema[column] : undefined
      const cells: unknown = rows[row]
      return typeof place === 'number' && Array.isArray(cells) ? cells[place] : undefined
    },
    column => Object.hasOwn(schema, column),
  )
}

function withAccess(
  length: number,
  cell: (column: string, row: number) => unknown,
  has: (column: string) => boolean,
): Table {
  const number = (column: string, row: number) => {
    const value = cell(column, row)
    return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN
  }
  const index = (column: string, row: number) => {
    const value = cell(column, row)
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : -1
  }
  return { length, has, cell, number, index }
}
