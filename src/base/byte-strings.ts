const BLOCK = 1 << 20
/** Different in every process: a file cannot be made whose texts all fall into one slot. */
const SEED = Math.floor(Math.random() * 0x100000000) | 0
const KEY = Math.floor(Math.random() * 0x100000000) | 0

/**
 * Numbers byte strings in the order they first come: equal bytes, equal number. Looking one up makes no string and, when
 * it is known, allocates nothing. Memory: the distinct bytes, and about 30 bytes for each.
 */
export class ByteStrings {
  size = 0
  /** Sum of the lengths of all. */
  byteLength = 0
  #mask = 4095
  /** Per slot the hash and the number plus one; 0 is an empty slot. */
  #slots = new Int32Array(2 * 4096)
  #lengths = new Int32Array(1024)
  #offsets = new Int32Array(1024)
  #blockOf = new Int32Array(1024)
  readonly #blocks: Uint8Array[] = []
  readonly #blockViews: DataView[] = []
  #used = BLOCK
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(new ArrayBuffer(0))

  /** The number of the bytes `[start, end)`: {@link size} before the call when they are new. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    this.#look(bytes)
    const hash = hashBytes(this.#view, start, end)
    const slot = this.#slotOf(hash, start, end)
    const known = this.#slots[2 * slot + 1]!
    if (known !== 0) return known - 1
    const index = this.#store(bytes, start, end)
    this.#slots[2 * slot] = hash
    this.#slots[2 * slot + 1] = index + 1
    if (2 * this.size > this.#mask) this.#grow()
    return index
  }

  /** The number of the bytes `[start, end)`, -1 when they were never interned. */
  find(bytes: Uint8Array, start: number, end: number): number {
    this.#look(bytes)
    return this.#slots[2 * this.#slotOf(hashBytes(this.#view, start, end), start, end) + 1]! - 1
  }

  /** The slot of the bytes looked at, or the empty one where they would go. */
  #slotOf(hash: number, start: number, end: number): number {
    const slots = this.#slots
    const mask = this.#mask
    let slot = hash & mask
    for (; ; slot = (slot + 1) & mask) {
      const known = slots[2 * slot + 1]!
      if (known === 0) return slot
      if (slots[2 * slot] === hash && this.#equals(known - 1, start, end)) return slot
    }
  }

  /** The bytes of a number: a view, not to be changed. */
  bytes(index: number): Uint8Array {
    const start = this.#offsets[index]!
    return this.#blocks[this.#blockOf[index]!]!.subarray(start, start + this.#lengths[index]!)
  }

  /** The length of the bytes of a number where `[start, end)` begins with them, else -1. */
  lengthAt(index: number, bytes: Uint8Array, { start, end }: { start: number; end: number }): number {
    const length = this.#lengths[index]!
    if (length > end - start) return -1
    this.#look(bytes)
    return this.#equals(index, start, start + length) ? length : -1
  }

  #look(bytes: Uint8Array): void {
    if (bytes === this.#bytes) return
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  #equals(index: number, start: number, end: number): boolean {
    const length = end - start
    if (this.#lengths[index] !== length) return false
    const view = this.#view
    const block = this.#blockViews[this.#blockOf[index]!]!
    const offset = this.#offsets[index]!
    let i = 0
    for (; i + 16 <= length; i += 16) {
      const difference =
        (block.getInt32(offset + i) ^ view.getInt32(start + i)) |
        (block.getInt32(offset + i + 4) ^ view.getInt32(start + i + 4)) |
        (block.getInt32(offset + i + 8) ^ view.getInt32(start + i + 8)) |
        (block.getInt32(offset + i + 12) ^ view.getInt32(start + i + 12))
      if (difference !== 0) return false
    }
    for (; i + 4 <= length; i += 4) if (block.getInt32(offset + i) !== view.getInt32(start + i)) return false
    for (; i < length; i++) if (block.getUint8(offset + i) !== view.getUint8(start + i)) return false
    return true
  }

  #store(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (this.#used + length > (this.#blocks.at(-1)?.length ?? 0)) {
      const fresh = new Uint8Array(Math.max(BLOCK, length))
      this.#blocks.push(fresh)
      this.#blockViews.push(new DataView(fresh.buffer))
      this.#used = 0
    }
    const block = this.#blocks.length - 1
    this.#blocks[block]!.set(bytes.subarray(start, end), this.#used)
    const index = this.size++
    if (index === this.#lengths.length) {
      this.#lengths = doubled(this.#lengths)
      this.#offsets = doubled(this.#offsets)
      this.#blockOf = doubled(this.#blockOf)
    }
    this.#lengths[index] = length
    this.#offsets[index] = this.#used
    this.#blockOf[index] = block
    this.#used += length
    this.byteLength += length
    return index
  }

  #grow(): void {
    const old = this.#slots
    const mask = 2 * this.#mask + 1
    const slots = new Int32Array(2 * (mask + 1))
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue
      let slot = old[i]! & mask
      while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask
      slots[2 * slot] = old[i]!
      slots[2 * slot + 1] = old[i + 1]!
    }
    this.#slots = slots
    this.#mask = mask
  }
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length)
  larger.set(column)
  return larger
}

/** MurmurHash3 (Austin Appleby, public domain) four bytes at a time, with a secret key in each step. */
function hashBytes(view: DataView, start: number, end: number): number {
  let h = SEED ^ (end - start)
  let at = start
  for (; at + 4 <= end; at += 4) {
    let k = Math.imul(view.getInt32(at) ^ KEY, 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    h ^= k
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  for (; at < end; at++) h = Math.imul(h ^ view.getUint8(at), 0x01000193)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}
