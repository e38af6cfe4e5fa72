import type { HeapBuilder } from '../../model/heap-builder.ts'
import { isNeverFreed } from './dumped-objects.ts'

/** An object that something keeps alive which is not in the snapshot. */
export interface HeldObject {
  readonly object: number
  /** Whether the interpreter never frees it. */
  readonly isForEver: boolean
}

/** The snapshot that was added last. */
interface AddedSnapshot {
  /** Its first object in the heap. */
  readonly base: number
  readonly length: number
  /** Objects that are known to be alive by themselves. */
  readonly roots: Iterable<number>
  /** Per object the references to it that are in the snapshot, and those that it has in all (0 unknown). */
  readonly found: Int32Array
  readonly counts: Uint32Array
}

/**
 * The objects that no root reaches though they have more references than the snapshot has: what C code, another thread's stack
 * or a thread-local holds. What no root reaches then either is garbage: cycles that only hold themselves. (As CPython's
 * collector finds out, with all generations at once.) O(objects + references).
 */
export function heldObjects(heap: HeapBuilder, snapshot: AddedSnapshot): HeldObject[] {
  const { base, length, found, counts } = snapshot
  const start = heap.objects.columns.firstReference.finish()
  const to = heap.references.columns.to.finish()
  const isReached = new Uint8Array(length)
  const queue = new Int32Array(length)
  let waiting = 0
  for (const object of snapshot.roots) {
    if (isReached[object] === 1) continue
    isReached[object] = 1
    queue[waiting++] = object
  }
  for (let i = 0; i < waiting; i++) {
    const object = queue[i]!
    const end = object + 1 < length ? start[base + object + 1]! : to.length
    for (let r = start[base + object]!; r < end; r++) {
      const next = to[r]! - base
      if (isReached[next] === 1) continue
      isReached[next] = 1
      queue[waiting++] = next
    }
  }
  const held: HeldObject[] = []
  for (let object = 0; object < length; object++) {
    const count = counts[object]!
    if (isReached[object] === 1 || count <= found[object]!) continue
    held.push({ object, isForEver: isNeverFreed(count) })
  }
  return held
}
