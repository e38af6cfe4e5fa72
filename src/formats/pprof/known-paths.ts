import { LimitError } from '../../base/errors.ts'

/** Columns of a slot, which stand together as they are read together: the hash of the path; its bytes, 0 where the slot is
 *  empty; where they stand, in the file or, as -1 - where, in the copies; its row of `shared.stacks`. */
const HASH = 0
const SIZE = 1
const PLACE = 2
const STACK = 3
const WIDTH = 4
const MOST = 2 ** 31 - 1

/** Different in every process: a file cannot be made whose paths all fall into one slot. */
const SEED = Math.floor(Math.random() * 0x100000000) | 0
const KEY = Math.floor(Math.random() * 0x100000000) | 1

/**
 * A table from paths, which are byte strings, to stacks. A path is the end of one that stands in the file, and all of its
 * ends are looked up together: {@link look} hashes the path from its end on, {@link find} takes any end of it.
 * The bytes are not copied but compared where they stand, unless they stand in no one piece in the file.
 * Memory: 22 to 43 bytes a path.
 */
export class KnownPaths {
  readonly #file: Uint8Array
  readonly #fileView: DataView
  #slots: Int32Array
  #mask: number
  #count = 0
  #copies: Uint8Array = new Uint8Array(1024)
  #copiesView: DataView = viewOf(this.#copies)
  #copied = 0
  /** What look() was given, and the hashes of its last 0, 4, 8 … bytes. */
  #bytes: Uint8Array
  #view: DataView
  #start = 0
  #end = 0
  #hashes = new Int32Array(256)
  /** Where the path stands after keep(). */
  #place = 0

  /** Makes room for `size` paths, in memory that is not touched before it is used. */
  constructor(file: Uint8Array, size: number) {
    this.#file = file
    this.#fileView = viewOf(file)
    this.#bytes = file
    this.#view = this.#fileView
    let slots = 1024
    while (3 * slots < 4 * size) slots *= 2
    this.#mask = slots - 1
    this.#slots = new Int32Array(WIDTH * slots)
  }

  /** Makes `bytes[start, end)` the path that the other methods are about. */
  look(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = viewOf(bytes)
    }
    this.#start = start
    this.#end = end
    const count = (end - start) >>> 2
    if (count >= this.#hashes.length) this.#hashes = new Int32Array(2 * count)
    const hashes = this.#hashes
    const view = this.#view
    let hash = SEED
    hashes[0] = hash
    for (let i = 1; i <= count; i++) {
      hash = Math.imul(hash ^ view.getInt32(end - 4 * i), KEY)
      hash ^= hash >>> 15
      hashes[i] = hash
    }
  }

  /** The slot of the path from `from` to the end, -1 when it is not known. */
  find(from: number): number {
    const slots = this.#slots
    const size = this.#end - from
    const hash = this.#hash(from)
    let slot = hash & this.#mask
    for (;;) {
      const at = WIDTH * slot
      const found = slots[at + SIZE]!
      if (found === 0) return -1
      if (slots[at + HASH] === hash && found === size && this.#isAt(slots[at + PLACE]!, from)) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  /** The row of `shared.stacks` of a slot. */
  stack(slot: number): number {
    return this.#slots[WIDTH * slot + STACK]!
  }

  /** Prepares for {@link add}: copies the path unless it stands in the file. @throws LimitError */
  keep(): void {
    this.#place = this.#start
    if (this.#bytes === this.#file && this.#end <= MOST) return
    const needed = this.#copied + this.#end - this.#start
    if (needed > MOST) throw new LimitError('pprof', 'its call paths need more than 2 GiB')
    if (needed > this.#copies.length) {
      const larger = new Uint8Array(Math.max(2 * this.#copies.length, needed))
      larger.set(this.#copies.subarray(0, this.#copied))
      this.#copies = larger
      this.#copiesView = viewOf(larger)
    }
    this.#copies.set(this.#bytes.subarray(this.#start, this.#end), this.#copied)
    this.#place = -1 - this.#copied
    this.#copied = needed
  }

  /** Adds the path from `from` to the end, which must not be known. */
  add(from: number, stack: number): void {
    if (4 * ++this.#count > 3 * this.#mask) this.#grow()
    const slots = this.#slots
    const hash = this.#hash(from)
    const offset = from - this.#start
    const at = WIDTH * freeSlot(slots, this.#mask, hash)
    slots[at + HASH] = hash
    slots[at + SIZE] = this.#end - from
    slots[at + PLACE] = this.#place < 0 ? this.#place - offset : this.#place + offset
    slots[at + STACK] = stack
  }

  /** The hash of the bytes from `from` to the end: of the words at the end, then of up to three bytes before them. */
  #hash(from: number): number {
    const size = this.#end - from
    let hash = this.#hashes[size >>> 2]! ^ size
    for (let i = from; i < from + (size & 3); i++) hash = Math.imul(hash ^ this.#view.getUint8(i), KEY)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return hash ^ (hash >>> 13)
  }

  /** Whether the path from `from` to the end stands at a place. */
  #isAt(place: number, from: number): boolean {
    const known = place < 0 ? this.#copiesView : this.#fileView
    const view = this.#view
    const shift = (place < 0 ? -1 - place : place) - from
    const end = this.#end
    let i = from
    for (; i + 4 <= end; i += 4) if (known.getInt32(shift + i) !== view.getInt32(i)) return false
    for (; i < end; i++) if (known.getUint8(shift + i) !== view.getUint8(i)) return false
    return true
  }

  #grow(): void {
    const old = this.#slots
    const mask = 2 * this.#mask + 1
    const slots = new Int32Array(2 * old.length)
    for (let i = 0; i < old.length; i += WIDTH) {
      if (old[i + SIZE] === 0) continue
      const at = WIDTH * freeSlot(slots, mask, old[i + HASH]!)
      for (let k = 0; k < WIDTH; k++) slots[at + k] = old[i + k]!
    }
    this.#slots = slots
    this.#mask = mask
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function freeSlot(slots: Int32Array, mask: number, hash: number): number {
  let slot = hash & mask
  while (slots[WIDTH * slot + SIZE] !== 0) slot = (slot + 1) & mask
  return slot
}
