const FIRST_SIZE = 1 << 12

/** The blocks of memory in use, by address: open addressing, 20 bytes a slot, at most half of them taken. */
export class LiveBlocks {
  size = 0
  /** Where and how large the block was that {@link remove} took out last. */
  removedPlace = -1
  removedSize = 0
  #mask = FIRST_SIZE - 1
  #low = new Int32Array(FIRST_SIZE)
  #high = new Int32Array(FIRST_SIZE)
  /** The place of allocation plus one, 0 in an empty slot. */
  #place = new Int32Array(FIRST_SIZE)
  #size = new Float64Array(FIRST_SIZE)

  /** Enters a block at an address where none is. */
  set(low: number, high: number, place: number, size: number): void {
    if (2 * (this.size + 1) > this.#mask) this.#grow()
    let slot = hash(low, high) & this.#mask
    while (this.#place[slot] !== 0) slot = (slot + 1) & this.#mask
    this.size++
    this.#low[slot] = low
    this.#high[slot] = high
    this.#place[slot] = place + 1
    this.#size[slot] = size
  }

  /** Takes a block out; false when there is none. */
  remove(low: number, high: number): boolean {
    const mask = this.#mask
    let slot = hash(low, high) & mask
    for (;;) {
      if (this.#place[slot] === 0) return false
      if (this.#low[slot] === low && this.#high[slot] === high) break
      slot = (slot + 1) & mask
    }
    this.removedPlace = this.#place[slot]! - 1
    this.removedSize = this.#size[slot]!
    this.size--
    this.#close(slot)
    return true
  }

  /** Moves what follows an emptied slot back, so that looking up never passes a gap. */
  #close(emptied: number): void {
    const mask = this.#mask
    let gap = emptied
    for (let slot = (gap + 1) & mask; this.#place[slot] !== 0; slot = (slot + 1) & mask) {
      const home = hash(this.#low[slot]!, this.#high[slot]!) & mask
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue
      this.#low[gap] = this.#low[slot]!
      this.#high[gap] = this.#high[slot]!
      this.#place[gap] = this.#place[slot]!
      this.#size[gap] = this.#size[slot]!
      gap = slot
    }
    this.#place[gap] = 0
  }

  #grow(): void {
    const [low, high, place, size] = [this.#low, this.#high, this.#place, this.#size]
    const length = 2 * low.length
    this.#mask = length - 1
    this.#low = new Int32Array(length)
    this.#high = new Int32Array(length)
    this.#place = new Int32Array(length)
    this.#size = new Float64Array(length)
    this.size = 0
    for (let i = 0; i < low.length; i++) {
      if (place[i] !== 0) this.set(low[i]!, high[i]!, place[i]! - 1, size[i]!)
    }
  }
}

/** The finaliser of MurmurHash3 (Appleby, public domain) over both halves. */
function hash(low: number, high: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high + 0x7f4a7c15, 0x85ebca6b)
  h ^= h >>> 15
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
