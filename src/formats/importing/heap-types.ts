import { StacksBuilder } from '../../model/part-builders.ts'
import type { HeapPart, Recording, ValueType, Warning } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { type ImportedMeta, importedRecording } from './imported.ts'

const TYPES: readonly ValueType[] = [
  { name: 'size', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
]

/** The objects of one type. */
export interface HeapType {
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly objects: number
  /** Whether it is no type, but what a file does not tell apart. */
  readonly isRest?: boolean
}

/** A heap by types as a recording: one frame and one row a type, with bytes and numbers of objects; `heap` goes with it. */
export function heapRecording(
  from: { readonly format: string; readonly file: string | null },
  parts: {
    readonly shared: SharedBuilder
    readonly heap: HeapPart | null
    readonly types: Iterable<HeapType>
  },
  about: ImportedMeta & { readonly warnings: readonly Warning[] },
): Recording {
  const { shared, heap, types } = parts
  const part = new StacksBuilder(TYPES)
  for (const { name, size, objects, isRest = false } of types) {
    const func = shared.func({ name, kind: isRest ? FuncKind.marker : FuncKind.unknown })
    part.add({ stack: shared.stack(-1, shared.plainFrame(func)) }, [size, objects])
  }
  return importedRecording(from, about, { shared, stacks: part.finish(false), heap })
}
