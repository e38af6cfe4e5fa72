import type { DepthFirst } from './depth-first.ts'

/** What is known of a number stands together, so that looking at it is one look at memory: the next one above it (-1: not
 *  linked yet); that of least semidominator on the compressed way there; its semidominator. */
const STRIDE = 4
const [ABOVE, BEST, LEAST] = [0, 1, 2]

/**
 * The immediate dominator of each object, by number of a search that has met all objects (0: none but what is above all
 * tops). Changes `search.above`. O(references * log objects).
 * Source: Lengauer and Tarjan 1979, with simple linking and compressed paths. What refers to an object from above in the search
 * bounds its semidominator without a look at the forest: the search has found the least of them already.
 */
export function immediateDominators(search: DepthFirst): Int32Array {
  const { length, parent, above: semi, firstLate, late, next: way, end: nextOf } = search
  const links = new Int32Array(STRIDE * (length + 1))
  for (let number = 0; number <= length; number++) {
    links[STRIDE * number + ABOVE] = -1
    links[STRIDE * number + BEST] = number
    links[STRIDE * number + LEAST] = number
  }
  // Those whose semidominator a number is, as lists.
  const firstOf = new Int32Array(length + 1).fill(-1)
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
    let least = semi[number]!
    for (let pair = firstLate[number]!; pair !== 0 && least !== 0; pair = late[2 * pair + 1]!) {
      const other = late[2 * pair]!
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
