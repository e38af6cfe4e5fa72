import { garbageCycles } from '../../analysis/heap/garbage-cycles.ts'
import { heapGraph } from '../../analysis/heap/heap-graph.ts'
import type { HeapObjectIndex } from '../../model/heap-tables.ts'
import { type HeapLook, heapTypeName } from './look.ts'

/** Cycles of garbage that consist of the same numbers of objects of the same types. */
export interface HeapCycleShape {
  /** "app.Node, dict" or "2 app.Node, 2 dict": most numerous first. */
  readonly shape: string
  readonly cycles: number
  /** Objects and bytes in the cycles. */
  readonly count: number
  readonly size: number
  /** Bytes with all that hangs on them alone. */
  readonly retained: number
  /** An object of the largest: an index into `heap.objects`. */
  readonly example: HeapObjectIndex
}

/** What a collector of garbage would free. */
export interface HeapCyclesAnswer {
  /** By retained bytes, falling. */
  readonly shapes: readonly HeapCycleShape[]
  readonly cycles: number
  /** All that no root reaches, whether in a cycle or hanging on one: objects and bytes. */
  readonly garbage: number
  readonly garbageSize: number
  /** Whether roots were not recorded: what is garbage is then an estimate (what neither a module nor an object that nobody
   *  refers to reaches). */
  readonly isEstimate: boolean
}

/** A shape names at most so many types. */
const TYPES_NAMED = 5

/** Garbage in cycles: what no root reaches. O(objects + references) and what the dominators cost. */
export function queryHeapCycles(look: HeapLook): HeapCyclesAnswer {
  const { recording, snapshot } = look
  const graph = heapGraph(recording, snapshot)
  const cycles = garbageCycles(recording, snapshot)
  const members: number[][] = Array.from({ length: cycles.length }, () => [])
  for (let i = 0; i < graph.length; i++) if (cycles.of[i] !== -1) members[cycles.of[i]!]!.push(i)
  const shapes = new Map<string, HeapCycleShape & { readonly most: number }>()
  for (const [cycle, objects] of members.entries()) {
    const shape = shapeOf(
      objects.map(object => graph.type[object]!),
      type => heapTypeName(recording, type),
    )
    const before = shapes.get(shape)
    const retained = cycles.retained[cycle]!
    const isLargest = before === undefined || retained > before.most
    shapes.set(shape, {
      shape,
      cycles: (before?.cycles ?? 0) + 1,
      count: (before?.count ?? 0) + objects.length,
      size: (before?.size ?? 0) + cycles.size[cycle]!,
      retained: (before?.retained ?? 0) + retained,
      example: isLargest ? graph.first + objects[0]! : before.example,
      most: isLargest ? retained : before.most,
    })
  }
  const { garbage, garbageSize, isEstimate } = cycles
  return {
    shapes: Array.from(shapes.values(), ({ most: _, ...shape }) => shape).sort(
      (a, b) => b.retained - a.retained || b.count - a.count || (a.shape < b.shape ? -1 : 1),
    ),
    cycles: cycles.length,
    garbage,
    garbageSize,
    isEstimate,
  }
}

function shapeOf(types: readonly number[], nameOf: (type: number) => string): string {
  const counts = new Map<number, number>()
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
  const parts = Array.from(counts, ([type, count]) => ({ name: nameOf(type), count }))
  parts.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  const named = parts
    .slice(0, TYPES_NAMED)
    .map(({ name, count }) => (count === 1 ? name : `${count} ${name}`))
  return parts.length > TYPES_NAMED
    ? `${named.join(', ')}, ${parts.length - TYPES_NAMED} more types`
    : named.join(', ')
}
