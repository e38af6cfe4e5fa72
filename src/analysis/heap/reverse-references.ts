import { type HeapGraph, heapGraph } from './heap-graph.ts'
import { perSnapshot } from './per-snapshot.ts'

/** References the other way round: who refers to each object. */
export interface ReverseReferences {
  /** `length + 1` offsets: what refers to object i is [start[i], start[i + 1]). */
  readonly start: Int32Array
  /** The object that refers; as often as it does. */
  readonly from: Int32Array
}

/** Who refers to each object of a snapshot, in the order of the objects; kept with the heap. O(objects + references). */
export const reverseReferences = perSnapshot((recording, snapshot) =>
  turnRound(heapGraph(recording, snapshot)),
)

function turnRound({ length, start, to }: HeapGraph): ReverseReferences {
  const first = new Int32Array(length + 1)
  for (let r = 0; r < to.length; r++) first[to[r]! + 1]!++
  for (let i = 0; i < length; i++) first[i + 1]! += first[i]!
  const next = first.slice(0, length)
  const from = new Int32Array(to.length)
  for (let i = 0; i < length; i++) {
    for (let r = start[i]!; r < start[i + 1]!; r++) from[next[to[r]!]!++] = i
  }
  return { start: first, from }
}
