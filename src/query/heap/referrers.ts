import { heapDominators } from '../../analysis/heap/dominators.ts'
import { heapGraph } from '../../analysis/heap/heap-graph.ts'
import { reverseReferences } from '../../analysis/heap/reverse-references.ts'
import type { HeapObjectIndex } from '../../model/heap-tables.ts'
import type { HeapLook } from './look.ts'
import { describeObject, type HeapObject } from './objects.ts'

/** One end of references to or from an object. */
export interface HeapNeighbour extends HeapObject {
  /** By what it refers or is referred to: ".cache", "['a']"; '' unknown. Several are joined by ", ". */
  readonly by: string
  /** How many references these are. */
  readonly references: number
}

/** Who refers to an object, or what it refers to. */
export interface HeapNeighboursAnswer {
  readonly object: HeapObject
  /** By retained bytes, falling; at most as many as asked for. */
  readonly neighbours: readonly HeapNeighbour[]
  /** How many there are in all. */
  readonly total: number
}

/** No more ways than this are named of one neighbour. */
const LABELS_NAMED = 3

/** Who refers to an object. O(references to it, and looking through their references) once the graph has been turned round. */
export function queryHeapReferrers(
  look: HeapLook,
  object: HeapObjectIndex,
  { limit = Number.POSITIVE_INFINITY }: { limit?: number } = {},
): HeapNeighboursAnswer {
  const { recording, snapshot } = look
  const graph = heapGraph(recording, snapshot)
  const { start, from } = reverseReferences(recording, snapshot)
  const own = object - graph.first
  // Who refers several times stands several times, one after the other.
  const ends = new Map<number, number[]>()
  for (let r = start[own]!; r < start[own + 1]!; r++) if (!ends.has(from[r]!)) ends.set(from[r]!, [])
  for (const [referrer, labels] of ends) {
    for (let r = graph.start[referrer]!; r < graph.start[referrer + 1]!; r++) {
      if (graph.to[r] === own) labels.push(graph.label[r]!)
    }
  }
  return neighboursOf(look, object, { ends, limit })
}

/** What an object refers to. O(its references). */
export function queryHeapReferents(
  look: HeapLook,
  object: HeapObjectIndex,
  { limit = Number.POSITIVE_INFINITY }: { limit?: number } = {},
): HeapNeighboursAnswer {
  const graph = heapGraph(look.recording, look.snapshot)
  const own = object - graph.first
  const ends = new Map<number, number[]>()
  for (let r = graph.start[own]!; r < graph.start[own + 1]!; r++) {
    const labels = ends.get(graph.to[r]!)
    if (labels === undefined) ends.set(graph.to[r]!, [graph.label[r]!])
    else labels.push(graph.label[r]!)
  }
  return neighboursOf(look, object, { ends, limit })
}

function neighboursOf(
  look: HeapLook,
  object: HeapObjectIndex,
  { ends, limit }: { ends: ReadonlyMap<number, readonly number[]>; limit: number },
): HeapNeighboursAnswer {
  const { strings } = look.recording.shared
  const { first, size } = heapGraph(look.recording, look.snapshot)
  const retained = ends.size === 0 ? size : heapDominators(look.recording, look.snapshot).retained
  // Of a million neighbours only those that are shown are described.
  const order = [...ends.keys()].sort((a, b) => retained[b]! - retained[a]! || size[b]! - size[a]! || a - b)
  const neighbours = order.slice(0, limit).map((end): HeapNeighbour => {
    const labels = ends.get(end)!
    const known = [...new Set(labels)].filter(label => label !== -1).map(label => strings[label]!)
    const named = known.slice(0, LABELS_NAMED)
    const by = known.length > named.length ? [...named, '…'] : named
    return { ...describeObject(look, first + end), by: by.join(', '), references: labels.length }
  })
  return { object: describeObject(look, object), neighbours, total: ends.size }
}
