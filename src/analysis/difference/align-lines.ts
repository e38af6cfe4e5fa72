/**
 * Which line (1-based) of `own` each line of `base` is, -1 where it has none; entry 0 is for nothing. Lines at both ends that
 * are equal, lines that occur once in both and stand in the same order (patience diff, Cohen 2009), equal lines beside
 * those, and between them lines that were changed where there are as many. O(lines log lines).
 */
export function alignLines(own: readonly string[], base: readonly string[]): Int32Array {
  const match = new Int32Array(base.length + 1).fill(-1)
  const start = commonStart(own, base)
  for (let i = 0; i < start; i++) match[i + 1] = i + 1
  let end = 0
  const most = Math.min(own.length, base.length) - start
  while (end < most && own[own.length - 1 - end] === base[base.length - 1 - end]) {
    match[base.length - end] = own.length - end
    end++
  }
  const anchors = risingPairs(uniquePairs(own, base, { start, end }))
  let above = { own: start - 1, base: start - 1 }
  for (const anchor of [...anchors, { own: own.length - end, base: base.length - end }]) {
    // Equal lines that follow the anchor above, then those that lead to this one.
    let i = 1
    while (
      above.own + i < anchor.own &&
      above.base + i < anchor.base &&
      own[above.own + i] === base[above.base + i]
    ) {
      match[above.base + i + 1] = above.own + i + 1
      i++
    }
    let k = 1
    while (
      anchor.own - k >= above.own + i &&
      anchor.base - k >= above.base + i &&
      own[anchor.own - k] === base[anchor.base - k]
    ) {
      match[anchor.base - k + 1] = anchor.own - k + 1
      k++
    }
    // As many lines on both sides: they were written anew, one by one.
    if (anchor.own - above.own === anchor.base - above.base) {
      for (let n = i; above.own + n <= anchor.own - k; n++) match[above.base + n + 1] = above.own + n + 1
    }
    if (anchor.base < base.length - end) match[anchor.base + 1] = anchor.own + 1
    above = anchor
  }
  return match
}

interface LinePair {
  readonly own: number
  readonly base: number
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  return i
}

/** Lines that occur once in each, between the ends that are equal anyway, in the order of the base. */
function uniquePairs(
  own: readonly string[],
  base: readonly string[],
  { start, end }: { start: number; end: number },
): LinePair[] {
  const once = (lines: readonly string[]) => {
    const at = new Map<string, number>()
    for (let i = start; i < lines.length - end; i++) at.set(lines[i]!, at.has(lines[i]!) ? -1 : i)
    return at
  }
  const inOwn = once(own)
  const pairs: LinePair[] = []
  for (const [line, at] of once(base)) {
    const other = inOwn.get(line)
    if (at !== -1 && other !== undefined && other !== -1) pairs.push({ own: other, base: at })
  }
  return pairs.sort((a, b) => a.base - b.base)
}

/** The longest run of pairs that rises in both. */
function risingPairs(pairs: readonly LinePair[]): LinePair[] {
  const tails: number[] = []
  const before = new Int32Array(pairs.length)
  for (const [i, pair] of pairs.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[tails[middle]!]!.own < pair.own) low = middle + 1
      else high = middle
    }
    before[i] = low === 0 ? -1 : tails[low - 1]!
    tails[low] = i
  }
  const rising: LinePair[] = []
  for (let at = tails.at(-1) ?? -1; at !== -1; at = before[at]!) rising.push(pairs[at]!)
  return rising.reverse()
}
