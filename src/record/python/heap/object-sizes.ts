import type { Layout } from '../interpreter/layouts/layout.ts'
import type { HeapTypes } from './heap-types.ts'
import {
  arraySize,
  bufferedSize,
  decimalSize,
  dequeSize,
  elementSize,
  ndarraySize,
  orderedDictSize,
  structSize,
} from './library-sizes.ts'
import type { MemoryImage } from './memory-image.ts'
import { codeSize, frameSize, generatorSize } from './running-sizes.ts'
import { keysExtent, NO_SIZE, textSize } from './table-sizes.ts'
import { Family } from './type-families.ts'

/** Largest size that is believed; beyond it an object was caught while it changed. */
const MOST = 2 ** 46
/** Bytes of an object that are looked at to measure it. */
const HEADER = 184
/** The same of a class, up to ht_cached_keys. */
const HEAP_TYPE_HEADER = 912
/** sizeof(PyTypeObject): what getsizeof says of types that are not made at run time. (3.11 and 3.12 add a collector's header that
 *  these do not have.) */
const STATIC_TYPE: Readonly<Record<number, number>> = {
  306: 400,
  307: 400,
  308: 416,
  309: 408,
  310: 408,
  311: 424,
  312: 432,
  313: 416,
  314: 416,
  315: 424,
}

/**
 * The size of objects as sys.getsizeof gives it: the object with what lies before it, and the buffers that are its own (a list's
 * items, a dictionary's table, an array's data). Worked out from the same fields as the built-in types' own __sizeof__; one that
 * is written in Python is not called.
 */
export class ObjectSizes {
  readonly #image: MemoryImage
  readonly #types: HeapTypes
  readonly #layout: Layout

  constructor(image: MemoryImage, types: HeapTypes, layout: Layout) {
    this.#image = image
    this.#types = types
    this.#layout = layout
  }

  /** Bytes of the object of this type at a cell; -1 where its fields make no sense. */
  sizeOf(cell: number, type: number): number {
    const types = this.#types
    const basic = types.basicSize[type]!
    const item = types.itemSize[type]!
    const family = types.family[type]!
    const before = types.before[type]!
    if (item === 0 && (family <= Family.leaf || family === Family.weakref)) return basic + before
    if (!this.#image.open(cell, family <= Family.byteArray ? 80 : HEADER)) return -1
    if (family === Family.type) {
      if (!this.#isMadeAtRunTime()) return STATIC_TYPE[this.#layout.number] ?? basic
      if (!this.#image.open(cell, HEAP_TYPE_HEADER)) return -1
    }
    const own = this.#ownSize(cell, type)
    return own >= 0 && own < MOST ? own + before : -1
  }

  /** Whether the type object at a cell is a class, and not one of the interpreter's or an extension's own static types. */
  isMadeAtRunTime(cell: number): boolean {
    return this.#image.open(cell, HEADER) && this.#isMadeAtRunTime()
  }

  #ownSize(cell: number, type: number): number {
    const basic = this.#types.basicSize[type]!
    const item = this.#types.itemSize[type]!
    const image = this.#image
    const layout = this.#layout
    switch (this.#types.family[type]!) {
      case Family.int:
        return this.#intSize(basic)
      case Family.text:
        return textSize(image, layout)
      case Family.byteArray:
        return this.#byteArraySize(basic)
      case Family.list:
        return basic + image.u64(32) * 8
      case Family.dict:
        return this.#dictSize(cell, basic)
      case Family.set:
        return basic + (this.#isInside(cell, 40) ? 0 : (image.u64(32) + 1) * 16)
      case Family.type:
        return this.#typeSize(basic, item, this.#types.ownSize[type]!)
      case Family.code:
        return codeSize(image, layout, { basic, item })
      case Family.frame:
        return frameSize(image, layout, basic)
      case Family.generator:
        return generatorSize(image, layout, basic)
      case Family.deque:
        return dequeSize(image, layout, basic)
      case Family.orderedDict:
        return orderedDictSize(image, basic, () => this.#dictSize(cell, 0))
      case Family.array:
        return arraySize(image, basic)
      case Family.ndarray:
        return ndarraySize(image, basic)
      case Family.decimal:
        return decimalSize(image, basic)
      case Family.element:
        return elementSize(image, basic)
      case Family.struct:
        return structSize(image, layout, basic)
      case Family.bufferedFile:
        return bufferedSize(image, basic)
      case Family.leaf:
        // str of 2.7 does not count what a subclass adds.
        return (layout.number < 300 ? this.#types.ownSize[type]! : basic) + Math.max(0, image.i64(16)) * item
      default:
        return basic + Math.max(0, image.i64(16)) * item
    }
  }

  /** PyLong: the number of digits is in ob_size with the sign (up to 3.11), in the tag above three bits (since). */
  #intSize(basic: number): number {
    const { number, object } = this.#layout
    const digits = number >= 312 ? Math.floor(this.#image.u64(16) / 8) : Math.abs(this.#image.i64(16))
    if (number < 300) return basic + 4 * digits
    return object.longDigits + 4 * Math.max(number >= 311 ? 1 : 0, digits)
  }

  #byteArraySize(basic: number): number {
    const { number } = this.#layout
    const allocated = this.#image.u64(number < 300 ? 32 : 24)
    // From 3.15 on the bytes are those of a bytes object of its own.
    return basic + allocated + (number >= 315 && allocated > 0 ? 33 : 0)
  }

  #dictSize(cell: number, basic: number): number {
    const image = this.#image
    if (this.#layout.number < 300) {
      return basic + (this.#isInside(cell, 40) ? 0 : (image.u64(32) + 1) * 24)
    }
    const { keys, values } = this.#layout.dict
    const isSplit = image.u64(values) !== 0
    if (!image.follow(keys, 40)) return NO_SIZE
    // The keys of a split dictionary belong to its class; an empty one has those of all.
    const isAlone = image.u32(0) === 1 && image.u32(4) === 0
    const { size, usable } = keysExtent(image, this.#layout)
    return basic + (isSplit ? usable * 8 : 0) + (isAlone ? size : 0)
  }

  /** Whether the table that a pointer points to lies in the object itself, right behind it. */
  #isInside(cell: number, offset: number): boolean {
    const distance = this.#image.u64(offset) - this.#image.addressOf(cell)
    return distance > 0 && distance <= 64
  }

  #isMadeAtRunTime(): boolean {
    return (this.#image.u32(this.#layout.object.typeFlags) & (1 << 9)) !== 0
  }

  #typeSize(basic: number, item: number, own: number): number {
    const image = this.#image
    if (this.#layout.number < 300) return basic + Math.max(0, image.i64(16)) * item
    const { typeCachedKeys } = this.#layout.object
    const offset = typeCachedKeys >= 0 ? typeCachedKeys : CACHED_KEYS[this.#layout.number]!
    if (image.u64(offset) === 0) return own
    return image.follow(offset, 40) ? own + keysExtent(image, this.#layout).size : NO_SIZE
  }
}

/** ht_cached_keys where the layout does not tell. */
export const CACHED_KEYS: Readonly<Record<number, number>> = {
  306: 856,
  307: 856,
  308: 872,
  309: 864,
  310: 872,
}
