import { heapDominators } from '../../analysis/heap/dominators.ts'
import { heapGraph } from '../../analysis/heap/heap-graph.ts'
import { programTypes } from '../../analysis/heap/program-types.ts'
import { reachFrom } from '../../analysis/heap/reach.ts'
import type { HeapObjectIndex } from '../../model/heap-tables.ts'
import { type HeapFigures, type HeapLook, heapFigures } from './look.ts'
import { describeObject, type HeapObject } from './objects.ts'
import { type HeapTable, queryHeapTable } from './table.ts'

/** How large an object is with what it refers to. */
export interface HeapSizeAnswer {
  readonly object: HeapObject
  /** All that it reaches by references, itself with it, without going through the program's own parts: modules, classes,
   *  functions, frames (through them nearly everything is reached). */
  readonly deep: HeapFigures
  /** The same by type. */
  readonly types: HeapTable
  /** All that it reaches at all. */
  readonly all: HeapFigures
  /** What only it keeps alive: what would be freed with it. */
  readonly retained: { readonly count: number; readonly size: number }
}

/** The deep size of an object. O(objects + references) and what the dominators cost. @throws TypeError if the heap has no
 *  references. */
export function queryHeapSize(look: HeapLook, object: HeapObjectIndex): HeapSizeAnswer {
  const { recording, snapshot } = look
  const heap = recording.heap!
  if (!heap.hasReferences) throw new TypeError('The heap has no references')
  const graph = heapGraph(recording, snapshot)
  const dominators = heapDominators(recording, snapshot)
  const own = object - graph.first
  const isCode = programTypes(recording)
  const wall = Uint8Array.from(graph.type, type => isCode[type]!)
  const deep = reachFrom(graph, [own], wall)
  return {
    object: describeObject(look, object),
    deep: heapFigures(look, deep),
    types: queryHeapTable(look, { only: deep }),
    all: heapFigures(look, reachFrom(graph, [own])),
    retained: { count: dominators.kept[own]!, size: dominators.retained[own]! },
  }
}
