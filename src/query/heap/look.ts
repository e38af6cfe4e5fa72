import { snapshotRange } from '../../analysis/heap/snapshot-range.ts'
import { HeapObjectKind } from '../../model/heap-tables.ts'
import type { Recording } from '../../model/recording.ts'

export { heapObjectName, heapTypeName } from '../../analysis/heap/heap-names.ts'

/** One look at a heap: a snapshot of a recording that has a `heap` part. What every question about heaps is asked of. */
export interface HeapLook {
  readonly recording: Recording
  /** Index into `heap.snapshots`. */
  readonly snapshot: number
}

/** Objects and bytes. Objects that the garbage collector tracks and those it does not are two separate figures: only the
 *  first are a complete list in looks from outside. Objects of neither (`unknown`) are only in `count` and `size`. */
export interface HeapFigures {
  readonly count: number
  /** Bytes. */
  readonly size: number
  readonly tracked: number
  readonly trackedSize: number
  readonly untracked: number
  readonly untrackedSize: number
}

/** A snapshot in short. */
export interface HeapSnapshotSummary extends HeapFigures {
  readonly snapshot: number
  readonly name: string
  /** Nanoseconds since the start of the recording, NaN unknown. */
  readonly time: number
  /** Name of the process, '' unknown. */
  readonly process: string
  /** Whether each row is one object (and not a group of which only type, number and size are known). */
  readonly hasObjects: boolean
  /** Whether where objects lay is known, so that they can be found again in other snapshots. */
  readonly hasAddresses: boolean
}

/** The snapshots of a recording in their order; empty where it has no heap. O(objects). */
export function queryHeapSnapshots(recording: Recording): readonly HeapSnapshotSummary[] {
  const { heap, shared } = recording
  if (heap === null) return []
  const { snapshots, objects } = heap
  return Array.from({ length: snapshots.length }, (_, snapshot) => {
    const { first, end } = snapshotRange(heap, snapshot)
    const process = snapshots.process[snapshot]!
    let hasObjects = first < end
    let hasAddresses = false
    for (let i = first; i < end; i++) {
      if (objects.kind[i] === HeapObjectKind.marker) continue
      if (objects.count[i] !== 1) hasObjects = false
      if (!Number.isNaN(objects.address[i])) hasAddresses = true
    }
    return {
      snapshot,
      name: shared.strings[snapshots.name[snapshot]!]!,
      time: snapshots.time[snapshot]!,
      process: process === -1 ? '' : shared.strings[shared.processes.name[process]!]!,
      hasObjects,
      hasAddresses,
      ...heapFigures({ recording, snapshot }),
    }
  })
}

/** All objects of a snapshot in figures; with `only` (a byte an object of the snapshot) those of it that are not 0. O(objects). */
export function heapFigures({ recording, snapshot }: HeapLook, only: Uint8Array | null = null): HeapFigures {
  const heap = recording.heap!
  const { first, end } = snapshotRange(heap, snapshot)
  const sum = { count: 0, size: 0, tracked: 0, trackedSize: 0, untracked: 0, untrackedSize: 0 }
  const { objects } = heap
  for (let i = first; i < end; i++) {
    if (only !== null && only[i - first] === 0) continue
    const count = countOf(objects.kind[i]!, objects.count[i]!, objects.size[i]!)
    sum.count += count
    sum.size += objects.size[i]!
    if (objects.kind[i] === HeapObjectKind.tracked) {
      sum.tracked += count
      sum.trackedSize += objects.size[i]!
    } else if (objects.kind[i] === HeapObjectKind.untracked) {
      sum.untracked += count
      sum.untrackedSize += objects.size[i]!
    }
  }
  return sum
}

/** How many objects a row counts for: a marker without a size is no object. */
export function countOf(kind: number, count: number, size: number): number {
  return kind === HeapObjectKind.marker && size === 0 ? 0 : count
}
