import type { HeapGraph } from './heap-graph.ts'

/**
 * The order in which a search that goes deep first meets objects. Numbers are from 1 on; 0 stands for what is above all tops.
 * Columns by number have `length of the graph + 1` entries: what is met one after the other lies together in memory.
 */
export interface DepthFirst {
  /** Objects met. */
  length: number
  /** Of each object its number, 0 where it was not met. */
  readonly number: Int32Array
  /** Of each number its object, and the number it was met from. */
  readonly object: Int32Array
  readonly parent: Int32Array
  /** Of each number the least that refers to it from above in the search (0 for a top). */
  readonly above: Int32Array
  /** What refers to a number from later in the search: a list that begins with the pair `firstLate[number]` of `late` (0: none). A
   *  pair is the number that refers, and the next pair. */
  readonly firstLate: Int32Array
  readonly late: Int32Array
  /** Pairs so far; there is no pair 0. */
  pairs: number
  /** Where the search goes on in each number's references, and their end. */
  readonly next: Int32Array
  readonly end: Int32Array
}

/** A search that has met nothing yet. */
export function depthFirst({ length, to }: HeapGraph): DepthFirst {
  const byNumber = () => new Int32Array(length + 1)
  return {
    length: 0,
    number: new Int32Array(length),
    object: byNumber(),
    parent: byNumber(),
    above: byNumber(),
    firstLate: byNumber(),
    late: new Int32Array(2 * (to.length + 1)),
    pairs: 0,
    next: byNumber(),
    end: byNumber(),
  }
}

/** Goes on from tops: meets all that they reach and that was not met. References into what was met before it began do not count.
 *  O(objects + references), nothing recurses. */
export function searchFrom({ start, to }: HeapGraph, search: DepthFirst, tops: Iterable<number>): void {
  const { number, object, parent, above, firstLate, late, next, end } = search
  const before = search.length
  let { length: count, pairs } = search
  for (const top of tops) {
    if (number[top] !== 0) {
      // Reached from another top, and a top nevertheless.
      above[number[top]!] = 0
      continue
    }
    number[top] = ++count
    object[count] = top
    next[count] = start[top]!
    end[count] = start[top + 1]!
    for (let at = count; at !== 0; ) {
      if (next[at] === end[at]) {
        at = parent[at]!
        continue
      }
      const found = to[next[at]!++]!
      const met = number[found]!
      if (met === 0) {
        number[found] = ++count
        object[count] = found
        parent[count] = at
        above[count] = at
        next[count] = start[found]!
        end[count] = start[found + 1]!
        at = count
      } else if (met > at) {
        if (at < above[met]!) above[met] = at
      } else if (met < at && met > before) {
        pairs++
        late[2 * pairs] = at
        late[2 * pairs + 1] = firstLate[met]!
        firstLate[met] = pairs
      }
    }
  }
  search.length = count
  search.pairs = pairs
}
