import type { Layout } from '../interpreter/layouts/layout.ts'
import type { ObjectReader } from '../interpreter/objects.ts'
import type { MemoryImage } from './memory-image.ts'
import { Family, familyOf } from './type-families.ts'

const Flag = {
  /** 3.13+: instances hold their attributes' values behind their body. */
  inlineValues: 1 << 2,
  managedWeakref: 1 << 3,
  managedDict: 1 << 4,
  heapType: 1 << 9,
  collected: 1 << 14,
  typeSubclass: 1 << 31,
} as const

const ITEM_SIZE = 40
const BASE = 256
const MOST_BASIC = 1 << 20
const MOST_ITEM = 1 << 16
const MOST_BASES = 64
const FIRST_CAPACITY = 1024
const NAME = /^[\w.<>$?[\]*&:, -]+$/u

/**
 * The types of a heap by the cell they lie at, with what is needed of each to measure its instances. A type is believed when its
 * own type is one, and its fields are such as a type's can be.
 */
export class HeapTypes {
  length = 0
  // Columns by index, longer than `length`; they are replaced when they grow.
  /** Where it lies. */
  cell = new Int32Array(FIRST_CAPACITY)
  /** tp_basicsize and tp_itemsize: bytes. */
  basicSize = new Int32Array(FIRST_CAPACITY)
  itemSize = new Int32Array(FIRST_CAPACITY)
  /** Bytes that sys.getsizeof counts before an instance. */
  before = new Int32Array(FIRST_CAPACITY)
  /** Values of {@link Family}. */
  family = new Int32Array(FIRST_CAPACITY)
  flags = new Int32Array(FIRST_CAPACITY)
  /** Bytes of the body that are the family's own: what a subclass adds comes behind. */
  ownSize = new Int32Array(FIRST_CAPACITY)
  readonly #image: MemoryImage
  readonly #layout: Layout
  readonly #objects: ObjectReader
  readonly #names: string[] = []
  #slots = new Int32Array(2 << 12).fill(-1)
  #mask = (1 << 12) - 1
  #lastCell = -1
  #lastType = -1

  constructor(image: MemoryImage, objects: ObjectReader) {
    this.#image = image
    this.#layout = objects.layout
    this.#objects = objects
  }

  /** tp_name of a type. */
  name(type: number): string {
    return this.#names[type]!
  }

  isCollected(type: number): boolean {
    return (this.flags[type]! & Flag.collected) !== 0
  }

  isHeapType(type: number): boolean {
    return (this.flags[type]! & Flag.heapType) !== 0
  }

  hasManagedDict(type: number): boolean {
    return this.#layout.number >= 311 && (this.flags[type]! & Flag.managedDict) !== 0
  }

  hasInlineValues(type: number): boolean {
    return this.#layout.number >= 313 && (this.flags[type]! & Flag.inlineValues) !== 0
  }

  /** The index of the type at a cell, -1 when there is none. */
  indexOf(cell: number): number {
    if (cell === this.#lastCell) return this.#lastType
    const slots = this.#slots
    for (let i = hashCell(cell) & this.#mask; ; i = (i + 1) & this.#mask) {
      const found = slots[2 * i]!
      if (found === cell) {
        this.#lastCell = cell
        this.#lastType = slots[2 * i + 1]!
        return this.#lastType
      }
      if (found === -1) return this.#learn(cell, 0)
    }
  }

  /** Takes in a type: reads and judges it. Not remembered when it is none: there may be one later. */
  #learn(cell: number, depth: number): number {
    if (depth > MOST_BASES) return -1
    const image = this.#image
    const { object, number } = this.#layout
    if (!image.open(cell, object.typeDictOffset + 8)) return -1
    const { words, at } = image
    const word = (offset: number) => words[at + (offset >> 2)]!
    const pointer = (offset: number) => image.cellOf(word(offset), word(offset + 4))
    if (word(0) === 0) return -1
    const flags = word(object.typeFlags) | 0
    const basic = word(object.typeBasicSize)
    const item = word(ITEM_SIZE)
    const metatype = pointer(object.type)
    const base = pointer(BASE)
    const nameAt = word(object.typeName) + word(object.typeName + 4) * 2 ** 32
    // That it is not ready means little: 2.7 has objects of types that nobody has used yet.
    const isSound =
      metatype >= 0 &&
      basic < MOST_BASIC &&
      word(object.typeBasicSize + 4) === 0 &&
      item < MOST_ITEM &&
      word(ITEM_SIZE + 4) === 0
    if (!isSound) return -1
    if (metatype === cell ? (flags & Flag.typeSubclass) === 0 : !this.#isMetatype(metatype, depth)) return -1
    const name = this.#objects.cString(nameAt, 256)
    if (name === null || !NAME.test(name)) return -1
    const baseType = base < 0 || base === cell ? -1 : this.#indexAt(base, depth)
    const isHeapType = (flags & Flag.heapType) !== 0
    const begun = familyOf(name, { isHeapType, number })
    const family = begun ?? (baseType < 0 ? Family.plain : this.family[baseType]!)
    const isOwn = begun !== null || baseType < 0 || family === Family.plain
    return this.#add(cell, {
      name,
      basic,
      item,
      flags,
      family,
      own: isOwn ? basic : this.ownSize[baseType]!,
    })
  }

  #isMetatype(cell: number, depth: number): boolean {
    const type = this.#indexAt(cell, depth)
    return type >= 0 && (this.flags[type]! & Flag.typeSubclass) !== 0
  }

  #indexAt(cell: number, depth: number): number {
    for (let i = hashCell(cell) & this.#mask; this.#slots[2 * i] !== -1; i = (i + 1) & this.#mask) {
      if (this.#slots[2 * i] === cell) return this.#slots[2 * i + 1]!
    }
    return this.#learn(cell, depth + 1)
  }

  #add(
    cell: number,
    type: { name: string; basic: number; item: number; flags: number; family: number; own: number },
  ): number {
    const index = this.length++
    this.#names.push(type.name)
    if (index === this.cell.length) this.#growColumns()
    this.cell[index] = cell
    this.basicSize[index] = type.basic
    this.itemSize[index] = type.item
    this.flags[index] = type.flags
    this.family[index] = type.family
    this.ownSize[index] = type.own
    this.before[index] = this.#bytesBefore(type.flags)
    if (3 * this.length > this.#mask) this.#growSlots()
    this.#insert(cell, index)
    return index
  }

  /** What sys.getsizeof adds for what lies before an object. */
  #bytesBefore(flags: number): number {
    const { number } = this.#layout
    const collector = (flags & Flag.collected) === 0 ? 0 : number < 308 ? 32 : 16
    const managed =
      number < 311 ? 0 : number === 311 ? Flag.managedDict : Flag.managedDict | Flag.managedWeakref
    return collector + ((flags & managed) === 0 ? 0 : 16)
  }

  #insert(cell: number, index: number): void {
    let i = hashCell(cell) & this.#mask
    while (this.#slots[2 * i] !== -1) i = (i + 1) & this.#mask
    this.#slots[2 * i] = cell
    this.#slots[2 * i + 1] = index
  }

  #growColumns(): void {
    const longer = (column: Int32Array) => {
      const twice = new Int32Array(2 * column.length)
      twice.set(column)
      return twice
    }
    this.cell = longer(this.cell)
    this.basicSize = longer(this.basicSize)
    this.itemSize = longer(this.itemSize)
    this.flags = longer(this.flags)
    this.family = longer(this.family)
    this.ownSize = longer(this.ownSize)
    this.before = longer(this.before)
  }

  #growSlots(): void {
    this.#mask = 2 * this.#mask + 1
    this.#slots = new Int32Array(2 * (this.#mask + 1)).fill(-1)
    for (let index = 0; index < this.length - 1; index++) this.#insert(this.cell[index]!, index)
  }
}

function hashCell(cell: number): number {
  const h = Math.imul(cell, 0x9e3779b1)
  return h ^ (h >>> 15)
}
