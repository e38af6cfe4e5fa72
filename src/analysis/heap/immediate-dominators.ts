import type { DepthFirst } from './depth-first.ts'
import type { HeapGraph } from './heap-graph.ts'

/**
 * The immediate dominator of each object, by number of a search that has met all objects (0: none but what is above all
 * tops). References from what was met after the first `reached` objects into those do not count. O(references * log objects).
 * Source: Lengauer and Tarjan 1979, with simple linking and compressed paths.
 */
export function immediateDominators(
  graph: HeapGraph,
  search: DepthFirst,
  { isTop, reached }: { isTop: Uint8Array; reached: number },
): Int32Array {
  const { length, object, parent } = search
  const { start, from } = predecessors(graph, search, reached)
  // Of each number its semidominator, as the paper calls it, and the one of least semidominator on the way up its compressed path.
  const semi = identity(length + 1)
  const best = identity(length + 1)
  const ancestor = new Int32Array(length + 1).fill(-1)
  const way = new Int32Array(length + 1)
  // Those whose semidominator a number is, as lists.
  const firstOf = new Int32Array(length + 1).fill(-1)
  const nextOf = new Int32Array(length + 1)
  const dominator = new Int32Array(length + 1)

  const leastAbove = (number: number): number => {
    if (ancestor[number] === -1) return number
    let depth = 0
    for (let at = number; ancestor[ancestor[at]!] !== -1; at = ancestor[at]!) way[depth++] = at
    while (depth > 0) {
      const at = way[--depth]!
      const above = ancestor[at]!
      if (semi[best[above]!]! < semi[best[at]!]!) best[at] = best[above]!
      ancestor[at] = ancestor[above]!
    }
    return best[number]!
  }

  for (let number = length; number > 0; number--) {
    let least = isTop[object[number]!] === 1 ? 0 : semi[number]!
    for (let r = start[number]!; r < start[number + 1]!; r++) {
      const candidate = semi[leastAbove(from[r]!)]!
      if (candidate < least) least = candidate
    }
    semi[number] = least
    nextOf[number] = firstOf[least]!
    firstOf[least] = number
    const above = parent[number]!
    ancestor[number] = above
    for (let other = firstOf[above]!; other !== -1; other = nextOf[other]!) {
      const lowest = leastAbove(other)
      dominator[other] = semi[lowest]! < semi[other]! ? lowest : above
    }
    firstOf[above] = -1
  }
  for (let number = 1; number <= length; number++) {
    if (dominator[number] !== semi[number]) dominator[number] = dominator[dominator[number]!]!
  }
  return dominator
}

/** Who refers to each number, in numbers: neighbours of the search are neighbours in memory. */
function predecessors({ start, to }: HeapGraph, search: DepthFirst, reached: number) {
  const { length, number, object } = search
  const first = new Int32Array(length + 2)
  for (let referrer = 1; referrer <= length; referrer++) {
    const own = object[referrer]!
    for (let r = start[own]!; r < start[own + 1]!; r++) {
      const referred = number[to[r]!]!
      if (referrer <= reached || referred > reached) first[referred + 1]!++
    }
  }
  for (let i = 0; i <= length; i++) first[i + 1]! += first[i]!
  const from = new Int32Array(first[length + 1]!)
  const next = first.slice(0, length + 1)
  for (let referrer = 1; referrer <= length; referrer++) {
    const own = object[referrer]!
    for (let r = start[own]!; r < start[own + 1]!; r++) {
      const referred = number[to[r]!]!
      if (referrer <= reached || referred > reached) from[next[referred]!++] = referrer
    }
  }
  return { start: first, from }
}

function identity(length: number): Int32Array {
  const column = new Int32Array(length)
  for (let i = 0; i < length; i++) column[i] = i
  return column
}
