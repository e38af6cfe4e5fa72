/** How the boxes of one parent share its room: squarified (as close to squares as the order allows), split (the largest
 *  takes its part along the longer side, the rest what is left), balanced (halves of equal weight, again and again). */
export const NESTINGS = ['squarified', 'split', 'balanced'] as const
export type Nesting = (typeof NESTINGS)[number]

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What takes the tiles, in the order of the items. */
export interface TileSink {
  place(item: number, x: number, y: number, width: number, height: number): void
  /** The items [first, end) are too thin to be seen; together they have this room. */
  leave(first: number, end: number, x: number, y: number, width: number, height: number): void
}

/** The items of one parent: `sizes[first] … sizes[end - 1]`, all above 0 and never rising. */
export interface Items {
  readonly sizes: Float64Array
  readonly first: number
  readonly end: number
  /** Sum of the sizes. */
  readonly sum: number
}

/** From how many items on `balanced` halves: fewer are split one by one. */
const FEW = 5
/** The ratio of sides that rows are made for. */
const GOLDEN = (1 + Math.sqrt(5)) / 2

/**
 * Fills `room` with a tile per item, its area in proportion to its size. Tiles thinner than `least` are not placed but left
 * together. O(items), `balanced` O(items * log items).
 * Sources: squarified: Bruls, Huizing and van Wijk, Squarified Treemaps, 2000, with the ratio that d3-hierarchy 3 aims at;
 * split and balanced: RunSnakeRun's squaremap.py 1.0.4 without and with `square_style`.
 */
export function tile(nesting: Nesting, items: Items, room: Rect & { least: number; sink: TileSink }): void {
  if (items.first === items.end) return
  if (nesting === 'squarified') tileSquarified(items, room)
  else if (nesting === 'split') tileSplit(items, room)
  else tileBalanced(items, room)
}

function tileSquarified(items: Items, room: Rect & { least: number; sink: TileSink }): void {
  const { sizes, end } = items
  const { least, sink } = room
  let { x, y, width, height } = room
  let left = items.sum
  for (let first = items.first; first < end; ) {
    const row = findRow(items, { first, left, width, height })
    const part = row.end === end ? 1 : Math.min(1, row.sum / left)
    const isAcross = width < height
    const depth = (isAcross ? height : width) * part
    if (depth < least || Math.min(width, height) < least) {
      sink.leave(first, end, x, y, width, height)
      return
    }
    const scale = (isAcross ? width : height) / row.sum
    let at = isAcross ? x : y
    const edge = isAcross ? x + width : y + height
    for (let i = first; i < row.end; i++) {
      const length = sizes[i]! * scale
      if (length < least) {
        if (isAcross) sink.leave(i, row.end, at, y, edge - at, depth)
        else sink.leave(i, row.end, x, at, depth, edge - at)
        break
      }
      if (isAcross) sink.place(i, at, y, length, depth)
      else sink.place(i, x, at, depth, length)
      at += length
    }
    if (isAcross) {
      y += depth
      height -= depth
    } else {
      x += depth
      width -= depth
    }
    left -= row.sum
    first = row.end
  }
}

/** As many items as make a row along the shorter side without its worst ratio of sides getting worse. */
function findRow(
  { sizes, end }: Items,
  at: { first: number; left: number; width: number; height: number },
): { end: number; sum: number } {
  const { first, left, width, height } = at
  const alpha = Math.max(height / width, width / height) / (left * GOLDEN)
  const largest = sizes[first]!
  let sum = largest
  let worst = worstRatio(sum * sum * alpha, largest, largest)
  let next = first + 1
  for (; next < end; next++) {
    const wider = sum + sizes[next]!
    const ratio = worstRatio(wider * wider * alpha, largest, sizes[next]!)
    if (ratio > worst) break
    sum = wider
    worst = ratio
  }
  return { end: next, sum }
}

function worstRatio(beta: number, most: number, least: number): number {
  return Math.max(most / beta, beta / least)
}

function tileSplit(items: Items, room: Rect & { least: number; sink: TileSink }): void {
  const { sizes, end } = items
  const { least, sink } = room
  let { x, y, width, height } = room
  let left = items.sum
  for (let i = items.first; i < end; i++) {
    const part = i === end - 1 ? 1 : Math.min(1, sizes[i]! / left)
    const isWide = width >= height
    const length = (isWide ? width : height) * part
    if (length < least || Math.min(width, height) < least) {
      sink.leave(i, end, x, y, width, height)
      return
    }
    left -= sizes[i]!
    if (isWide) {
      sink.place(i, x, y, length, height)
      x += length
      width -= length
    } else {
      sink.place(i, x, y, width, length)
      y += length
      height -= length
    }
  }
}

function tileBalanced(items: Items, room: Rect & { least: number; sink: TileSink }): void {
  const { sizes } = items
  const { least, sink } = room
  const { x: roomX, y: roomY, width: roomWidth, height: roomHeight } = room
  const open = [{ items, x: roomX, y: roomY, width: roomWidth, height: roomHeight }]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { x, y, width, height } = part
    const { first, end, sum } = part.items
    if (Math.min(width, height) < least) {
      sink.leave(first, end, x, y, width, height)
      continue
    }
    let head = 0
    let middle = first
    if (end - first > FEW) while (middle < end && head < sum / 2) head += sizes[middle++]!
    if (middle === first || middle === end) {
      tileSplit(part.items, { x, y, width, height, least, sink })
      continue
    }
    const share = Math.min(1, head / sum)
    const one = { sizes, first, end: middle, sum: head }
    const other = { sizes, first: middle, end, sum: sum - head }
    // The last in is the first out: items come in their order.
    if (width >= height) {
      open.push({ items: other, x: x + width * share, y, width: width * (1 - share), height })
      open.push({ items: one, x, y, width: width * share, height })
    } else {
      open.push({ items: other, x, y: y + height * share, width, height: height * (1 - share) })
      open.push({ items: one, x, y, width, height: height * share })
    }
  }
}
