import type { Recording } from '../../model/recording.ts'
import { heapGraph } from './heap-graph.ts'
import { attributesLabel } from './heap-names.ts'
import { heapRoots } from './heap-roots.ts'
import { type OfSnapshot, perSnapshot } from './per-snapshot.ts'
import { reverseReferences } from './reverse-references.ts'

/** The shortest way from a root to every object, as a tree. Columns have an entry an object of the snapshot. */
export interface ShortestPaths {
  /** The object before it, -1 at roots and where no root reaches it. */
  readonly before: Int32Array
  /** The reference that leads to it from there (of the graph); -1 the same. */
  readonly reference: Int32Array
  /** Objects that a root reaches, each after the one before it. */
  readonly order: Int32Array
  /** Of a root why it is one (an index into `shared.strings`); -1 elsewhere, and where roots are an estimate. */
  readonly reason: Int32Array
  /** 1 where a root reaches the object. */
  readonly isReached: Uint8Array
}

/** One way from a root to an object. */
export interface ReferencePath {
  /** Objects of the graph: the root first, the object last. */
  readonly objects: readonly number[]
  /** References of the graph: one fewer than there are objects. */
  readonly references: readonly number[]
  /** Why the first is a root: an index into `shared.strings`, -1 an estimate. */
  readonly reason: number
}

/** The shortest ways to all objects of a snapshot, by looking ever further from the roots; kept with the heap.
 *  O(objects + references). */
export const shortestPaths: OfSnapshot<ShortestPaths> = perSnapshot((recording, snapshot) => {
  const { length, start, to } = heapGraph(recording, snapshot)
  const roots = heapRoots(recording, snapshot)
  const before = new Int32Array(length).fill(-1)
  const reference = new Int32Array(length).fill(-1)
  const reason = new Int32Array(length).fill(-1)
  const isReached = new Uint8Array(length)
  const order = new Int32Array(length)
  let end = 0
  for (const [i, root] of roots.object.entries()) {
    if (isReached[root] === 1) continue
    isReached[root] = 1
    reason[root] = roots.reason[i]!
    order[end++] = root
  }
  for (let at = 0; at < end; at++) {
    const object = order[at]!
    for (let r = start[object]!; r < start[object + 1]!; r++) {
      const next = to[r]!
      if (isReached[next] === 1) continue
      isReached[next] = 1
      before[next] = object
      reference[next] = r
      order[end++] = next
    }
  }
  return { before, reference, order: order.subarray(0, end), reason, isReached }
})

/**
 * Several ways from roots to an object, the shortest first; after it the shortest of those that go through none of the same
 * objects between root and object, and so on: to let the object go, each of them has to be cut. A root's own dictionary of
 * attributes (a module's variables) counts as the root. Empty where no root
 * reaches it. O(limit * (objects + references)) at worst; it stops at the first root of each.
 */
export function distinctPaths(
  recording: Recording,
  snapshot: number,
  { object, limit }: { object: number; limit: number },
): ReferencePath[] {
  const graph = heapGraph(recording, snapshot)
  const { start, from } = reverseReferences(recording, snapshot)
  const { before, isReached, reason } = shortestPaths(recording, snapshot)
  if (isReached[object] === 0) return []
  const isRoot = (one: number) => before[one] === -1 && isReached[one] === 1
  const attributes = attributesLabel(recording)
  const paths: ReferencePath[] = []
  if (isRoot(object)) paths.push({ objects: [object], references: [], reason: reason[object]! })
  // In which round an object was met; those on ways that were found are not met again.
  const met = new Int32Array(graph.length)
  const towards = new Int32Array(graph.length)
  const open = new Int32Array(graph.length)
  const never = limit + 1
  for (let round = 1; paths.length < limit; round++) {
    let [at, end] = [0, 0]
    open[end++] = object
    met[object] = never
    let root = -1
    while (at < end && root === -1) {
      const reached = open[at++]!
      for (let r = start[reached]!; r < start[reached + 1]!; r++) {
        const referrer = from[r]!
        if (met[referrer] === round || met[referrer] === never) continue
        met[referrer] = round
        towards[referrer] = reached
        if (isRoot(referrer)) {
          root = referrer
          break
        }
        open[end++] = referrer
      }
    }
    if (root === -1) break
    const path = follow(graph, towards, { root, object })
    paths.push({ ...path, reason: reason[root]! })
    const isOfRoot = graph.label[path.references[0]!] === attributes
    const between = path.objects.slice(isOfRoot ? 2 : 1, -1)
    // Who refers to the object itself may not do it a second time.
    for (const one of between.length > 0 ? between : path.objects.slice(-2, -1)) met[one] = never
  }
  return paths
}

/** The shortest way to an object in the tree; null where no root reaches it. */
export function shortestPath(
  { before, reference, reason, isReached }: ShortestPaths,
  object: number,
): ReferencePath | null {
  if (isReached[object] === 0) return null
  const objects = [object]
  const references: number[] = []
  let at = object
  while (before[at] !== -1) {
    references.push(reference[at]!)
    at = before[at]!
    objects.push(at)
  }
  return { objects: objects.reverse(), references: references.reverse(), reason: reason[at]! }
}

function follow(
  { start, to }: { start: Int32Array; to: Int32Array },
  towards: Int32Array,
  { root, object }: { root: number; object: number },
): { objects: number[]; references: number[] } {
  const objects = [root]
  const references: number[] = []
  for (let at = root; at !== object; ) {
    const next = towards[at]!
    let reference = start[at]!
    while (reference < start[at + 1]! && to[reference] !== next) reference++
    references.push(reference)
    objects.push(next)
    at = next
  }
  return { objects, references }
}
