import type { Recording } from '../../model/recording.ts'
import { type HeapGraph, heapGraph } from './heap-graph.ts'
import { snapshotRange } from './snapshot-range.ts'

/** What keeps objects of a snapshot alive by itself. */
export interface HeapRoots {
  /** Objects of the graph (0 is the snapshot's first); one may be there for several reasons. */
  readonly object: Int32Array
  /** Why: an index into `shared.strings`; -1 where the root is an estimate. */
  readonly reason: Int32Array
  /** Whether the input has no roots, and modules and what nobody refers to are taken for them. */
  readonly isEstimate: boolean
}

/** The roots of a snapshot; where it has none of its own, modules and all that nobody refers to. O(roots; where they are an
 *  estimate objects + references). */
export function heapRoots(recording: Recording, snapshot: number): HeapRoots {
  const heap = recording.heap!
  const { first, end } = snapshotRange(heap, snapshot)
  const { roots } = heap
  const object: number[] = []
  const reason: number[] = []
  for (let i = 0; i < roots.length; i++) {
    const root = roots.object[i]!
    if (root < first || root >= end) continue
    object.push(root - first)
    reason.push(roots.reason[i]!)
  }
  if (object.length > 0) {
    return { object: Int32Array.from(object), reason: Int32Array.from(reason), isEstimate: false }
  }
  return estimateRoots(recording, heapGraph(recording, snapshot))
}

function estimateRoots({ shared, heap }: Recording, { length, to, start, type }: HeapGraph): HeapRoots {
  const isReferred = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    for (let r = start[i]!; r < start[i + 1]!; r++) if (to[r] !== i) isReferred[to[r]!] = 1
  }
  const isModule = Uint8Array.from(heap!.types.name, name => (shared.strings[name] === 'module' ? 1 : 0))
  let count = 0
  for (let i = 0; i < length; i++) if (isReferred[i] === 0 || isModule[type[i]!] === 1) count++
  const object = new Int32Array(count)
  let at = 0
  for (let i = 0; i < length; i++) if (isReferred[i] === 0 || isModule[type[i]!] === 1) object[at++] = i
  return { object, reason: new Int32Array(count).fill(-1), isEstimate: true }
}
