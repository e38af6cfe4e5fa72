import { type Growable, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import { NumberMap } from './number-map.ts'

/**
 * Numbers pairs of integers that belong to functions, in the order they first come. Most tools write a function in one go:
 * its pairs are then found in a small table of that visit, which stays in the processor's cache. Only functions that come
 * again (Xdebug writes a block a call) get into a map of all.
 */
export class VisitedPairs {
  /** Per pair its first and second number. */
  readonly first: Growable<Int32Array> = growableInt32()
  readonly second: Growable<Int32Array> = growableInt32()
  readonly #all = new PairMap()
  /** Per function its number among those visited; per such number the pairs of its first visit and whether they are in the
   *  map of all. */
  readonly #visited = new NumberMap()
  readonly #start: number[] = []
  readonly #end: number[] = []
  readonly #isInAll: boolean[] = []
  #func = -1
  #number = -1
  #isFirstVisit = true
  /** The table of the visit: stamp, first, second and the pair's number in each slot. */
  #slots = new Int32Array(4 * 64)
  #mask = 63
  #stamp = 0
  #used = 0

  get length(): number {
    return this.first.length
  }

  /** Says whose the following pairs are. */
  enter(func: number): void {
    if (func === this.#func) return
    if (this.#isFirstVisit && this.#number !== -1) this.#end[this.#number] = this.length
    this.#func = func
    this.#number = this.#visited.get(func)
    this.#isFirstVisit = this.#number === -1
    if (this.#isFirstVisit) this.#beginFirst(func)
    else if (this.#isInAll[this.#number] === false) this.#moveToAll(this.#number)
  }

  /** The number of a pair of the function that was entered last; a new one is {@link length} before the call. */
  number(first: number, second: number): number {
    const known = this.#isFirstVisit ? this.#find(first, second) : this.#all.get(first, second)
    if (known !== -1) return known
    const number = this.first.length
    this.first.push(first)
    this.second.push(second)
    if (!this.#isFirstVisit) this.#all.set(first, second, number)
    else {
      if (2 * ++this.#used > this.#mask) this.#grow()
      this.#put(first, second, number)
    }
    return number
  }

  #beginFirst(func: number): void {
    this.#number = this.#start.length
    this.#visited.set(func, this.#number)
    this.#start.push(this.length)
    this.#end.push(this.length)
    this.#isInAll.push(false)
    this.#stamp++
    this.#used = 0
  }

  #moveToAll(number: number): void {
    this.#isInAll[number] = true
    for (let pair = this.#start[number]!; pair < this.#end[number]!; pair++) {
      this.#all.set(this.first.get(pair), this.second.get(pair), pair)
    }
  }

  #find(first: number, second: number): number {
    const slots = this.#slots
    for (let slot = hash(first, second) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = 4 * slot
      if (slots[at] !== this.#stamp) return -1
      if (slots[at + 2] === second && slots[at + 1] === first) return slots[at + 3]!
    }
  }

  #put(first: number, second: number, number: number): void {
    const slots = this.#slots
    let slot = hash(first, second) & this.#mask
    while (slots[4 * slot] === this.#stamp) slot = (slot + 1) & this.#mask
    slots[4 * slot] = this.#stamp
    slots[4 * slot + 1] = first
    slots[4 * slot + 2] = second
    slots[4 * slot + 3] = number
  }

  #grow(): void {
    const old = this.#slots
    this.#mask = 2 * this.#mask + 1
    this.#slots = new Int32Array(4 * (this.#mask + 1))
    for (let at = 0; at < old.length; at += 4) {
      if (old[at] === this.#stamp) this.#put(old[at + 1]!, old[at + 2]!, old[at + 3]!)
    }
  }
}

function hash(first: number, second: number): number {
  let h = Math.imul(second, 0x9e3779b1) ^ Math.imul(first, 0x85ebca6b)
  h ^= h >>> 15
  h = Math.imul(h, 0x2c1b3c6d)
  return h ^ (h >>> 13)
}
