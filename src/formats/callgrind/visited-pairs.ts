import { PairMap } from '../../base/pair-map.ts'
import { NumberMap } from './number-map.ts'

const WIDTH = 3

/**
 * Numbers pairs of integers that belong to functions, in the order they first come. Most tools write a function in one go:
 * its pairs are then found in a small table of that visit, which stays in the processor's cache. Only functions that come
 * again (Xdebug writes a block a call) get into a map of all; they mostly bring their pairs in the order of the time before,
 * which is tried first, since a look-up in a large map waits for memory.
 */
export class VisitedPairs {
  length = 0
  /** Per pair its first number, its second, and one more than the pair that came after it last in functions that came again
   *  (0 where that is not noted): side by side, so that a look-up waits for memory once. */
  #pairs = new Int32Array(WIDTH * 64)
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
  /** The pair that was asked for last; -1 at the first of a visit. */
  #last = -1
  /** The table of the visit: stamp, first, second and the pair's number in each slot. */
  #slots = new Int32Array(4 * 64)
  #mask = 63
  #stamp = 0
  #used = 0

  /** Per pair its first number. */
  firsts(): Int32Array {
    return this.#column(0)
  }

  /** Per pair its second number. */
  seconds(): Int32Array {
    return this.#column(1)
  }

  /** Says whose the following pairs are. */
  enter(func: number): void {
    if (func === this.#func) return
    if (this.#isFirstVisit && this.#number !== -1) this.#end[this.#number] = this.length
    this.#func = func
    this.#number = this.#visited.get(func)
    this.#isFirstVisit = this.#number === -1
    if (this.#isFirstVisit) this.#beginFirst(func)
    else {
      if (this.#isInAll[this.#number] === false) this.#moveToAll(this.#number)
      this.#last = -1
    }
  }

  /** The number of a pair of the function that was entered last; a new one is {@link length} before the call. */
  number(first: number, second: number): number {
    return this.#isFirstVisit ? this.#numberOfFirstVisit(first, second) : this.#numberAgain(first, second)
  }

  #numberOfFirstVisit(first: number, second: number): number {
    const known = this.#find(first, second)
    if (known !== -1) return known
    if (2 * ++this.#used > this.#mask) this.#grow()
    const number = this.#add(first, second)
    this.#put(first, second, number)
    return number
  }

  #numberAgain(first: number, second: number): number {
    const last = this.#last
    // The line before once more, what came next at the first visit, what came next the time before.
    if (this.#is(last, first, second)) return last
    let number = last === -1 ? this.#start[this.#number]! : last + 1
    if (!this.#is(number, first, second)) {
      number = last === -1 ? -1 : this.#pairs[WIDTH * last + 2]! - 1
      if (!this.#is(number, first, second)) {
        number = this.#findInAll(first, second)
        if (last !== -1) this.#pairs[WIDTH * last + 2] = number + 1
      }
    }
    this.#last = number
    return number
  }

  #findInAll(first: number, second: number): number {
    const known = this.#all.get(first, second)
    if (known !== -1) return known
    const number = this.#add(first, second)
    this.#all.set(first, second, number)
    return number
  }

  #is(pair: number, first: number, second: number): boolean {
    if (pair === -1 || pair >= this.length) return false
    const at = WIDTH * pair
    return this.#pairs[at + 1] === second && this.#pairs[at] === first
  }

  #column(at: number): Int32Array {
    const column = new Int32Array(this.length)
    for (let pair = 0; pair < column.length; pair++) column[pair] = this.#pairs[WIDTH * pair + at]!
    return column
  }

  #add(first: number, second: number): number {
    const at = WIDTH * this.length
    if (at === this.#pairs.length) {
      const larger = new Int32Array(2 * this.#pairs.length)
      larger.set(this.#pairs)
      this.#pairs = larger
    }
    this.#pairs[at] = first
    this.#pairs[at + 1] = second
    return this.length++
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
      this.#all.set(this.#pairs[WIDTH * pair]!, this.#pairs[WIDTH * pair + 1]!, pair)
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
