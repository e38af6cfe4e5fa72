import { groupRetained } from '../../analysis/heap/group-retained.ts'
import { groupObjects, type HeapGrouping } from '../../analysis/heap/object-groups.ts'
import { snapshotRange } from '../../analysis/heap/snapshot-range.ts'
import { HeapObjectKind } from '../../model/heap-tables.ts'
import { countOf, type HeapFigures, type HeapLook, heapFigures } from './look.ts'

export { HEAP_GROUPINGS, type HeapGrouping } from '../../analysis/heap/object-groups.ts'

/** What rows can be ordered by, all falling but `name`. */
export const HEAP_SORTS = ['size', 'count', 'retained', 'name'] as const
/** One of {@link HEAP_SORTS}. */
export type HeapSort = (typeof HEAP_SORTS)[number]

/** How a table of a heap is made. */
export interface HeapTableOptions {
  /** 'type' by default. */
  readonly by?: HeapGrouping
  /** 'size' by default. */
  readonly sort?: HeapSort
  /** A byte for each object of the snapshot: those that are 0 are left out (see `heapMask`). Absent: all objects. */
  readonly only?: Uint8Array | null
  /** Whether to work out what groups retain (seconds for millions of objects); false by default. */
  readonly hasRetained?: boolean
}

/** Objects of a snapshot by group. Columns have `length` entries; sizes are in bytes. */
export interface HeapTable {
  readonly by: HeapGrouping
  readonly sort: HeapSort
  /** All objects of the table: what shares are of. */
  readonly total: HeapFigures
  /** Of objects that `only` left out, too: what shares of retained bytes are of. */
  readonly whole: HeapFigures
  readonly length: number
  readonly name: readonly string[]
  /** Index into `heap.types`, -1 where a group may have several. */
  readonly type: Int32Array
  readonly count: Float64Array
  readonly size: Float64Array
  readonly tracked: Float64Array
  readonly trackedSize: Float64Array
  readonly untracked: Float64Array
  readonly untrackedSize: Float64Array
  /** Bytes that would be freed with the objects of the group, as far as single ones of them keep something (an object that
   *  two of the group share is kept by their common dominator and not counted); NaN where it was not asked for, or the heap
   *  has no references. */
  readonly retained: Float64Array
  /** The largest object of the group (by retained bytes where they are known): an index into `heap.objects`. */
  readonly largest: Int32Array
}

/**
 * Objects of a snapshot by type, kind, module, referrer, class of size or place of allocation. Groups without objects are
 * left out. O(objects + groups log groups), with retained bytes what the dominators cost when they are asked for first.
 */
export function queryHeapTable(look: HeapLook, options: HeapTableOptions = {}): HeapTable {
  const { recording, snapshot } = look
  const { by = 'type', sort = 'size', only = null, hasRetained = false } = options
  const heap = recording.heap!
  const { first, end } = snapshotRange(heap, snapshot)
  const groups = groupObjects(recording, snapshot, by)
  const columns = emptyColumns(groups.names.length)
  const { objects } = heap
  for (let i = first; i < end; i++) {
    if (only !== null && only[i - first] === 0) continue
    const group = groups.group[i - first]!
    const size = objects.size[i]!
    const count = countOf(objects.kind[i]!, objects.count[i]!, size)
    columns.count[group]! += count
    columns.size[group]! += size
    if (objects.kind[i] === HeapObjectKind.tracked) {
      columns.tracked[group]! += count
      columns.trackedSize[group]! += size
    } else if (objects.kind[i] === HeapObjectKind.untracked) {
      columns.untracked[group]! += count
      columns.untrackedSize[group]! += size
    }
    const largest = columns.largest[group]!
    if (largest === -1 || size > objects.size[largest]!) columns.largest[group] = i
  }
  if (hasRetained && heap.hasReferences) {
    const { retained, largest } = groupRetained(recording, snapshot, { ...groups, only })
    columns.retained.set(retained)
    for (const [group, object] of largest.entries()) {
      if (object !== -1) columns.largest[group] = first + object
    }
  }
  const order = orderOf(columns, groups.names, sort)
  const pick = (column: Float64Array) => Float64Array.from(order, group => column[group]!)
  return {
    by,
    sort,
    total: heapFigures(look, only),
    whole: heapFigures(look),
    length: order.length,
    name: order.map(group => groups.names[group]!),
    type: Int32Array.from(order, group => groups.type[group]!),
    count: pick(columns.count),
    size: pick(columns.size),
    tracked: pick(columns.tracked),
    trackedSize: pick(columns.trackedSize),
    untracked: pick(columns.untracked),
    untrackedSize: pick(columns.untrackedSize),
    retained: pick(columns.retained),
    largest: Int32Array.from(order, group => columns.largest[group]!),
  }
}

function emptyColumns(length: number) {
  return {
    count: new Float64Array(length),
    size: new Float64Array(length),
    tracked: new Float64Array(length),
    trackedSize: new Float64Array(length),
    untracked: new Float64Array(length),
    untrackedSize: new Float64Array(length),
    retained: new Float64Array(length).fill(Number.NaN),
    largest: new Int32Array(length).fill(-1),
  }
}

/** The groups that have objects, in the order that is asked for; ties by size, count and name. */
function orderOf(
  columns: ReturnType<typeof emptyColumns>,
  names: readonly string[],
  sort: HeapSort,
): number[] {
  const { count, size, retained } = columns
  const byName = (a: number, b: number) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : 0)
  const first = { size, count, retained, name: null }[sort]
  const value = (group: number) => (first === null || Number.isNaN(first[group]!) ? 0 : first[group]!)
  return Array.from(names.keys())
    .filter(group => count[group]! > 0 || size[group]! > 0)
    .sort((a, b) => {
      if (first === null) return byName(a, b)
      return value(b) - value(a) || size[b]! - size[a]! || count[b]! - count[a]! || byName(a, b)
    })
}
