import { snapshotRange } from '../../src/analysis/heap/snapshot-range.ts'
import type { HeapLook } from '../../src/query/heap/look.ts'

/** Bytes of the objects of each type of a snapshot, and the most: what the heat of a heap is of. */
export interface TypeSizes {
  readonly ofType: Float64Array
  readonly most: number
}

let last: { readonly look: HeapLook; readonly sizes: TypeSizes } | null = null

/** Adds the objects of a snapshot up by type; the last answer is kept. O(objects). */
export function typeSizes(look: HeapLook): TypeSizes {
  if (last?.look.recording === look.recording && last.look.snapshot === look.snapshot) return last.sizes
  const heap = look.recording.heap!
  const { first, end } = snapshotRange(heap, look.snapshot)
  const ofType = new Float64Array(heap.types.length)
  for (let i = first; i < end; i++) ofType[heap.objects.type[i]!]! += heap.objects.size[i]!
  last = { look, sizes: { ofType, most: ofType.reduce((most, size) => Math.max(most, size), 0) } }
  return last.sizes
}
