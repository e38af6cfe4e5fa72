import type { Layout } from '../interpreter/layouts/layout.ts'
import { dequeLayout } from './library-sizes.ts'
import type { MemoryImage } from './memory-image.ts'
import { keysExtent } from './table-sizes.ts'

/** Entries, items or blocks that are believed. */
export const MOST_ITEMS = 1 << 27
/** The upper half of an address is below this. */
const MOST_HIGH = 1 << 15
/** NPY_OBJECT. */
const NUMPY_OBJECT = 17

/** What is called with a word that may be a reference, as the two halves it is in memory; the lower one may be signed. */
export type VisitWord = (low: number, high: number) => void

/** Finds what containers refer to, whose references lie in tables apart from them. */
export class ContainerLinks {
  /** Containers whose fields made no sense. */
  doubts = 0
  readonly #image: MemoryImage
  readonly #layout: Layout
  readonly #number: number
  readonly #visit: VisitWord

  constructor({ image, layout }: { image: MemoryImage; layout: Layout }, visit: VisitWord) {
    this.#image = image
    this.#layout = layout
    this.#number = layout.number
    this.#visit = visit
  }

  /** Visits every `step`-th pair of words. */
  scan(words: Uint32Array, from: number, end: number, step: number): void {
    const visit = this.#visit
    for (let i = from; i + 1 < end; i += step) {
      const high = words[i + 1]! | 0
      if (high > 0 ? high < MOST_HIGH : high === 0 && words[i]! >= 0x10000) visit(words[i]! | 0, high)
    }
  }

  /** A list: its items. */
  list(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 40)) return
    const count = image.u64(16)
    if (count === 0) return
    if (count > MOST_ITEMS || !image.follow(24, count * 8)) {
      this.doubts++
      return
    }
    const { words, at } = image
    this.scan(words, at, at + 2 * count, 2)
  }

  /** A dictionary: its keys and values. */
  dict(cell: number): void {
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
    const count = this.keys(keysLow, keysHigh, { hasValues: !isSplit })
    // From 3.13 on the values begin with four bytes of sizes, padded to eight.
    const skip = this.#number >= 313 ? 8 : 0
    if (isSplit && count > 0) this.values(valuesLow, valuesHigh, { skip, count })
  }

  /** Visits the keys of a keys object, and the values that are in it; returns the number of entries, -1 if it makes no sense. */
  keys(low: number, high: number, { hasValues }: { hasValues: boolean }): number {
    const image = this.#image
    if (!image.openAt(low, high, 40)) {
      this.doubts++
      return -1
    }
    const { count, entries, entryBytes } = keysExtent(image, this.#layout)
    if (count === 0) return 0
    const start = (low >>> 0) + entries
    if (
      count > MOST_ITEMS ||
      !image.openAt(start | 0, start >= 2 ** 32 ? high + 1 : high, count * entryBytes)
    ) {
      this.doubts++
      return -1
    }
    const { words, at } = image
    const step = entryBytes >> 2
    const end = at + count * step
    const key = entryBytes === 24 ? 2 : 0
    this.scan(words, at + key, end, step)
    if (hasValues) this.scan(words, at + key + 2, end, step)
    return count
  }

  /** Values that lie in a row. */
  values(low: number, high: number, { skip, count }: { skip: number; count: number }): void {
    if (!this.#image.openAt(low, high, skip + count * 8)) {
      this.doubts++
      return
    }
    const { words, at } = this.#image
    this.scan(words, at + (skip >> 2), at + (skip >> 2) + 2 * count, 2)
  }

  /** 2.7: a table of {hash, key, value}; an entry without a value was deleted. */
  #oldDict(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 48)) return
    const slots = image.u64(32) + 1
    if (slots > MOST_ITEMS || !image.follow(40, slots * 24)) {
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
  set(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 48)) return
    const used = image.u64(24)
    const slots = image.u64(32) + 1
    if (used === 0) return
    if (slots > MOST_ITEMS || !image.follow(40, slots * 16)) {
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

  /** A deque: the items of its blocks. */
  deque(cell: number): void {
    const image = this.#image
    const { length, left, leftIndex, slots, data, next } = dequeLayout(this.#layout)
    if (!image.open(cell, 64)) return
    let remaining = image.u64(length)
    let index = image.u64(leftIndex)
    let low = image.u32(left)
    let high = image.u32(left + 4)
    if (remaining > MOST_ITEMS || index >= slots) {
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
      this.scan(words, from, from + 2 * here, 2)
      remaining -= here
      index = 0
    }
  }

  /** An array of numpy whose items are objects. */
  ndarray(cell: number): void {
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
    if (count > MOST_ITEMS || (count > 0 && !image.openAt(dataLow, dataHigh, count * 8))) {
      this.doubts++
      return
    }
    const { words, at } = image
    this.scan(words, at, at + 2 * count, 2)
  }

  /** An element of ElementTree: its children and its attributes, which lie apart from it. */
  element(cell: number): void {
    const image = this.#image
    if (!image.open(cell, 48) || image.u64(40) === 0 || !image.follow(40, 64)) return
    const length = image.u64(8)
    const attributesLow = image.u32(0)
    const attributesHigh = image.u32(4)
    if (length > 0 && length < MOST_ITEMS && image.follow(24, length * 8)) {
      const { words, at } = image
      this.scan(words, at, at + 2 * length, 2)
    }
    this.#visit(attributesLow, attributesHigh)
  }
}
