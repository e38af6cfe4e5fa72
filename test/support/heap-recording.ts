import { HeapBuilder } from '../../src/model/heap-builder.ts'
import { HeapObjectKind } from '../../src/model/heap-tables.ts'
import { assertIntegrity } from '../../src/model/integrity.ts'
import { meta, NO_PARTS, type Recording } from '../../src/model/recording.ts'
import { SharedBuilder } from '../../src/model/shared-builder.ts'

/** One object of a heap that a test describes. */
export interface DrawnObject {
  /** "dict", "app.Leak". */
  readonly type: string
  readonly size?: number
  readonly label?: string
  readonly count?: number
  readonly address?: number
  readonly isUntracked?: boolean
  /** Index of the object it refers to, within its snapshot; with a label: [index, ".cache"]. */
  readonly refersTo?: readonly (number | readonly [number, string])[]
  /** Why it is a root. */
  readonly root?: string
}

/** A recording of nothing but a heap: one snapshot a list of objects. */
export function heapRecording(
  looks: readonly (readonly DrawnObject[])[],
  { name = 'app.py', hasReferences = true, names = [] as readonly string[] } = {},
): Recording {
  const shared = new SharedBuilder()
  const heap = new HeapBuilder(shared)
  for (const [k, objects] of looks.entries()) {
    heap.snapshot({ name: names[k] ?? `look ${k + 1}`, time: k * 1e9 })
    const first = heap.objects.length
    for (const { type, size = 1, label, count = 1, address, isUntracked, refersTo = [], root } of objects) {
      const dot = type.lastIndexOf('.')
      const index = heap.object({
        type: heap.type(type.slice(dot + 1), dot === -1 ? null : type.slice(0, dot)),
        size,
        count,
        kind: isUntracked === true ? HeapObjectKind.untracked : HeapObjectKind.tracked,
        ...(label === undefined ? {} : { label: shared.string(label) }),
        ...(address === undefined ? {} : { address }),
      })
      for (const reference of refersTo) {
        const [to, by] = typeof reference === 'number' ? [reference, null] : reference
        heap.reference(first + to, by === null ? -1 : shared.string(by))
      }
      if (root !== undefined) heap.roots.add({ object: index, reason: shared.string(root) })
    }
  }
  const recording: Recording = {
    ...NO_PARTS,
    meta: meta({ name, recorder: { name: 'test', version: null, mode: 'heap', settings: {} } }),
    shared: shared.finish(),
    heap: heap.finish({ hasReferences }),
  }
  assertIntegrity(recording)
  return recording
}
