import { growableInt32 } from '../../../base/growable.ts'
import { isPointer, type ProcessMemory } from '../interpreter/memory.ts'
import type { GcList } from './gc-lists.ts'
import type { HeapTypes } from './heap-types.ts'
import { headerOf } from './live-objects.ts'
import type { MemoryImage } from './memory-image.ts'

/** How often a list may be mended before it is given up: in all, and without a new object in between. */
const MOST_REPAIRS = 2000
const MOST_IDLE_REPAIRS = 20
/** How far back a place is sought from which a list can be walked on. */
const MOST_BACK = 4096

/** The objects that the collectors track. */
export interface TrackedObjects {
  /** Cells of the objects. */
  readonly cells: Int32Array
  /** How many of them `gc.freeze()` put aside: they come last. */
  readonly permanent: number
  /** Places where a list had changed and was taken up again. */
  readonly repairs: number
  /** Lists of which a part may be missing. */
  readonly broken: number
}

/**
 * Walks the lists of all collectors, each object once. The target runs on: where a link does not fit (the object behind it does
 * not point back, or is none), the memory around it is read anew, and the walk goes on from the last object that is still in the
 * list. Bounded by the number of different objects.
 */
export class TrackedWalk {
  readonly #image: MemoryImage
  readonly #types: HeapTypes
  readonly #memory: ProcessMemory
  readonly #refresh: () => void
  readonly #isCollecting: () => boolean
  readonly #headBytes: number
  readonly #heads: ReadonlySet<number>
  readonly #lists: readonly GcList[]
  readonly #cells = growableInt32()
  readonly #header: ReturnType<typeof headerOf>
  #repairs = 0
  #broken = 0

  constructor(parts: {
    image: MemoryImage
    types: HeapTypes
    memory: ProcessMemory
    lists: readonly GcList[]
    /** Release, as 312. */
    number: number
    /** Takes in a newer memory map. */
    refresh: () => void
    /** Whether a collection is under way: from 3.8 on it uses the links backwards for other things. */
    isCollecting: () => boolean
  }) {
    this.#image = parts.image
    this.#types = parts.types
    this.#memory = parts.memory
    this.#lists = parts.lists
    this.#refresh = parts.refresh
    this.#isCollecting = parts.number >= 308 ? parts.isCollecting : () => false
    this.#headBytes = parts.number < 308 ? 32 : 16
    this.#heads = new Set(parts.lists.map(({ head }) => head))
    this.#header = headerOf(parts.number)
  }

  run(): TrackedObjects {
    let permanent = 0
    for (const { head, isPermanent } of this.#lists) {
      const before = this.#cells.length
      this.#walk(head)
      if (isPermanent) permanent += this.#cells.length - before
    }
    return { cells: this.#cells.finish(), permanent, repairs: this.#repairs, broken: this.#broken }
  }

  /** Walks one list from its head on. */
  #walk(head: number): void {
    const first = this.#cells.length
    let at = head
    let isLoose = false
    let idle = 0
    for (let repairs = 0; repairs < MOST_REPAIRS && idle < MOST_IDLE_REPAIRS; repairs++) {
      const before = this.#cells.length
      at = this.#run(head, at, isLoose)
      if (at === head) return
      idle = this.#cells.length === before ? idle + 1 : 0
      // The link behind `at` does not fit.
      isLoose = this.#isCollecting()
      const next = this.#mend(at, first, isLoose)
      if (next < 0) break
      this.#repairs++
      at = next
    }
    this.#broken++
  }

  /** Follows the list from a node on; returns the head at its end, else the address of the last node that was good. */
  #run(head: number, from: number, isLoose: boolean): number {
    const image = this.#image
    const types = this.#types
    const headBytes = this.#headBytes
    const field = headBytes >> 2
    const headLow = (head % 2 ** 32) >>> 0
    const headHigh = Math.floor(head / 2 ** 32)
    let low = (from % 2 ** 32) >>> 0
    let high = Math.floor(from / 2 ** 32)
    if (!image.openAt(low, high, 16)) return from
    let nextLow = (image.words[image.at]! & ~7) >>> 0
    let nextHigh = image.words[image.at + 1]!
    let old = 0
    for (;;) {
      if (nextLow === headLow && nextHigh === headHigh) return head
      const cell = image.cellOf(nextLow, nextHigh)
      if (cell < 0 || !image.open(cell, headBytes + 16)) break
      const { words, at } = image
      if (!isLoose && ((words[at + 2]! & ~7) >>> 0 !== low || words[at + 3]! !== high)) break
      const type = this.#header(image, types, words, at + field)
      if (type < 0) break
      const object = image.step(cell, headBytes)
      if (image.mark(object)) {
        this.#cells.push(object)
        old = 0
      } else if (++old > this.#cells.length + 1024) {
        break
      }
      low = nextLow
      high = nextHigh
      nextLow = (words[at]! & ~7) >>> 0
      nextHigh = words[at + 1]!
    }
    return low + high * 2 ** 32
  }

  /** After a link that does not fit: reads anew what lies around it; returns the node to go on from, -1 where there is none. */
  #mend(at: number, first: number, isLoose: boolean): number {
    const image = this.#image
    this.#refresh()
    this.#forget(at)
    let node = at
    for (let back = 0; back < MOST_BACK; back++) {
      const next = untagged(this.#memory.pointer(node))
      if (isPointer(next)) {
        this.#forget(node)
        this.#forget(next)
        if (isLoose || this.#heads.has(next) || untagged(this.#memory.pointer(next + 8)) === node) return node
      }
      const index = this.#cells.length - 1 - back
      if (index < first) return -1
      node = image.addressOf(this.#cells.get(index)) - this.#headBytes
    }
    return -1
  }

  #forget(address: number): void {
    const cell = this.#image.cellOf((address % 2 ** 32) >>> 0, Math.floor(address / 2 ** 32))
    if (cell >= 0) this.#image.refresh(cell)
  }
}

/** A link without the bits that the collector keeps in it. */
function untagged(link: number): number {
  return link - (link % 8)
}
