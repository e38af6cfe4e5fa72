import { isPointer } from '../interpreter/memory.ts'
import { ObjectReader } from '../interpreter/objects.ts'
import type { HeapProcess } from './heap-look.ts'
import type { HeapTypes } from './heap-types.ts'
import { CACHED_KEYS } from './object-sizes.ts'

/** A type as it is written: what Python calls __module__ and __qualname__. */
export interface TypeName {
  readonly module: string
  readonly name: string
}

const DICT = 264
const OLD_HEAP_NAME = 856
/** Types of one name that are told apart; the rest goes by the name of the last. */
const MOST_OF_A_NAME = 9

/**
 * The names of types over several looks. Different types of one name (a class that is made by every call of a function, a module
 * that was loaded again) are told apart: "Cell", "Cell #2".
 */
export class TypeNames {
  readonly #names = new Map<number, { readonly raw: string; readonly name: TypeName }>()
  readonly #sameName = new Map<string, number>()

  /** The name of a type of a look. */
  nameOf(
    process: HeapProcess,
    types: HeapTypes,
    { type, address }: { type: number; address: number },
  ): TypeName {
    const raw = types.name(type)
    const known = this.#names.get(address)
    if (known?.raw === raw) return known.name
    const objects = new ObjectReader(process.memory, process.state.layout)
    const name = this.#tellApart(readTypeName(objects, types, { type, address }))
    this.#names.set(address, { raw, name })
    return name
  }

  #tellApart({ module, name }: TypeName): TypeName {
    const key = `${module}\0${name}`
    const before = this.#sameName.get(key) ?? 0
    this.#sameName.set(key, before + 1)
    if (before === 0) return { module, name }
    const number = Math.min(before + 1, MOST_OF_A_NAME)
    return { module, name: `${name} #${number}${number === MOST_OF_A_NAME ? '…' : ''}` }
  }
}

/**
 * The name of a type at an address: of a class written in Python its __qualname__ and the `__module__` in its dictionary; of any
 * other what its tp_name says ("collections.deque"), where a name without a module is a built-in.
 */
function readTypeName(
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
