import type { Recording } from '../../model/recording.ts'
import { findComponents, sourcesOf } from './components.ts'
import { type DepthFirst, depthFirst, searchFrom } from './depth-first.ts'
import { type HeapGraph, heapGraph } from './heap-graph.ts'
import { heapRoots } from './heap-roots.ts'
import { immediateDominators } from './immediate-dominators.ts'
import { type OfSnapshot, perSnapshot } from './per-snapshot.ts'

/**
 * Who keeps whom alive: the dominator of an object is the one that every path from the roots to it goes through last. Columns
 * have an entry an object of the snapshot (0 is its first).
 */
export interface HeapDominators {
  readonly length: number
  /** -1 at the top: kept by a root itself, or by several. */
  readonly dominator: Int32Array
  /** Bytes of the object and of all that only it keeps alive. */
  readonly retained: Float64Array
  /** Objects it keeps alive, itself with them. */
  readonly kept: Int32Array
  /** Objects, each right before all that it keeps. */
  readonly order: Int32Array
  /** 1 where the roots reach the object. What they do not reach (garbage that was not collected yet) hangs on
   *  what nothing refers to, or on the first object of a cycle that nothing refers to, and never keeps what is alive. */
  readonly isReached: Uint8Array
  /** Objects that the roots reach. */
  readonly reached: number
  /** Whether the roots are an estimate (see `heapRoots`). */
  readonly isEstimate: boolean
}

/** The dominators of a snapshot; kept with the heap. O(references * log objects), about 60 bytes an object on the way.
 *  Source: Lengauer and Tarjan, A fast algorithm for finding dominators in a flowgraph, 1979. */
export const heapDominators: OfSnapshot<HeapDominators> = perSnapshot(findDominators)

function findDominators(recording: Recording, snapshot: number): HeapDominators {
  const graph = heapGraph(recording, snapshot)
  const roots = heapRoots(recording, snapshot)
  const search = depthFirst(graph)
  searchFrom(graph, search, roots.object)
  const reached = search.length
  if (reached < graph.length) searchRest(graph, search)
  const inOrder = immediateDominators(search)
  return {
    ...toObjects(graph, search, inOrder),
    isReached: Uint8Array.from(search.number, number => (number <= reached ? 1 : 0)),
    reached,
    isEstimate: roots.isEstimate,
  }
}

/** What the roots do not reach hangs on objects that nothing refers to, and on one of each cycle that nothing refers to. */
function searchRest(graph: HeapGraph, search: DepthFirst): void {
  const isRest = Uint8Array.from(search.number, number => (number === 0 ? 1 : 0))
  searchFrom(graph, search, sourcesOf(graph, findComponents(graph, isRest)))
}

/** Dominators by number made columns by object, with what each keeps. */
function toObjects({ length, size }: HeapGraph, { object }: DepthFirst, inOrder: Int32Array) {
  const dominator = new Int32Array(length)
  const retained = Float64Array.from(size)
  const kept = new Int32Array(length).fill(1)
  for (let number = length; number > 0; number--) {
    const own = object[number]!
    const above = inOrder[number]!
    const by = above === 0 ? -1 : object[above]!
    dominator[own] = by
    if (by === -1) continue
    retained[by]! += retained[own]!
    kept[by]! += kept[own]!
  }
  const order = new Int32Array(length)
  // Where the next object that each keeps goes; a dominator's number is below those of all it keeps.
  const free = new Int32Array(length)
  let top = 0
  for (let number = 1; number <= length; number++) {
    const own = object[number]!
    const by = dominator[own]!
    const place = by === -1 ? top : free[by]!
    order[place] = own
    free[own] = place + 1
    if (by === -1) top += kept[own]!
    else free[by]! += kept[own]!
  }
  return { length, dominator, retained, kept, order }
}
