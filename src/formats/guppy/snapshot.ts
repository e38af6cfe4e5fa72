import { HeapBuilder } from '../../model/heap-builder.ts'
import { HeapObjectKind } from '../../model/heap-tables.ts'
import type { HeapPart } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
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
  /** Kinds, or single objects ('dict of module: os'). */
  readonly rows: { name: string; size: number; objects: number; isObject?: true }[]
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

/** The rows as groups of objects, of which nobody knows who refers to whom; null for a difference of heaps, which is none. */
export function heapOf(
  rows: readonly HeapType[],
  { shared, name, objects }: { shared: SharedBuilder; name: string; objects: ReadonlySet<string> },
): HeapPart | null {
  if (rows.some(row => row.objects < 0 || row.size < 0 || row.objects > 0x7fffffff)) return null
  const heap = new HeapBuilder(shared)
  heap.snapshot({ name })
  for (const row of rows) {
    const [, kind = row.name, label] = objects.has(row.name) ? (/^(.*?): (.*)$/.exec(row.name) ?? []) : []
    const [, module, type] = /^([\w.]+)\.(\w+)$/.exec(kind) ?? []
    heap.object({
      type: type === undefined ? heap.type(kind) : heap.type(type, module),
      address: Number.NaN,
      size: row.size,
      count: row.objects,
      kind: row.isRest === true ? HeapObjectKind.marker : HeapObjectKind.unknown,
      label: label === undefined ? -1 : shared.string(label),
    })
  }
  return heap.finish({ hasReferences: false })
}
