import { type Boxes, childrenOf, parentOf, rootRow, rowOf } from './boxes.ts'

/** A step from box to box: to the row before or after, which are callers and callees, or within the row. */
export type Step = 'before' | 'after' | 'left' | 'right' | 'root'

/** The box a step leads to from `box` (-1: from nowhere, to the first root); the same box where there is none. */
export function walk(boxes: Boxes, box: number, step: Step): number {
  if (boxes.length === 0) return -1
  const root = rootRow(boxes)
  if (box < 0 || box >= boxes.length || step === 'root') return boxes.rowStart[root]!
  const row = rowOf(boxes, box)
  if (step === 'before') return row > root ? parentOf(boxes, box) : widestOf(boxes, box, -1)
  if (step === 'after') return row < root ? parentOf(boxes, box) : widestOf(boxes, box, 1)
  const next = step === 'left' ? box - 1 : box + 1
  return next >= boxes.rowStart[row]! && next < boxes.rowStart[row + 1]! ? next : box
}

/** Where a step leads that is taken up to so many times, Infinity: as far as it goes. */
export function walkFar(boxes: Boxes, box: number, { step, times }: { step: Step; times: number }): number {
  let at = box
  for (let i = 0; i < times; i++) {
    const next = walk(boxes, at, step)
    if (next === at) break
    at = next
  }
  return at
}

function widestOf(boxes: Boxes, box: number, side: 1 | -1): number {
  const { first, end } = childrenOf(boxes, box, side)
  let best = box
  let width = 0
  for (let child = first; child < end; child++) {
    const size = boxes.to[child]! - boxes.from[child]!
    if (size > width) {
      width = size
      best = child
    }
  }
  return best
}

/** From the root to the box, at most the last `limit` of them. */
export function pathTo(boxes: Boxes, box: number, limit: number): number[] {
  const path: number[] = []
  for (let at = box; at !== -1 && path.length < limit; at = parentOf(boxes, at)) path.push(at)
  return path.reverse()
}
