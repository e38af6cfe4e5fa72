import type { HeapGraph } from './heap-graph.ts'

/** The order in which a search that goes deep first meets objects. Numbers are from 1 on; 0 stands for what is above all
 *  tops. */
export interface DepthFirst {
  /** Objects met. */
  length: number
  /** Of each object its number, 0 where it was not met. */
  readonly number: Int32Array
  /** `length + 1` entries: of each number its object, and the number it was met from. */
  readonly object: Int32Array
  readonly parent: Int32Array
}

/** A search that has met nothing yet. */
export function depthFirst({ length }: HeapGraph): DepthFirst {
  return {
    length: 0,
    number: new Int32Array(length),
    object: new Int32Array(length + 1),
    parent: new Int32Array(length + 1),
  }
}

/** Goes on from tops: meets all that they reach and that was not met. `next` is room for an entry an object. Nothing recurses. */
export function searchFrom(
  { start, to }: HeapGraph,
  search: DepthFirst,
  { tops, next }: { tops: Iterable<number>; next: Int32Array },
): void {
  const { number, object, parent } = search
  let count = search.length
  for (const top of tops) {
    if (number[top] !== 0) continue
    let at = top
    number[at] = ++count
    object[count] = at
    parent[count] = 0
    next[at] = start[at]!
    for (;;) {
      if (next[at]! < start[at + 1]!) {
        const found = to[next[at]!++]!
        if (number[found] !== 0) continue
        number[found] = ++count
        object[count] = found
        parent[count] = number[at]!
        next[found] = start[found]!
        at = found
        continue
      }
      const back = parent[number[at]!]!
      if (back === 0) break
      at = object[back]!
    }
  }
  search.length = count
}
