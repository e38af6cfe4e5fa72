import type { DepthFirst } from './depth-first.ts'
import type { HeapGraph } from './heap-graph.ts'

/** What is known of a number stands together, so that looking at it is one look at memory: the next one above it (-1: not
 *  linked yet); that of least semidominator on the compressed way there; its semidominator. */
const STRIDE = 4
const [ABOVE, BEST, LEAST] = [0, 1, 2]

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
  const { semi, start, from } = lateReferences(graph, search, { isTop, reached })
  const links = new Int32Array(STRIDE * (length + 1))
  for (let number = 0; number <= length; number++) {
    links[STRIDE * number + ABOVE] = -1
    links[STRIDE * number + BEST] = number
    links[STRIDE * number + LEAST] = number
  }
  const way = new Int32Array(length + 1)
  // Those whose semidominator a number is, as lists.
  const firstOf = new Int32Array(length + 1).fill(-1)
  const nextOf = new Int32Array(length + 1)
  const dominator = new Int32Array(length + 1)

  /** Compresses the way up from a number that is linked. */
  const compress = (number: number): void => {
    let depth = 0
    let at = number
    for (let above = links[STRIDE * at + ABOVE]!; links[STRIDE * above + ABOVE] !== -1; ) {
      way[depth++] = at
      at = above
      above = links[STRIDE * at + ABOVE]!
    }
    const top = links[STRIDE * at + ABOVE]!
    let best = links[STRIDE * at + BEST]!
    let least = links[STRIDE * at + LEAST]!
    while (depth > 0) {
      const own = STRIDE * way[--depth]!
      if (least < links[own + LEAST]!) {
        links[own + BEST] = best
        links[own + LEAST] = least
      } else {
        best = links[own + BEST]!
        least = links[own + LEAST]!
      }
      links[own + ABOVE] = top
    }
  }

  for (let number = length; number > 0; number--) {
    let least = isTop[object[number]!] === 1 ? 0 : semi[number]!
    for (let r = start[number]!; r < start[number + 1]!; r++) {
      const other = from[r]!
      if (links[STRIDE * other + ABOVE] !== -1) compress(other)
      const candidate = links[STRIDE * other + LEAST]!
      if (candidate < least) least = candidate
    }
    const above = parent[number]!
    semi[number] = least
    links[STRIDE * number + LEAST] = least
    links[STRIDE * number + ABOVE] = above
    if (least === above) dominator[number] = above
    else {
      nextOf[number] = firstOf[least]!
      firstOf[least] = number
    }
    for (let other = firstOf[above]!; other !== -1; other = nextOf[other]!) {
      compress(other)
      const isLower = links[STRIDE * other + LEAST]! < semi[other]!
      dominator[other] = isLower ? links[STRIDE * other + BEST]! : above
    }
    firstOf[above] = -1
  }
  for (let number = 1; number <= length; number++) {
    if (dominator[number] !== semi[number]) dominator[number] = dominator[dominator[number]!]!
  }
  return dominator
}

/**
 * Of each number the least that refers to it from above in the search: a first bound of its semidominator, which needs no more
 * than a look. What refers to it from later in the search has to be looked at one by one: that of number n is
 * `from[start[n]] … from[start[n + 1] - 1]`.
 */
function lateReferences(
  { start, to }: HeapGraph,
  search: DepthFirst,
  { isTop, reached }: { isTop: Uint8Array; reached: number },
) {
  const { length, number, object } = search
  const semi = Int32Array.from(search.parent)
  const first = new Int32Array(length + 2)
  for (let referrer = 1; referrer <= length; referrer++) {
    const own = object[referrer]!
    for (let r = start[own]!; r < start[own + 1]!; r++) {
      const referred = number[to[r]!]!
      if (referred > referrer) {
        if (referrer < semi[referred]!) semi[referred] = referrer
      } else if (referred < referrer && (referrer <= reached || referred > reached)) {
        // Nothing bounds a top but what is above all.
        if (isTop[to[r]!] === 0) first[referred + 1]!++
      }
    }
  }
  for (let i = 0; i <= length; i++) first[i + 1]! += first[i]!
  const from = new Int32Array(first[length + 1]!)
  const next = first.slice(0, length + 1)
  for (let referrer = 1; referrer <= length; referrer++) {
    const own = object[referrer]!
    for (let r = start[own]!; r < start[own + 1]!; r++) {
      const referred = number[to[r]!]!
      const isLate = referred < referrer && (referrer <= reached || referred > reached)
      if (isLate && isTop[to[r]!] === 0) from[next[referred]!++] = referrer
    }
  }
  return { semi, start: first, from }
}
