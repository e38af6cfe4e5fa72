import { isPointer } from '../interpreter/memory.ts'
import type { ObjectReader } from '../interpreter/objects.ts'
import type { HeapTypes } from './heap-types.ts'
import { CACHED_KEYS } from './object-sizes.ts'

/** A type as it is written: what Python calls __module__ and __qualname__. */
export interface TypeName {
  readonly module: string
  readonly name: string
}

const DICT = 264
const OLD_HEAP_NAME = 856

/**
 * The name of a type at an address: of a class written in Python its __qualname__ and the `__module__` in its dictionary; of any
 * other what its tp_name says ("collections.deque"), where a name without a module is a built-in.
 */
export function readTypeName(
  objects: ObjectReader,
  types: HeapTypes,
  { type, address }: { type: number; address: number },
): TypeName {
  const { number, object } = objects.layout
  const name = types.name(type)
  const dot = name.lastIndexOf('.')
  if (!types.isHeapType(type)) {
    if (dot >= 0) return { module: name.slice(0, dot), name: name.slice(dot + 1) }
    return { module: number < 300 ? '__builtin__' : 'builtins', name }
  }
  const keys = object.typeCachedKeys >= 0 ? object.typeCachedKeys : (CACHED_KEYS[number] ?? -1)
  const nameAt = number < 300 ? OLD_HEAP_NAME : keys - 8
  const qualified = objects.text(objects.memory.pointer(address + nameAt))
  const dict = objects.memory.pointer(address + DICT)
  const module = isPointer(dict) ? objects.dictGet(dict, '__module__') : null
  const moduleName = module === null ? null : objects.text(module)
  return {
    module: moduleName ?? (dot >= 0 ? name.slice(0, dot) : ''),
    name: qualified ?? (dot >= 0 ? name.slice(dot + 1) : name),
  }
}
