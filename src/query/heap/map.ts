import { heapDominators } from '../../analysis/heap/dominators.ts'
import { snapshotRange } from '../../analysis/heap/snapshot-range.ts'
import { makeMapTree } from '../../analysis/square-map/map-tree.ts'
import { type CallTree, orderCallTree, type RawCallTree } from '../../analysis/tree/call-tree.ts'
import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { Recording } from '../../model/recording.ts'
import type { MapTreeAnswer } from '../tree/square-map.ts'
import type { HeapLook } from './look.ts'

/** What a box of a heap's map is: objects of one type that the box around it keeps alive, or a single object. */
export const HEAP_MAPS = ['types', 'objects'] as const
/** One of {@link HEAP_MAPS}. */
export type HeapMapBy = (typeof HEAP_MAPS)[number]

const BYTES = { name: 'retained', unit: 'bytes', kind: 'snapshot', precision: 'exact' } as const

/**
 * The tree that a square map of a heap is drawn of (`querySquareMap`): a box is as large as what it keeps alive, and stands in
 * the box of what keeps it alive, its dominator. Keys (`func`) are types or objects of the heap, `-1 - g` for the group g (a
 * module). By type, objects of a type that objects of another keep alive are one box, and those that one of their own type
 * keeps (a linked list) stand in its box. Without references boxes are the types' own sizes, by module.
 * O(objects log objects) and what the dominators cost.
 */
export function queryHeapMapTree({ recording, snapshot }: HeapLook, by: HeapMapBy): MapTreeAnswer {
  const heap = recording.heap!
  const hasTree = heap.hasReferences
  const { raw, groups } = !hasTree
    ? moduleTree(recording, snapshot)
    : { raw: by === 'types' ? typeTree(recording, snapshot) : objectTree(recording, snapshot), groups: [] }
  const tree: CallTree = orderCallTree(raw)
  return {
    ...makeMapTree(tree),
    by: 'calls',
    valueType: BYTES,
    whole: tree.total,
    groups,
    isEstimated: hasTree && heapDominators(recording, snapshot).isEstimate,
    isTruncated: false,
    difference: null,
    baseWhole: Number.NaN,
  }
}

/** Objects kept by objects: the dominators as they are. */
function objectTree(recording: Recording, snapshot: number): RawCallTree {
  const heap = recording.heap!
  const { first } = snapshotRange(heap, snapshot)
  const { length, order, dominator } = heapDominators(recording, snapshot)
  const place = new Int32Array(length)
  const prefix = new Int32Array(length)
  const func = new Int32Array(length)
  const self = new Float64Array(length)
  for (let at = 0; at < length; at++) {
    const object = order[at]!
    place[object] = at
    prefix[at] = dominator[object] === -1 ? -1 : place[dominator[object]!]!
    func[at] = first + object
    self[at] = heap.objects.size[first + object]!
  }
  return { length, prefix, func, self }
}

/** The dominators merged by type from the top down. */
function typeTree(recording: Recording, snapshot: number): RawCallTree {
  const { objects } = recording.heap!
  const { first } = snapshotRange(recording.heap!, snapshot)
  const { length, order, dominator } = heapDominators(recording, snapshot)
  const nodeOf = new Int32Array(length)
  const nodes = new PairMap()
  const prefix = growableInt32()
  const func = growableInt32()
  const self = growableFloat64()
  for (const object of order) {
    const above = dominator[object] === -1 ? -1 : nodeOf[dominator[object]!]!
    const type = objects.type[first + object]!
    let node = above !== -1 && func.get(above) === type ? above : nodes.get(above, type)
    if (node === -1) {
      node = prefix.length
      nodes.set(above, type, node)
      prefix.push(above)
      func.push(type)
      self.push(0)
    }
    nodeOf[object] = node
    self.set(node, self.get(node) + objects.size[first + object]!)
  }
  return { length: prefix.length, prefix: prefix.finish(), func: func.finish(), self: self.finish() }
}

/** Types in their modules; those without stand by themselves. */
function moduleTree(recording: Recording, snapshot: number): { raw: RawCallTree; groups: string[] } {
  const { types, objects } = recording.heap!
  const { first, end } = snapshotRange(recording.heap!, snapshot)
  const groups: string[] = []
  const nodeOfModule = new Map<number, number>()
  const nodeOfType = new Int32Array(types.length).fill(-1)
  const prefix: number[] = []
  const func: number[] = []
  const self: number[] = []
  const add = (above: number, key: number) => {
    prefix.push(above)
    func.push(key)
    self.push(0)
    return prefix.length - 1
  }
  for (let i = first; i < end; i++) {
    const type = objects.type[i]!
    if (nodeOfType[type] === -1) {
      const module = types.module[type]!
      if (module !== -1 && !nodeOfModule.has(module)) {
        nodeOfModule.set(module, add(-1, -1 - groups.length))
        groups.push(recording.shared.strings[module]!)
      }
      nodeOfType[type] = add(module === -1 ? -1 : nodeOfModule.get(module)!, type)
    }
    self[nodeOfType[type]!]! += objects.size[i]!
  }
  return {
    raw: {
      length: prefix.length,
      prefix: Int32Array.from(prefix),
      func: Int32Array.from(func),
      self: Float64Array.from(self),
    },
    groups,
  }
}
