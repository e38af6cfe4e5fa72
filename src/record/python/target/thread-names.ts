import type { Layout } from '../interpreter/layouts/layout.ts'
import { isPointer, type ProcessMemory } from '../interpreter/memory.ts'
import type { ObjectReader } from '../interpreter/objects.ts'

/** Type flag of classes whose instances hold their attributes' values themselves (3.13+). */
const INLINE_VALUES = 1 << 2
/** `__name` inside class Thread, as Python 2 mangles it. */
const OLD_NAME = '_Thread__name'
const NAME = '_name'

/** Reads the names that Python's `threading` gave its threads: threading._active[ident]._name. Nothing is run. */
export class ThreadNames {
  readonly #objects: ObjectReader
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  /** Address of `threading._active` by interpreter; it is made once. */
  readonly #active = new Map<number, number>()

  constructor(objects: ObjectReader) {
    this.#objects = objects
    this.#memory = objects.memory
    this.#layout = objects.layout
  }

  /** Name of the thread with a pthread_t in an interpreter, null where threading does not know it. */
  find(interpreter: number, ident: number): string | null {
    const active = this.#findActive(interpreter)
    if (active === null) return null
    for (const { key, value } of this.#objects.dict(active) ?? []) {
      if (this.#objects.int(key) === ident) return this.#nameOf(value)
    }
    return null
  }

  #findActive(interpreter: number): number | null {
    const known = this.#active.get(interpreter)
    if (known !== undefined) return known
    const objects = this.#objects
    const modules = this.#memory.pointer(interpreter + this.#layout.interpreter.modules)
    const threading = isPointer(modules) ? objects.dictGet(modules, 'threading') : null
    if (threading === null) return null
    // A module object is its header and its dictionary.
    const dict = this.#memory.pointer(threading + this.#layout.object.size)
    const active = isPointer(dict) ? objects.dictGet(dict, '_active') : null
    if (active !== null) this.#active.set(interpreter, active)
    return active
  }

  #nameOf(thread: number): string | null {
    const name = this.#attribute(thread, this.#layout.number < 300 ? OLD_NAME : NAME)
    return name === null ? null : this.#objects.text(name)
  }

  /** An instance attribute: in the instance's dictionary, or beside the object where newer releases keep it. */
  #attribute(object: number, name: string): number | null {
    const layout = this.#layout.object
    const type = this.#memory.pointer(object + layout.type)
    if (!isPointer(type)) return null
    if (this.#layout.number < 311) {
      const offset = this.#memory.pointer(type + layout.typeDictOffset)
      if (offset <= 0 || offset > 4096) return null
      return this.#objects.dictGet(this.#memory.pointer(object + offset), name)
    }
    return this.#managedAttribute(object, type, name)
  }

  #managedAttribute(object: number, type: number, name: string): number | null {
    const layout = this.#layout.object
    const managed = this.#memory.pointer(object + layout.managedDict)
    if (this.#layout.number >= 313) {
      const flags = this.#memory.u32(type + layout.typeFlags)
      if (managed > 0) return this.#objects.dictGet(managed, name)
      if ((flags & INLINE_VALUES) === 0) return null
      const size = this.#memory.pointer(type + layout.typeBasicSize)
      return size > 0 && size < 4096 ? this.#value(type, object + size + 8, name) : null
    }
    if (this.#layout.number === 312) {
      // One word for both: odd is the address of the values, less one.
      return managed % 2 === 1 ? this.#value(type, managed + 1, name) : this.#objects.dictGet(managed, name)
    }
    const values = this.#memory.pointer(object + layout.managedDict - 8)
    return values > 0 ? this.#value(type, values, name) : this.#objects.dictGet(managed, name)
  }

  /** The value whose position the class's shared keys tell. */
  #value(type: number, values: number, name: string): number | null {
    const keys = this.#memory.pointer(type + this.#layout.object.typeCachedKeys)
    const position = this.#objects.keyNames(keys)?.indexOf(name) ?? -1
    const value = position < 0 ? -1 : this.#memory.pointer(values + 8 * position)
    return isPointer(value) ? value : null
  }
}
