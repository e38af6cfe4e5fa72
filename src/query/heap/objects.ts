import { heapDominators } from '../../analysis/heap/dominators.ts'
import { snapshotRange } from '../../analysis/heap/snapshot-range.ts'
import { UsageError } from '../../base/errors.ts'
import { nearestNames } from '../../base/nearest-names.ts'
import { type HeapObjectIndex, HeapObjectKind, type HeapTypeIndex } from '../../model/heap-tables.ts'
import { type HeapLook, heapObjectName, heapTypeName } from './look.ts'

/** What is known of one object. */
export interface HeapObject {
  /** Index into `heap.objects`: what people write as #123. */
  readonly object: HeapObjectIndex
  /** "module app", "dict", "app.Leak". */
  readonly name: string
  readonly type: string
  /** NaN unknown. */
  readonly address: number
  readonly size: number
  /** Bytes of it and of all that only it keeps, and the number of these objects; NaN without references. */
  readonly retained: number
  readonly kept: number
}

/** What a text on the command line or in a search box means in a heap. */
export interface HeapTarget {
  /** The object, or the biggest of the type. */
  readonly object: HeapObjectIndex
  /** The type, where the text names one; -1 where it names an object. */
  readonly type: HeapTypeIndex
}

/** One object. O(1) once the dominators are known. */
export function describeObject({ recording, snapshot }: HeapLook, object: HeapObjectIndex): HeapObject {
  const heap = recording.heap!
  const { first } = snapshotRange(heap, snapshot)
  const dominators = heap.hasReferences ? heapDominators(recording, snapshot) : null
  return {
    object,
    name: heapObjectName(recording, object),
    type: heapTypeName(recording, heap.objects.type[object]!),
    address: heap.objects.address[object]!,
    size: heap.objects.size[object]!,
    retained: dominators?.retained[object - first] ?? Number.NaN,
    kept: dominators?.kept[object - first] ?? Number.NaN,
  }
}

/** The objects of a snapshot that retain most (without references: the largest), falling; markers, which are no objects, only where
 *  a type or `only` asks for them. With `type` only those of a type, with
 *  `only` (a byte an object of the snapshot) only those that are not 0. O(objects) and what the dominators cost. */
export function queryBiggestObjects(
  look: HeapLook,
  { limit, type = -1, only = null }: { limit: number; type?: HeapTypeIndex; only?: Uint8Array | null },
): readonly HeapObject[] {
  const { recording, snapshot } = look
  const heap = recording.heap!
  const { first, end } = snapshotRange(heap, snapshot)
  const weight = heap.hasReferences
    ? heapDominators(recording, snapshot).retained
    : heap.objects.size.subarray(first, end)
  const isOfAll = type === -1 && only === null
  const found: number[] = []
  // The least that still gets in, once there are enough.
  let least = -1
  for (let i = 0; i < end - first; i++) {
    if (weight[i]! <= least || (only !== null && only[i] === 0)) continue
    if (type !== -1 && heap.objects.type[first + i] !== type) continue
    if (isOfAll && heap.objects.kind[first + i] === HeapObjectKind.marker) continue
    found.push(i)
    if (found.length < 2 * limit + 100) continue
    found.sort((a, b) => weight[b]! - weight[a]! || a - b)
    found.length = limit
    least = found.length === 0 ? Number.POSITIVE_INFINITY : weight[found.at(-1)!]!
  }
  found.sort((a, b) => weight[b]! - weight[a]! || a - b)
  return found.slice(0, limit).map(i => describeObject(look, first + i))
}

/**
 * What a text means in a snapshot: `#123` an object by its number, `0x7f…` by its address, else the biggest object of a type
 * ("Leak", "app.Leak"), else the biggest with that label ("app", "module app"). O(objects).
 * @throws UsageError if it means nothing; the nearest types are named.
 */
export function findHeapTarget(look: HeapLook, text: string): HeapTarget {
  const { recording, snapshot } = look
  const { objects } = recording.heap!
  const { first, end } = snapshotRange(recording.heap!, snapshot)
  const number = /^#(\d+)$/.exec(text)
  if (number !== null) {
    const object = Number(number[1])
    if (object >= first && object < end) return { object, type: -1 }
    throw new UsageError(
      `There is no object ${text} in this snapshot`,
      `Its objects are #${first} to #${end - 1}`,
    )
  }
  if (/^0x[0-9a-f]+$/i.test(text)) {
    const object = objects.address.subarray(first, end).indexOf(Number(text))
    if (object !== -1) return { object: first + object, type: -1 }
    throw new UsageError(`There is no object at ${text} in this snapshot`)
  }
  const type = findHeapType(look, text)
  if (type !== -1) return { object: queryBiggestObjects(look, { limit: 1, type })[0]!.object, type }
  const labelled = findLabelled(look, text)
  if (labelled !== -1) return { object: labelled, type: -1 }
  const nearest = nearestNames(text, typesOf(look).keys())
  throw new UsageError(
    `There is no object or type "${text}" in this snapshot`,
    nearest.length > 0
      ? `The nearest types: ${nearest.join(', ')}`
      : 'An object is a type’s name (the biggest of it), a label, #NUMBER or 0xADDRESS; "pyrometer heap" lists the types',
  )
}

/** The type of a name that a snapshot has objects of: in full ("app.Leak"), else by its end ("Leak"; of several the one with most
 *  bytes). -1 where there is none. O(objects). */
export function findHeapType(look: HeapLook, name: string): HeapTypeIndex {
  const types = typesOf(look)
  const exact = types.get(name)
  if (exact !== undefined) return exact.type
  const ending = [...types].filter(([full]) => full.endsWith(`.${name}`))
  ending.sort(([, a], [, b]) => b.size - a.size)
  return ending[0]?.[1].type ?? -1
}

function typesOf({ recording, snapshot }: HeapLook): Map<string, { type: HeapTypeIndex; size: number }> {
  const heap = recording.heap!
  const { first, end } = snapshotRange(heap, snapshot)
  const sizes = new Float64Array(heap.types.length).fill(-1)
  for (let i = first; i < end; i++) {
    const type = heap.objects.type[i]!
    sizes[type] = Math.max(0, sizes[type]!) + heap.objects.size[i]!
  }
  const types = new Map<string, { type: HeapTypeIndex; size: number }>()
  for (const [type, size] of sizes.entries())
    if (size >= 0) types.set(heapTypeName(recording, type), { type, size })
  return types
}

/** The biggest object whose label, or type and label, is the text; -1 none. */
function findLabelled(look: HeapLook, text: string): HeapObjectIndex {
  const { recording, snapshot } = look
  const { strings } = recording.shared
  const { objects } = recording.heap!
  const { first, end } = snapshotRange(recording.heap!, snapshot)
  const own = strings.indexOf(text)
  const ends = new Set<number>()
  for (const [i, string] of strings.entries()) {
    if (i !== 0 && text.endsWith(` ${string}`)) ends.add(i)
  }
  const only = new Uint8Array(end - first)
  let count = 0
  for (let i = first; i < end; i++) {
    const label = objects.label[i]!
    if (label === -1) continue
    if (label !== own && !(ends.has(label) && heapObjectName(recording, i) === text)) continue
    only[i - first] = 1
    count++
  }
  return count === 0 ? -1 : queryBiggestObjects(look, { limit: 1, only })[0]!.object
}
