import type { HeapType } from '../importing/heap-types.ts'

/** A heap of a file while it is read. */
export interface Snapshot {
  /** What rows are: "Kind (class / dict of class)". */
  header: string
  /** Seconds since 1970, NaN unknown. */
  time: number
  /** Of all rows, those that are not printed too; NaN unknown. */
  objects: number
  size: number
  readonly rows: { name: string; size: number; objects: number }[]
}

/** A heap without rows. */
export function newSnapshot(): Snapshot {
  return { header: '', time: Number.NaN, objects: Number.NaN, size: Number.NaN, rows: [] }
}

/** The rows of a heap and, where they do not add up to what it says of the whole, one for those that are missing. */
export function typesOf({ rows, objects, size }: Snapshot): HeapType[] {
  const rest = rows.reduce(
    (left, row) => ({ size: left.size - row.size, objects: left.objects - row.objects }),
    { size, objects },
  )
  const hasRest = rest.size > 0 || rest.objects > 0
  return hasRest ? [...rows, { name: '[more rows]', ...rest, isRest: true }] : rows
}
