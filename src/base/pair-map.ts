/**
 * A map from two 32-bit integers to one non-negative 31-bit integer, by open addressing with linear probing.
 * Look-ups allocate nothing; memory is 12 bytes a slot at a load of at most one half.
 */
export class PairMap {
  size = 0
  #mask: number
  #slots: Int32Array

  /** `expected` entries fit without growing. */
  constructor(expected = 500) {
    let slots = 1024
    while (slots <= 2 * expected) slots *= 2
    this.#mask = slots - 1
    this.#slots = new Int32Array(3 * slots).fill(-1)
  }

  /** The value stored under (a, b), or -1. */
  get(a: number, b: number): number {
    const slots = this.#slots
    for (let i = hashPair(a, b) & this.#mask; ; i = (i + 1) & this.#mask) {
      const value = slots[3 * i + 2]!
      if (value === -1) return -1
      if (slots[3 * i] === a && slots[3 * i + 1] === b) return value
    }
  }

  /** Stores `value` (0 or above) under (a, b), replacing what was there. */
  set(a: number, b: number, value: number): void {
    if (2 * (this.size + 1) > this.#mask) this.#grow()
    if (this.#insert(a, b, value)) this.size++
  }

  #insert(a: number, b: number, value: number): boolean {
    const slots = this.#slots
    let i = hashPair(a, b) & this.#mask
    while (slots[3 * i + 2] !== -1) {
      if (slots[3 * i] === a && slots[3 * i + 1] === b) {
        slots[3 * i + 2] = value
        return false
      }
      i = (i + 1) & this.#mask
    }
    slots[3 * i] = a
    slots[3 * i + 1] = b
    slots[3 * i + 2] = value
    return true
  }

  #grow(): void {
    const old = this.#slots
    this.#mask = 2 * this.#mask + 1
    this.#slots = new Int32Array(3 * (this.#mask + 1)).fill(-1)
    for (let i = 0; i < old.length; i += 3) {
      if (old[i + 2] !== -1) this.#insert(old[i]!, old[i + 1]!, old[i + 2]!)
    }
  }
}

/** Mixes two integers (the finaliser of MurmurHash3, Appleby, public domain). */
function hashPair(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b)
  h ^= h >>> 15
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
