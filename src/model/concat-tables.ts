import type { TableOf, TableSpec } from './columns.ts'

/** The rows of one table behind those of another of the same columns, whose indexes stay as they are. */
export function concatTables<S extends TableSpec>(
  spec: S,
  first: TableOf<S>,
  second: TableOf<S>,
): TableOf<S> {
  if (second.length === 0) return first
  const length = first.length + second.length
  const table: Record<string, unknown> = { length }
  for (const name of Object.keys(spec)) {
    const a = first[name]!
    const column = new (a.constructor as new (length: number) => typeof a)(length)
    column.set(a as never)
    column.set(second[name]! as never, first.length)
    table[name] = column
  }
  return table as TableOf<S>
}
