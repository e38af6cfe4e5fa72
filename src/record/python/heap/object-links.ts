import type { Layout } from '../interpreter/layouts/layout.ts'
import { ContainerLinks, MOST_ITEMS, type VisitWord } from './container-links.ts'
import type { HeapTypes } from './heap-types.ts'
import type { MemoryImage } from './memory-image.ts'
import { CACHED_KEYS } from './object-sizes.ts'
import { codeOfGenerator } from './running-sizes.ts'
import { keysExtent } from './table-sizes.ts'
import { Family } from './type-families.ts'

/** Where an object begins to have fields of its own: behind its count of references and its type. */
const HEADER = 16

/**
 * Finds what objects refer to: the items and entries of containers where those lie, the attributes of instances wherever a
 * release keeps them, and in the body of any other object whatever points to an object. Each word that may be a reference goes to
 * `visit`, as the two halves it is in memory; whether it leads to an object is for `visit` to find out.
 */
export class ObjectLinks {
  #doubts = 0
  readonly #image: MemoryImage
  readonly #types: HeapTypes
  readonly #layout: Layout
  readonly #number: number
  readonly #visit: VisitWord
  readonly #containers: ContainerLinks
  /** Bits of a pointer that are none of it, in frames of 3.14 and newer. */
  readonly #tag: number

  constructor(
    { image, types, layout }: { image: MemoryImage; types: HeapTypes; layout: Layout },
    visit: VisitWord,
  ) {
    this.#image = image
    this.#types = types
    this.#layout = layout
    this.#number = layout.number
    this.#visit = visit
    this.#containers = new ContainerLinks({ image, layout }, visit)
    this.#tag = layout.number >= 314 ? ~3 : ~0
  }

  /** Objects whose fields made no sense. */
  get doubts(): number {
    return this.#doubts + this.#containers.doubts
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
        this.#containers.list(cell)
        break
      case Family.dict:
      case Family.orderedDict:
        this.#containers.dict(cell)
        break
      case Family.set:
        this.#containers.set(cell)
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
        this.#containers.deque(cell)
        break
      case Family.ndarray:
        this.#body(cell, HEADER, own)
        this.#containers.ndarray(cell)
        break
      case Family.element:
        this.#body(cell, HEADER, HEADER + 24)
        this.#containers.element(cell)
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
    return count > MOST_ITEMS ? basic : (basic + count * item + 7) & ~7
  }

  #body(cell: number, from: number, end: number): void {
    if (end <= from) return
    if (!this.#image.open(cell, end)) {
      this.#doubts++
      return
    }
    const { words, at } = this.#image
    this.#containers.scan(words, at + (from >> 2), at + (end >> 2), 2)
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
    if (low !== 0 || high !== 0) this.#containers.keys(low, high, { hasValues: false })
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
      this.#doubts++
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
    if (count > 0 && count < 256) this.#containers.values(low, high, { skip: 0, count })
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

/** Bytes of a static type up to tp_weaklist, and of a class of 2.7 up to its end. */
const STATIC_TYPE_FIELDS = 376
const OLD_HEAP_TYPE_FIELDS = 872
