import type { HeapPart } from '../../model/recording.ts'

/** The rows of one snapshot's objects: [first, end). */
export interface SnapshotRange {
  readonly first: number
  readonly end: number
}

/** Where the objects of a snapshot stand in `heap.objects`. @throws RangeError if there is no such snapshot. */
export function snapshotRange({ snapshots, objects }: HeapPart, snapshot: number): SnapshotRange {
  const first = snapshots.firstObject[snapshot]
  if (first === undefined) throw new RangeError(`There is no snapshot ${snapshot} of ${snapshots.length}`)
  const end = snapshot + 1 < snapshots.length ? snapshots.firstObject[snapshot + 1]! : objects.length
  return { first, end }
}
