import type { Layout } from '../interpreter/layouts/layout.ts'
import type { HeapTypes } from './heap-types.ts'
import { dequeLayout } from './library-sizes.ts'
import type { MemoryImage } from './memory-image.ts'
import { CACHED_KEYS } from './object-sizes.ts'
import { codeOfGenerator } from './running-sizes.ts'
import { keysExtent } from './table-sizes.ts'
import { Family } from './type-families.ts'

/** Where an object begins to have fields of its own: behind its count of references and its type. */
const HEADER = 16
/** Entries, items or blocks that are believed. */
const MOST = 1 << 27
/** The upper half of an address is below this. */
const MOST_HIGH = 1 << 15

/**
 * Finds what objects refer to: the items and entries of containers where those lie, the attributes of instances wherever a
 * release keeps them, and in the body of any other object whatever points to an object. Each word that may be a reference goes to
 * `visit`, as the two halves it is in memory; whether it leads to an object is for `visit` to find out.
 */
export class ObjectLinks {
  /** Containers whose fields made no sense. */
  doubts = 0
  readonly #image: MemoryImage
  readonly #types: HeapTypes
  readonly #layout: Layout
  readonly #number: number
  readonly #visit: (low: number, high: number) => void
  /** Bits of a pointer that are none of it, in frames of 3.14 and newer. */
  readonly #tag: number

  constructor(
    { image, types, layout }: { image: MemoryImage; types: HeapTypes; layout: Layout },
    visit: (low: number, high: number) => void,
  ) {
    this.#image = image
    this.#types = types
    this.#layout = layout
    this.#number = layout.number
    this.#visit = visit
    this.#tag = layout.number >= 314 ? ~3 : ~0
  }

  /** Visits the references of the object of this type at a cell. */
  visit(cell: number, type: number): void {
    const types = this.#types
    const family = types.family[type]!
    const basic = types.basicSize[type]!
    const own = types.ownSize[type]!
    switch (family) {
      case Family.plain:
        this.#body(cell, HEADER, this.#bodyEnd(cell, type))
        break
      case Family.list:
        this.#list(cell)
        break
      case Family.dict:
      case Family.orderedDict:
        this.#dict(cell)
        break
      case Family.set:
        this.#set(cell)
        break
      case Family.type:
        this.#type(cell)
        break
      case Family.code:
        // The instructions behind the fields (3.11+) hold pointers that are not references.
        this.#body(cell, HEADER, basic)
        break
      case Family.frame:
      case Family.generator:
        this.#frameBody(cell, type)
        break
      case Family.deque:
        this.#deque(cell)
        break
      case Family.ndarray:
        this.#body(cell, HEADER, own)
        this.#ndarray(cell)
        break
      case Family.element:
        this.#element(cell)
        break
      case Family.weakref:
        // What it refers to weakly comes first, then its callback.
        this.#body(cell, HEADER + 8, HEADER + 16)
        break
      default:
    }
    if (family !== Family.plain) {
      const end = family === Family.leaf || family === Family.int ? this.#bodyEnd(cell, type) : basic
      if (basic > own && types.isHeapType(type)) this.#body(cell, (own + 7) & ~7, end)
    }
    if (types.hasManagedDict(type)) this.#managed(cell, type)
  }

  /** Where the body ends: with its items, of objects of variable size. */
  #bodyEnd(cell: number, type: number): number {
    const basic = this.#types.basicSize[type]!
    const item = this.#types.itemSize[type]!
    if (item === 0 || !this.#image.open(cell, 24)) return basic
    const isInt = this.#types.family[type] === Family.int
    const count =
      isInt && this.#number >= 312 ? Math.floor(this.#image.u64(16) / 8) : Math.abs(this.#image.i64(16))
    return count > MOST ? basic : (basic + count * item + 7) & ~7
  }

  #body(cell: number, from: number, end: number): void {
    if (end <= from) return
    if (!this.#image.open(cell, end)) {
      this.doubts++
      return
    }
    const { words, at } = this.#image
    this.#scan(words, at + (from >> 2), at + (end >> 2), 2)
  }

  /** Visits every `step`-th pair of words. */
  #scan(words: Uint32Array, from: number, end: number, step: number): void {
    const visit = this.#visit
    for (let i = from; i + 1 < end; i += step) {
      const high = words[i + 1]! | 0
      if (high > 0 ? high < MOST_HIGH : high === 0 && words[i]! >= 0x10000) visit(words[i]! | 0, high)
    }
  }

  #list(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 40)) return
    const count = image.u64(16)
    if (count === 0) return
    if (count > MOST || !image.follow(24, count * 8)) {
      this.doubts++
      return
    }
    const { words, at } = image
    this.#scan(words, at, at + 2 * count, 2)
  }

  #dict(cell: number): void {
    const image = this.#image
    if (this.#number < 300) {
      this.#oldDict(cell)
      return
    }
    const { keys, values } = this.#layout.dict
    if (!image.open(cell, 48)) return
    const valuesLow = image.u32(values) | 0
    const valuesHigh = image.u32(values + 4) | 0
    const keysLow = image.u32(keys) | 0
    const keysHigh = image.u32(keys + 4) | 0
    const isSplit = valuesLow !== 0 || valuesHigh !== 0
    const count = this.#keys(keysLow, keysHigh, { hasValues: !isSplit })
    // From 3.13 on the values begin with four bytes of sizes, padded to eight.
    const skip = this.#number >= 313 ? 8 : 0
    if (isSplit && count > 0) this.#values(valuesLow, valuesHigh, { skip, count })
  }

  /** Visits the keys of a keys object, and the values that are in it; returns the number of entries, -1 if it makes no sense. */
  #keys(low: number, high: number, { hasValues }: { hasValues: boolean }): number {
    const image = this.#image
    if (!image.openAt(low, high, 40)) {
      this.doubts++
      return -1
    }
    const { count, entries, entryBytes } = keysExtent(image, this.#layout)
    if (count === 0) return 0
    const start = (low >>> 0) + entries
    if (count > MOST || !image.openAt(start | 0, start >= 2 ** 32 ? high + 1 : high, count * entryBytes)) {
      this.doubts++
      return -1
    }
    const { words, at } = image
    const step = entryBytes >> 2
    const end = at + count * step
    const key = entryBytes === 24 ? 2 : 0
    this.#scan(words, at + key, end, step)
    if (hasValues) this.#scan(words, at + key + 2, end, step)
    return count
  }

  #values(low: number, high: number, { skip, count }: { skip: number; count: number }): void {
    if (!this.#image.openAt(low, high, skip + count * 8)) {
      this.doubts++
      return
    }
    const { words, at } = this.#image
    this.#scan(words, at + (skip >> 2), at + (skip >> 2) + 2 * count, 2)
  }

  /** 2.7: a table of {hash, key, value}; an entry without a value was deleted. */
  #oldDict(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 48)) return
    const slots = image.u64(32) + 1
    if (slots > MOST || !image.follow(40, slots * 24)) {
      this.doubts++
      return
    }
    const { words, at } = image
    const visit = this.#visit
    for (let i = at; i < at + 6 * slots; i += 6) {
      if (words[i + 4] === 0 && words[i + 5] === 0) continue
      visit(words[i + 2]!, words[i + 3]!)
      visit(words[i + 4]!, words[i + 5]!)
    }
  }

  /** A table of {key, hash}, in 2.7 {hash, key}; a deleted entry has the hash -1. */
  #set(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 48)) return
    const used = image.u64(24)
    const slots = image.u64(32) + 1
    if (used === 0) return
    if (slots > MOST || !image.follow(40, slots * 16)) {
      this.doubts++
      return
    }
    const { words, at } = image
    const visit = this.#visit
    const key = this.#number < 300 ? 2 : 0
    for (let i = at; i < at + 4 * slots; i += 4) {
      const isDeleted = words[i + (2 - key)] === 0xffffffff && words[i + (2 - key) + 1] === 0xffffffff
      if (!isDeleted && (words[i + key] !== 0 || words[i + key + 1] !== 0)) {
        visit(words[i + key]!, words[i + key + 1]!)
      }
    }
  }

  /** A class: its fields, and the names of the attributes that its instances share. */
  #type(cell: number): void {
    const image = this.#image
    const { object, number } = this.#layout
    if (!image.open(cell, object.typeDictOffset + 8)) return
    const isMadeAtRunTime = (image.u32(object.typeFlags) & (1 << 9)) !== 0
    const keysOffset = object.typeCachedKeys >= 0 ? object.typeCachedKeys : (CACHED_KEYS[number] ?? -1)
    if (!isMadeAtRunTime) {
      this.#body(cell, HEADER, STATIC_TYPE_FIELDS)
      return
    }
    const end = keysOffset >= 0 ? keysOffset + 8 : OLD_HEAP_TYPE_FIELDS
    this.#body(cell, HEADER, end)
    if (keysOffset < 0 || !image.open(cell, end)) return
    const low = image.u32(keysOffset)
    const high = image.u32(keysOffset + 4)
    if (low !== 0 || high !== 0) this.#keys(low, high, { hasValues: false })
  }

  /** A frame object or a generator: its fields and, where the frame is part of it, its locals and stack. */
  #frameBody(cell: number, type: number): void {
    const image = this.#image
    const basic = this.#types.basicSize[type]!
    const { frame, code } = this.#layout
    let end = basic
    if (this.#number >= 311) {
      const isFrame = this.#types.family[type] === Family.frame
      if (!image.open(cell, basic)) return
      const at = isFrame ? -1 : codeOfGenerator(this.#layout)
      const isOpen = isFrame
        ? image.follow(24, frame.size) && this.#followTagged(frame.code, code.size)
        : this.#followTagged(at, code.size)
      if (isOpen) {
        const words = image.u32(code.frameWords) + (code.stackSize >= 0 ? image.u32(code.stackSize) : 0)
        if (words < 1 << 20) end = basic + words * 8
      }
    } else {
      end = this.#bodyEnd(cell, type)
    }
    if (!image.open(cell, end)) {
      this.doubts++
      return
    }
    const { words, at } = image
    const visit = this.#visit
    for (let i = at + (HEADER >> 2); i + 1 < at + (end >> 2); i += 2) {
      if (words[i + 1] !== 0 || words[i]! >= 0x10000) visit((words[i]! & this.#tag) >>> 0, words[i + 1]!)
    }
  }

  #followTagged(offset: number, bytes: number): boolean {
    const { image, tag } = { image: this.#image, tag: this.#tag }
    return image.openAt((image.u32(offset) & tag) >>> 0, image.u32(offset + 4), bytes)
  }

  #deque(cell: number): void {
    const image = this.#image
    const { length, left, leftIndex, slots, data, next } = dequeLayout(this.#layout)
    if (!image.open(cell, 64)) return
    let remaining = image.u64(length)
    let index = image.u64(leftIndex)
    let low = image.u32(left)
    let high = image.u32(left + 4)
    if (remaining > MOST || index >= slots) {
      this.doubts++
      return
    }
    while (remaining > 0) {
      if (!image.openAt(low, high, (slots + 2) * 8)) {
        this.doubts++
        return
      }
      const { words, at } = image
      const here = Math.min(remaining, slots - index)
      const from = at + (data >> 2) + 2 * index
      low = words[at + (next >> 2)]!
      high = words[at + (next >> 2) + 1]!
      this.#scan(words, from, from + 2 * here, 2)
      remaining -= here
      index = 0
    }
  }

  /** An array of numpy whose items are objects. */
  #ndarray(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 72)) return
    const dimensions = image.u32(24)
    const dataLow = image.u32(16)
    const dataHigh = image.u32(20)
    const isOwner = (image.u32(64) & 4) !== 0
    if (!isOwner || dimensions > 64 || !image.follow(56, 48) || image.u32(28) !== NUMPY_OBJECT) return
    let count = 1
    if (!image.open(cell, 72) || (dimensions > 0 && !image.follow(32, dimensions * 8))) return
    for (let i = 0; i < dimensions; i++) count *= image.u64(8 * i)
    if (count > MOST || (count > 0 && !image.openAt(dataLow, dataHigh, count * 8))) {
      this.doubts++
      return
    }
    const { words, at } = image
    this.#scan(words, at, at + 2 * count, 2)
  }

  #element(cell: number): void {
    const image = this.#image
    this.#body(cell, HEADER, HEADER + 24)
    if (!image.open(cell, 48) || image.u64(40) === 0 || !image.follow(40, 64)) return
    const length = image.u64(8)
    const attributesLow = image.u32(0)
    const attributesHigh = image.u32(4)
    if (length > 0 && length < MOST && image.follow(24, length * 8)) {
      const { words, at } = image
      this.#scan(words, at, at + 2 * length, 2)
    }
    this.#visit(attributesLow, attributesHigh)
  }

  /** The attributes of an instance that are not in a dictionary of its own, or the dictionary. */
  #managed(cell: number, type: number): void {
    const image = this.#image
    const number = this.#number
    const before = image.step(cell, number === 311 ? -32 : -24)
    if (before < 0 || !image.open(before, 16)) return
    const low = image.u32(0) | 0
    const high = image.u32(4) | 0
    if (number >= 313) {
      if (low !== 0 || high !== 0) this.#visit(low, high)
      else if (this.#types.hasInlineValues(type)) this.#inlineValues(cell, type)
      return
    }
    if (number === 312) {
      // One word for both: odd is the address of the values, less one.
      if ((low & 1) === 0) this.#visit(low, high)
      else this.#sharedValues(type, low + 1, high)
      return
    }
    const dictLow = image.u32(8)
    const dictHigh = image.u32(12)
    if (low !== 0 || high !== 0) this.#sharedValues(type, low, high)
    else this.#visit(dictLow, dictHigh)
  }

  /** Values that lie apart (3.11, 3.12), as many as the class's shared keys have. */
  #sharedValues(type: number, low: number, high: number): void {
    const image = this.#image
    const offset = this.#layout.object.typeCachedKeys
    if (!image.open(this.#types.cell[type]!, offset + 8) || !image.follow(offset, 40)) return
    const { count } = keysExtent(image, this.#layout)
    if (count > 0 && count < 256) this.#values(low, high, { skip: 0, count })
  }

  /** Values behind the body (3.13+): {capacity, size, embedded, valid}, padded to eight bytes, then the values. */
  #inlineValues(cell: number, type: number): void {
    const basic = this.#types.basicSize[type]!
    const start = this.#image.step(cell, basic)
    if (start < 0 || !this.#image.open(start, 8)) return
    const head = this.#image.u32(0)
    const capacity = head & 0xff
    const isValid = head >>> 24 !== 0
    if (isValid && capacity > 0) this.#body(start, 8, 8 + capacity * 8)
  }
}

/** NPY_OBJECT. */
const NUMPY_OBJECT = 17
/** Bytes of a static type up to tp_weaklist, and of a class of 2.7 up to its end. */
const STATIC_TYPE_FIELDS = 376
const OLD_HEAP_TYPE_FIELDS = 872
