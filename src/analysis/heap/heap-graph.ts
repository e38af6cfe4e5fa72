import type { HeapPart } from '../../model/recording.ts'
import { perSnapshot } from './per-snapshot.ts'
import { snapshotRange } from './snapshot-range.ts'

/** The objects of one snapshot and who refers to whom. Objects are numbered from 0 on: object i is row `first + i` of
 *  `heap.objects`. */
export interface HeapGraph {
  /** Number of objects. */
  readonly length: number
  /** The row of the first in `heap.objects`. */
  readonly first: number
  /** `length + 1` offsets: the references of object i are [start[i], start[i + 1]). */
  readonly start: Int32Array
  /** The object each reference leads to. */
  readonly to: Int32Array
  /** Its label: an index into `shared.strings`, -1 none. */
  readonly label: Int32Array
  /** Of each object its type and its bytes (views of the part's columns). */
  readonly type: Int32Array
  readonly size: Float64Array
}

/** The graph of a snapshot; kept with the heap. O(objects + references). @throws RangeError if there is no such snapshot. */
export const heapGraph = perSnapshot(({ heap }, snapshot) => makeGraph(heap!, snapshot))

function makeGraph(heap: HeapPart, snapshot: number): HeapGraph {
  const { objects, references } = heap
  const { first, end } = snapshotRange(heap, snapshot)
  const length = end - first
  const from = first < objects.length ? objects.firstReference[first]! : references.length
  const until = end < objects.length ? objects.firstReference[end]! : references.length
  const start = new Int32Array(length + 1)
  for (let i = 0; i < length; i++) start[i] = objects.firstReference[first + i]! - from
  start[length] = until - from
  const to = references.to.subarray(from, until)
  return {
    length,
    first,
    start,
    // The first snapshot's need no copy.
    to: first === 0 ? to : to.map(object => object - first),
    label: references.label.subarray(from, until),
    type: objects.type.subarray(first, end),
    size: objects.size.subarray(first, end),
  }
}
