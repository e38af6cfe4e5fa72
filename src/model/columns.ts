/** The typed array behind each type of column. */
export interface ArrayByType {
  readonly i32: Int32Array
  readonly u8: Uint8Array
  readonly f64: Float64Array
  readonly u64: BigUint64Array
}

/** The name of a typed array, as it ends the names of column files. */
export type ColumnType = keyof ArrayByType

/** A table that indexes may point into; 'self' is the table the column stands in. */
export type TableRef =
  | 'strings'
  | 'sources'
  | 'libs'
  | 'funcs'
  | 'frames'
  | 'stacks'
  | 'processes'
  | 'threads'
  | 'labelSets'
  | 'heapTypes'
  | 'heapObjects'
  | 'self'

/** What one column of a table holds. The types of the tables, their builders, the integrity check and the codec are all
 *  derived from these. */
export interface ColumnSpec<T extends ColumnType = ColumnType> {
  readonly type: T
  /** The table that this column's values index. */
  readonly ref?: TableRef
  /** Whether -1 (the only null of an integer column) may stand in it. */
  readonly nullable?: boolean
  /** Whether each value must be smaller than its own index (a topological parent column). */
  readonly parent?: boolean
  /** What a row gets that does not say. Without it the builder requires the value. */
  readonly fallback?: ArrayByType[T][number]
}

/** A column whose rows need not say. */
export type OptionalColumn<T extends ColumnType> = ColumnSpec<T> & {
  readonly fallback: ArrayByType[T][number]
}

/** The columns of a table by name. */
export type TableSpec = Readonly<Record<string, ColumnSpec>>

/** A finished table: `length` rows, each column an array of `length` entries. Never changed after it is built. */
export type TableOf<S extends TableSpec> = { readonly length: number } & {
  readonly [K in keyof S]: ArrayByType[S[K]['type']]
}

type OptionalKeys<S extends TableSpec> = {
  [K in keyof S]: S[K] extends { readonly fallback: unknown } ? K : never
}[keyof S]

/** A row to add to a table: columns without a fallback must be given. */
export type RowOf<S extends TableSpec> = {
  readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ArrayByType[S[K]['type']][number]
} & {
  readonly [K in OptionalKeys<S>]?: ArrayByType[S[K]['type']][number]
}

/** An integer column (-1 is null where `nullable`). */
export function int(options: Omit<ColumnSpec<'i32'>, 'type' | 'fallback'> = {}): ColumnSpec<'i32'> {
  return { type: 'i32', ...options }
}

/** A number of things: 0 or more, `fallback` where a row does not say. */
export function count(fallback = 0): OptionalColumn<'i32'> {
  return { type: 'i32', fallback }
}

/** A column of indexes into another table. */
export function ref(to: TableRef): ColumnSpec<'i32'> {
  return { type: 'i32', ref: to }
}

/** A column of indexes in which -1 means "none", which is also what a row gets that does not say. */
export function optionalRef(to: TableRef): OptionalColumn<'i32'> {
  return { type: 'i32', ref: to, nullable: true, fallback: -1 }
}

/** An integer of which -1 means "unknown", which is also what a row gets that does not say. */
export function optionalInt(): OptionalColumn<'i32'> {
  return { type: 'i32', nullable: true, fallback: -1 }
}

/** A small enumeration or a set of bits. */
export function byte(fallback = 0): OptionalColumn<'u8'> {
  return { type: 'u8', fallback }
}

/** A number; NaN means "unknown", which is also what a row gets that does not say (unless `fallback` says otherwise). */
export function number(fallback = Number.NaN): OptionalColumn<'f64'> {
  return { type: 'f64', fallback }
}

/** A 64-bit unsigned integer, exact (addresses). */
export function address(): OptionalColumn<'u64'> {
  return { type: 'u64', fallback: 0n }
}
