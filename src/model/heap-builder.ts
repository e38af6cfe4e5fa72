import { PairMap } from '../base/pair-map.ts'
import type { RowOf } from './columns.ts'
import {
  HEAP_OBJECTS,
  HEAP_REFERENCES,
  HEAP_ROOTS,
  HEAP_SNAPSHOTS,
  HEAP_TYPES,
  type HeapObjectIndex,
  type HeapTypeIndex,
} from './heap-tables.ts'
import type { HeapPart } from './recording.ts'
import type { SharedBuilder } from './shared-builder.ts'
import { tableBuilder } from './table-builder.ts'
import type { ProcessIndex, StringIndex } from './tables.ts'

/** What is known of an object to be added to a heap. */
export type HeapObjectRow = Omit<RowOf<typeof HEAP_OBJECTS>, 'firstReference'>

/**
 * Builds a `heap` part: a snapshot is begun, then its objects are added, each followed by its references. A reference names
 * the index its object has or will have. Hot loops push on the columns of the tables directly, the same number on each.
 */
export class HeapBuilder {
  readonly snapshots = tableBuilder(HEAP_SNAPSHOTS)
  readonly types = tableBuilder(HEAP_TYPES)
  readonly objects = tableBuilder(HEAP_OBJECTS)
  readonly references = tableBuilder(HEAP_REFERENCES)
  readonly roots = tableBuilder(HEAP_ROOTS)
  readonly #shared: SharedBuilder
  readonly #typeOf = new PairMap()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** Begins the next snapshot; `time` in nanoseconds since the start, NaN unknown. Returns its index. */
  snapshot({
    name,
    time = Number.NaN,
    process = -1,
  }: {
    name: string
    time?: number
    process?: ProcessIndex
  }): number {
    const firstObject = this.objects.length
    return this.snapshots.add({ name: this.#shared.string(name), firstObject, time, process })
  }

  /** The type of a name and a module (null: none or unknown), a new one or the one that is there. */
  type(name: string, module: string | null = null): HeapTypeIndex {
    return this.typeOf(this.#shared.string(name), module === null ? -1 : this.#shared.string(module))
  }

  /** As `type`, of texts that are in the recording already; -1: no module. */
  typeOf(name: StringIndex, module: StringIndex): HeapTypeIndex {
    let type = this.#typeOf.get(name, module + 1)
    if (type === -1) {
      type = this.types.add({ name, module })
      this.#typeOf.set(name, module + 1, type)
    }
    return type
  }

  /** Appends an object; its references are those added before the next object is. Returns its index. */
  object(row: HeapObjectRow): HeapObjectIndex {
    return this.objects.add({ ...row, firstReference: this.references.length })
  }

  /** Appends a reference of the object that was added last. */
  reference(to: HeapObjectIndex, label: StringIndex = -1): void {
    this.references.columns.to.push(to)
    this.references.columns.label.push(label)
  }

  /** @throws RangeError when columns that were pushed on directly differ in length. */
  finish({ hasReferences }: { hasReferences: boolean }): HeapPart {
    return {
      snapshots: this.snapshots.finish(),
      types: this.types.finish(),
      objects: this.objects.finish(),
      references: this.references.finish(),
      roots: this.roots.finish(),
      hasReferences,
    }
  }
}
