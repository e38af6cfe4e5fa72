import { freemem } from 'node:os'
import type { Mapping } from '../interpreter/mappings.ts'
import type { ProcessMemory } from '../interpreter/memory.ts'

/** Blocks of 256 KiB: an arena of CPython's allocator up to 3.9, a quarter of one since. */
const BLOCK_SHIFT = 18
const BLOCK_BYTES = 1 << BLOCK_SHIFT
const BLOCK_WORDS = BLOCK_BYTES >> 2
/** A cell is 8 bytes: what objects are aligned to. */
const CELL_SHIFT = BLOCK_SHIFT - 3
const CELLS = 1 << CELL_SHIFT
/** Blocks of one 4 GiB stretch of addresses. */
const STRETCH = 1 << (32 - BLOCK_SHIFT)
/** Cells are numbered by 31 bits: 16 GiB of addresses that objects may lie at, wherever they are. */
const MOST_BLOCKS = 1 << (31 - CELL_SHIFT)
/** Blocks whose memory is asked for at once: few large pieces are cheaper for the collector of our own heap, and to fill. */
const SLAB = 64
/** Blocks that are kept: at least 1 GiB, and half of what memory is free; then the one that was read first is let go. */
const FEWEST_KEPT = 4096
/** Stretches that may be mapped: 16 TiB. More is a reservation, not a heap. */
const MOST_STRETCHES = 4096
/** A table (a list's items, a dictionary's entries) that is read at once. */
const MOST_SPAN = 1 << 30

const UNMAPPED = -1
const UNNUMBERED = -2

/**
 * Another process's memory as far as it was looked at, read in large blocks when they are first asked for. An address becomes a
 * `cell`: a number of 31 bits, so that millions of objects need neither doubles nor a read each. Addresses come as the two 32-bit
 * words (low, high) they are in memory. What is not mapped reads as zeros: no object.
 */
export class MemoryImage {
  /** What `open` found: 32-bit words, and the index of the first one that was asked for. */
  words: Uint32Array = new Uint32Array(BLOCK_WORDS)
  at = 0
  /** Bytes that were read from the target. */
  bytesRead = 0
  /** Blocks that could not be read, and addresses beyond what cells can name. */
  failedReads = 0
  overflows = 0
  readonly #memory: ProcessMemory
  #mappings: readonly Mapping[] = []
  /** By the high word of an address, then by the block within its 4 GiB: the number of the block, or one of the two below 0. */
  readonly #stretches: (Int32Array | undefined)[] = new Array(1 << 15).fill(undefined)
  readonly #blocks: (Uint32Array | null)[] = []
  /** Address of each block in units of a block. */
  readonly #places: number[] = []
  readonly #kept: number[] = []
  readonly #mostKept = Math.max(FEWEST_KEPT, Math.floor(freemem() / 2 / BLOCK_BYTES))
  #firstKept = 0
  #slab = new ArrayBuffer(0)
  #slabUsed = SLAB
  #scratch = new Uint32Array(1 << 12)
  #marks = new Uint32Array(64 * (CELLS >> 5))

  constructor(memory: ProcessMemory, mappings: readonly Mapping[]) {
    this.#memory = memory
    this.remap(mappings)
  }

  /** Takes in a newer memory map. */
  remap(mappings: readonly Mapping[]): void {
    // Devices may do anything when they are read.
    this.#mappings = mappings.filter(
      ({ isReadable, path }) =>
        isReadable && !path.startsWith('[v') && !(path.startsWith('/dev/') && !path.startsWith('/dev/shm/')),
    )
    let stretches = 0
    for (const { start, end, isWritable } of this.#mappings) {
      // Objects are written to.
      if (!isWritable) continue
      const last = Math.floor((end - 1) / BLOCK_BYTES)
      for (let place = Math.floor(start / BLOCK_BYTES); place <= last; place++) {
        const high = Math.floor(place / STRETCH)
        let stretch = this.#stretches[high]
        if (stretch === undefined) {
          if (++stretches > MOST_STRETCHES) return
          stretch = new Int32Array(STRETCH).fill(UNMAPPED)
          this.#stretches[high] = stretch
        }
        const slot = place % STRETCH
        if (stretch[slot] === UNMAPPED) stretch[slot] = UNNUMBERED
      }
    }
  }

  /** The cell of an address, -1 where no object can be. `low` may be signed: an unsigned one above 2 ** 31 costs an allocation
   *  where it is handed on. */
  cellOf(low: number, high: number): number {
    if ((low & 7) !== 0) return -1
    const stretch = this.#stretches[high]
    if (stretch === undefined) return -1
    let block = stretch[low >>> BLOCK_SHIFT]!
    if (block < 0) {
      if (block === UNMAPPED) return -1
      block = this.#number(stretch, high, low >>> BLOCK_SHIFT)
      if (block < 0) return -1
    }
    return (block << CELL_SHIFT) | ((low >>> 3) & (CELLS - 1))
  }

  /** The cell `bytes` (a multiple of 8, of either sign) further, -1 where no object can be. */
  step(cell: number, bytes: number): number {
    const inside = (cell & (CELLS - 1)) + (bytes >> 3)
    if (inside >= 0 && inside < CELLS) return cell + (bytes >> 3)
    const address = this.addressOf(cell) + bytes
    return this.cellOf((address % 2 ** 32) >>> 0, Math.floor(address / 2 ** 32))
  }

  addressOf(cell: number): number {
    return this.#places[cell >>> CELL_SHIFT]! * BLOCK_BYTES + (cell & (CELLS - 1)) * 8
  }

  /** Makes `bytes` bytes at a cell readable as `words` from `at` on; false where they are not there. */
  open(cell: number, bytes: number): boolean {
    const inside = cell & (CELLS - 1)
    if (inside * 8 + bytes > BLOCK_BYTES) return this.#openSpan(this.addressOf(cell), bytes)
    const block = cell >>> CELL_SHIFT
    this.words = this.#blocks[block] ?? this.#load(block)
    this.at = inside << 1
    return true
  }

  /** As `open`, at an address, which need be a multiple of 4 only, and for any length. */
  openAt(low: number, high: number, bytes: number): boolean {
    const rest = low & 7
    if (rest !== 0 && rest !== 4) return false
    const cell = this.cellOf((low - rest) | 0, high)
    if (cell < 0) return this.#openSpan((low >>> 0) + high * 2 ** 32, bytes)
    if (!this.open(cell, bytes + rest)) return false
    this.at += rest >> 2
    return true
  }

  /** The unsigned 32-bit number `offset` bytes into what is open. */
  u32(offset: number): number {
    return this.words[this.at + (offset >> 2)]!
  }

  /** The unsigned 64-bit number `offset` bytes into what is open, exact up to 2 ** 53. */
  u64(offset: number): number {
    const word = this.at + (offset >> 2)
    return this.words[word]! + this.words[word + 1]! * 0x100000000
  }

  /** As `u64`, signed. */
  i64(offset: number): number {
    const word = this.at + (offset >> 2)
    return this.words[word]! + (this.words[word + 1]! | 0) * 0x100000000
  }

  /** Opens what the pointer `offset` bytes into what is open points to. */
  follow(offset: number, bytes: number): boolean {
    const word = this.at + (offset >> 2)
    return this.openAt(this.words[word]! | 0, this.words[word + 1]! | 0, bytes)
  }

  /** Marks an object as seen; false if it was. */
  mark(cell: number): boolean {
    const bit = 1 << (cell & 31)
    const index = cell >>> 5
    if (index >= this.#marks.length) this.#growMarks(index)
    const before = this.#marks[index]!
    if ((before & bit) !== 0) return false
    this.#marks[index] = before | bit
    return true
  }

  isMarked(cell: number): boolean {
    const index = cell >>> 5
    return index < this.#marks.length && (this.#marks[index]! & (1 << (cell & 31))) !== 0
  }

  /** Forgets what was read around a cell: the next look at it reads it anew. */
  refresh(cell: number): void {
    this.#blocks[cell >>> CELL_SHIFT] = null
  }

  #number(stretch: Int32Array, high: number, slot: number): number {
    const block = this.#blocks.length
    if (block >= MOST_BLOCKS) {
      this.overflows++
      return -1
    }
    this.#blocks.push(null)
    this.#places.push(high * STRETCH + slot)
    stretch[slot] = block
    return block
  }

  #load(block: number): Uint32Array {
    const words = this.#takeBlock()
    const address = this.#places[block]! * BLOCK_BYTES
    let isRead = false
    for (const { start, end } of this.#mappings) {
      const from = Math.max(start, address)
      const to = Math.min(end, address + BLOCK_BYTES)
      if (from >= to) continue
      const bytes = new Uint8Array(words.buffer, words.byteOffset + from - address, to - from)
      const count = this.#memory.read(bytes, from)
      this.bytesRead += Math.max(0, count)
      if (count > 0) isRead = true
    }
    if (!isRead) this.failedReads++
    this.#blocks[block] = words
    this.#kept.push(block)
    if (this.#kept.length - this.#firstKept > this.#mostKept) {
      // Its memory is not used again: somebody may be looking at it.
      this.#blocks[this.#kept[this.#firstKept++]!] = null
    }
    return words
  }

  /** Memory for a block, zeros. */
  #takeBlock(): Uint32Array {
    if (this.#slabUsed === SLAB) {
      this.#slab = new ArrayBuffer(SLAB * BLOCK_BYTES)
      this.#slabUsed = 0
    }
    return new Uint32Array(this.#slab, this.#slabUsed++ * BLOCK_BYTES, BLOCK_WORDS)
  }

  #openSpan(address: number, bytes: number): boolean {
    if (bytes > MOST_SPAN || !this.#isMapped(address, bytes)) return false
    const length = (bytes + 3) >> 2
    // A scratch area each: who asks for a table goes on to look at what is in it.
    const words = length <= 1024 ? new Uint32Array(length) : this.#takeScratch(length)
    const count = this.#memory.read(new Uint8Array(words.buffer, 0, bytes), address)
    this.bytesRead += Math.max(0, count)
    if (count !== bytes) {
      this.failedReads++
      return false
    }
    this.words = words
    this.at = 0
    return true
  }

  #takeScratch(length: number): Uint32Array {
    if (this.#scratch.length < length)
      this.#scratch = new Uint32Array(Math.max(length, 2 * this.#scratch.length))
    return this.#scratch
  }

  #isMapped(address: number, bytes: number): boolean {
    // Neighbouring mappings count as one.
    let at = address
    for (const { start, end } of this.#mappings) {
      if (start > at) return false
      if (end > at) at = end
      if (at >= address + bytes) return true
    }
    return false
  }

  #growMarks(index: number): void {
    const longer = new Uint32Array(Math.max(2 * this.#marks.length, index + (CELLS >> 5)))
    longer.set(this.#marks)
    this.#marks = longer
  }
}
