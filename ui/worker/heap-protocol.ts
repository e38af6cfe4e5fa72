import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import type { Lens } from '../../src/analysis/square-map/layout.ts'
import type { HeapFigures, HeapSnapshotSummary } from '../../src/query/heap/look.ts'
import type { HeapMapBy } from '../../src/query/heap/map.ts'
import type { HeapObject } from '../../src/query/heap/objects.ts'
import type { HeapPathsAnswer, HeapTypePathsAnswer } from '../../src/query/heap/paths.ts'
import type { ReferenceDirection, ReferenceNode } from '../../src/query/heap/reference-graph.ts'
import type { HeapNeighbour } from '../../src/query/heap/referrers.ts'
import type { HeapGrouping } from '../../src/query/heap/table.ts'
import type { DrawnGraph } from '../graph/drawn-graph.ts'

/** What the page knows of a recording's heap without asking. */
export interface HeapInfo {
  readonly snapshots: readonly HeapSnapshotSummary[]
  /** Where the objects of each snapshot begin, and where those of the last end: numbers of objects. */
  readonly firstObjects: readonly number[]
  readonly hasReferences: boolean
  /** Whether the input names roots; otherwise they are an estimate. */
  readonly hasRoots: boolean
  /** Whether any object says where it was allocated. */
  readonly hasSites: boolean
}

/** A snapshot of an open recording: the recording's number in the worker, and the snapshot's in it. */
export interface LookRef {
  readonly id: number
  readonly snapshot: number
}

/** Groups of objects, largest first. Columns have `length` entries. */
export interface HeapTableRows {
  readonly length: number
  readonly name: readonly string[]
  readonly count: Float64Array
  readonly size: Float64Array
  readonly tracked: Float64Array
  readonly untracked: Float64Array
  /** Null until what groups retain was asked for, and where nobody knows. */
  readonly retained: Float64Array | null
  /** More than in the earlier look; null without one. */
  readonly countDelta: Float64Array | null
  readonly sizeDelta: Float64Array | null
}

/** The table of a heap. */
export interface HeapTableAnswer {
  readonly by: HeapGrouping
  readonly rows: HeapTableRows
  readonly total: HeapFigures
  /** All of the earlier look; null without one. */
  readonly before: HeapFigures | null
}

/** A square map of a heap: as `SquareMapAnswer`, with names. */
export interface HeapMapAnswer {
  readonly boxes: SquareMapBoxes
  readonly chainStart: Int32Array
  /** Types, or objects of the heap, or -1 - g for a group; and what each is called. */
  readonly chain: Int32Array
  readonly names: readonly string[]
  /** The same: its type's name ('' of a group), and the bytes of all objects of that type, what its heat is of. */
  readonly types: readonly string[]
  readonly typeSizes: Float64Array
  /** The most bytes that a type has. */
  readonly hottest: number
  readonly self: Float64Array
  readonly total: Float64Array
  readonly way: readonly number[]
  readonly wayNames: readonly string[]
  readonly whole: number
  readonly shown: number
  /** What was asked to be enlarged. */
  readonly lens: Lens | null
  readonly by: HeapMapBy
  /** Whether roots, and so what keeps what alive, are an estimate. */
  readonly isEstimated: boolean
  /** Changes with the tree: nodes of one tree mean nothing in another. */
  readonly tree: number
}

/** One object with what is around it. */
export interface HeapObjectAnswer {
  readonly object: HeapObject
  /** The group of the table that it is in. */
  readonly group: string
  readonly refersTo: readonly HeapNeighbour[]
  readonly refersToCount: number
  readonly referredBy: readonly HeapNeighbour[]
  readonly referredByCount: number
}

/** Objects around one, where they stand. */
export interface HeapGraphAnswer extends DrawnGraph {
  readonly nodes: readonly ReferenceNode[]
  /** Per node the bytes of all objects of its type, and the most that a type has. */
  readonly typeSizes: Float64Array
  readonly hottest: number
  /** Node of the object in the middle. */
  readonly centre: number
  readonly isCut: boolean
}

/** The biggest objects of a group. */
export interface HeapObjectsAnswer {
  readonly group: string
  readonly objects: readonly HeapObject[]
}

/** Questions about the heap of a recording. */
export interface HeapQuestions {
  readonly heapTable: {
    in: { look: LookRef; by: HeapGrouping; since: LookRef | null; hasRetained: boolean }
    out: HeapTableAnswer
  }
  readonly heapMap: {
    in: {
      look: LookRef
      by: HeapMapBy
      /** CSS pixels. */
      width: number
      height: number
      path: readonly number[]
      lens: Lens | null
    }
    out: HeapMapAnswer
  }
  readonly heapObjects: {
    in: { look: LookRef; by: HeapGrouping; group: string; limit: number }
    out: HeapObjectsAnswer
  }
  readonly heapObject: {
    in: { look: LookRef; by: HeapGrouping; object: number; limit: number }
    out: HeapObjectAnswer
  }
  readonly heapPaths: { in: { look: LookRef; object: number; limit: number }; out: HeapPathsAnswer }
  /** Null where the group is of no one type. */
  readonly heapGroupPaths: {
    in: { look: LookRef; by: HeapGrouping; group: string; limit: number }
    out: (HeapTypePathsAnswer & { readonly group: string }) | null
  }
  readonly heapGraph: {
    in: { look: LookRef; object: number; direction: ReferenceDirection; depth: number }
    out: HeapGraphAnswer
  }
}
