import type { HeapObjectIndex, HeapTypeIndex } from '../../model/heap-tables.ts'
import type { Recording } from '../../model/recording.ts'
import type { StringIndex } from '../../model/tables.ts'

/** Modules of types whose names everybody knows without. */
const PLAIN_MODULES = new Set(['', 'builtins', '__builtin__'])

/** The label of references to the dictionary of an object's attributes: an index into `shared.strings`; -2 where there is none. */
export function attributesLabel({ shared }: Recording): StringIndex {
  const index = shared.strings.indexOf('.__dict__')
  return index === -1 ? -2 : index
}

/** A type as people write it: "dict", "app.Mesh.Cell". */
export function heapTypeName({ shared, heap }: Recording, type: HeapTypeIndex): string {
  const { name, module } = heap!.types
  const own = shared.strings[name[type]!]!
  const from = module[type] === -1 ? '' : shared.strings[module[type]!]!
  return PLAIN_MODULES.has(from) ? own : `${from}.${own}`
}

/** An object for people: its type and its label: "module app", "dict", "function read". */
export function heapObjectName(recording: Recording, object: HeapObjectIndex): string {
  const { type, label } = recording.heap!.objects
  const name = heapTypeName(recording, type[object]!)
  return label[object] === -1 ? name : `${name} ${recording.shared.strings[label[object]!]!}`
}
