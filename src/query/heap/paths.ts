import { heapDominators } from '../../analysis/heap/dominators.ts'
import { heapGraph } from '../../analysis/heap/heap-graph.ts'
import { heapRoots } from '../../analysis/heap/heap-roots.ts'
import { pathShapes } from '../../analysis/heap/path-shapes.ts'
import {
  distinctPaths,
  type ReferencePath,
  shortestPath,
  shortestPaths,
} from '../../analysis/heap/shortest-paths.ts'
import type { HeapObjectIndex, HeapTypeIndex } from '../../model/heap-tables.ts'
import { type HeapLook, heapObjectName } from './look.ts'
import { describeObject, type HeapObject } from './objects.ts'

/** An object on a path, with how it refers to the next. */
export interface HeapPathStep {
  /** Index into `heap.objects`. */
  readonly object: HeapObjectIndex
  /** "module app", "dict". */
  readonly name: string
  /** By what the next is referred to: ".cache", "['a']", "[3]"; '' unknown, and at the end. The dictionary of an object's
   *  attributes is no step of its own: its keys are the object's attributes. */
  readonly by: string
}

/** A way from a root to an object: why it is alive. */
export interface HeapPath {
  /** Why the first is a root: "module app"; null where roots are an estimate. */
  readonly reason: string | null
  /** The root first, the object last. */
  readonly steps: readonly HeapPathStep[]
}

/** Why one object is alive. */
export interface HeapPathsAnswer {
  readonly object: HeapObject
  /** The shortest way from a root first; then, each, the shortest that goes through none of the objects of those before. Empty where no
   *  root reaches the object: it is garbage. */
  readonly paths: readonly HeapPath[]
  readonly isEstimate: boolean
}

/** Objects of a type that are alive in the same way. */
export interface HeapPathGroup {
  readonly count: number
  readonly size: number
  /** The way of the one that retains most; null: no root reaches them. */
  readonly path: HeapPath | null
  /** The same one. */
  readonly example: HeapObjectIndex
}

/** Why the objects of a type are alive. */
export interface HeapTypePathsAnswer {
  readonly count: number
  /** By number of objects, falling. */
  readonly groups: readonly HeapPathGroup[]
  readonly isEstimate: boolean
}

/** Why an object is alive: up to `limit` ways from roots to it. O(limit * (objects + references)) at worst. */
export function queryHeapPaths(
  look: HeapLook,
  object: HeapObjectIndex,
  { limit = 3 }: { limit?: number } = {},
): HeapPathsAnswer {
  const { recording, snapshot } = look
  const { first } = heapGraph(recording, snapshot)
  const found = distinctPaths(recording, snapshot, { object: object - first, limit })
  return {
    object: describeObject(look, object),
    paths: found.map(path => readablePath(look, path)),
    isEstimate: heapRoots(recording, snapshot).isEstimate,
  }
}

/** Why the objects of a type are alive: their shortest ways from roots, grouped by the types and attributes on them. O(objects +
 *  references). */
export function queryHeapTypePaths(
  look: HeapLook,
  type: HeapTypeIndex,
  only: Uint8Array | null = null,
): HeapTypePathsAnswer {
  const { recording, snapshot } = look
  const graph = heapGraph(recording, snapshot)
  const shapes = pathShapes(recording, snapshot)
  const { retained } = heapDominators(recording, snapshot)
  const groups = new Map<number, { count: number; size: number; example: number }>()
  let count = 0
  for (let i = 0; i < graph.length; i++) {
    if (graph.type[i] !== type || (only !== null && only[i] === 0)) continue
    count++
    const group = groups.get(shapes.of[i]!)
    if (group === undefined) groups.set(shapes.of[i]!, { count: 1, size: graph.size[i]!, example: i })
    else {
      group.count++
      group.size += graph.size[i]!
      if (retained[i]! > retained[group.example]!) group.example = i
    }
  }
  const ways = shortestPaths(recording, snapshot)
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count || a.example - b.example)
  return {
    count,
    groups: sorted.map(group => {
      const path = shortestPath(ways, group.example)
      return {
        count: group.count,
        size: group.size,
        path: path && readablePath(look, path),
        example: graph.first + group.example,
      }
    }),
    isEstimate: heapRoots(recording, snapshot).isEstimate,
  }
}

function readablePath(look: HeapLook, { objects, references, reason }: ReferencePath): HeapPath {
  const { recording, snapshot } = look
  const { strings } = recording.shared
  const { first, label } = heapGraph(recording, snapshot)
  const labels = references.map(reference => (label[reference] === -1 ? '' : strings[label[reference]!]!))
  const steps: HeapPathStep[] = []
  for (let i = 0; i < objects.length; i++) {
    const object = first + objects[i]!
    const next = labels[i] ?? ''
    const attribute = next === '.__dict__' ? attributeOf(labels[i + 1]) : null
    steps.push({ object, name: heapObjectName(recording, object), by: attribute ?? next })
    if (attribute !== null) i++
  }
  return { reason: reason === -1 ? null : strings[reason]!, steps }
}

/** ".name" of the key "['name']" (or ".name" itself); null of others, and of none. */
function attributeOf(key: string | undefined): string | null {
  if (key?.startsWith('.') === true) return key
  const name = key === undefined ? null : /^\[(['"])([\p{L}_][\p{L}\p{N}_]*)\1\]$/u.exec(key)
  return name === null ? null : `.${name[2]}`
}
