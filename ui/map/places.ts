import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import type { SquareMapAnswer } from '../../src/query/tree/square-map.ts'

/** Boxes, and what stands in each. */
export type MapChains = Pick<SquareMapAnswer, 'boxes' | 'chain' | 'chainStart'>

/** A step from box to box, as in RunSnakeRun's square map. */
export type MapStep = 'first' | 'last' | 'parent' | 'child' | 'previous' | 'next'

/** Boxes that stand in no other: [0, end). */
function rootsEnd(boxes: SquareMapBoxes): number {
  let end = 0
  while (end < boxes.length && boxes.parent[end] === -1) end++
  return end
}

/** The range of boxes that stand in `box`; of those in none for -1. */
export function insideOf(boxes: SquareMapBoxes, box: number): { first: number; end: number } {
  return box === -1
    ? { first: 0, end: rootsEnd(boxes) }
    : { first: boxes.firstChild[box]!, end: boxes.firstChild[box + 1]! }
}

/** The innermost box at a point of the layout, -1 none. O(depth and siblings there). */
export function boxAt(boxes: SquareMapBoxes, x: number, y: number): number {
  let found = -1
  for (;;) {
    const { first, end } = insideOf(boxes, found)
    let box = first
    while (box < end && !holds(boxes, box, x, y)) box++
    if (box === end) return found
    found = box
  }
}

function holds({ x, y, width, height }: SquareMapBoxes, box: number, px: number, py: number): boolean {
  return px >= x[box]! && py >= y[box]! && px < x[box]! + width[box]! && py < y[box]! + height[box]!
}

/** The box that a node of the tree stands in by itself or as a wrapper of its own, -1 where it is not drawn. */
export function boxOfNode(boxes: SquareMapBoxes, node: number): number {
  if (node === -1) return -1
  const box = boxes.node.indexOf(node)
  return box === -1 ? boxes.head.indexOf(node) : box
}

/** The box a step leads to from `box` (-1: from nowhere, to the first); the same where there is none. Boxes that only stand
 *  for what is too small are passed over. */
export function walkMap(boxes: SquareMapBoxes, box: number, step: MapStep): number {
  if (boxes.length === 0) return -1
  if (box < 0 || box >= boxes.length || step === 'first') return 0
  if (step === 'last') return lastInside(boxes)
  if (step === 'parent') return boxes.parent[box] === -1 ? box : boxes.parent[box]!
  const { first, end } = insideOf(boxes, step === 'child' ? box : boxes.parent[box]!)
  if (step === 'child') return first < end && boxes.node[first] !== -1 ? first : box
  const next = step === 'next' ? box + 1 : box - 1
  return next >= first && next < end && boxes.node[next] !== -1 ? next : box
}

/** The last box of the last box … of the last box. */
function lastInside(boxes: SquareMapBoxes): number {
  let found = -1
  for (;;) {
    const { first, end } = insideOf(boxes, found)
    let last = end - 1
    while (last >= first && boxes.node[last] === -1) last--
    if (last < first) return Math.max(0, found)
    found = last
  }
}

/** From the outermost box to this one, at most the last `limit`. */
export function boxesAround(boxes: SquareMapBoxes, box: number, limit: number): number[] {
  const around: number[] = []
  for (let at = box; at !== -1 && around.length < limit; at = boxes.parent[at]!) around.push(at)
  return around.reverse()
}

/** What a box is: a func, -1 - g for a group; null where it stands for what is too small. */
export function keyOf({ chain, chainStart, boxes }: MapChains, box: number): number | null {
  return boxes.node[box] === -1 ? null : chain[chainStart[box + 1]! - 1]!
}

/** The wrappers that share a box with what it is, the outermost first. */
export function wrappersOf({ chain, chainStart }: MapChains, box: number): Int32Array {
  return chain.subarray(chainStart[box]!, Math.max(chainStart[box]!, chainStart[box + 1]! - 1))
}

/** The way from the tree's root to a box, as the worker wants it to fill the map with it. */
export function wayToBox(answer: MapChains & Pick<SquareMapAnswer, 'way'>, box: number): number[] {
  const { boxes, chain, chainStart, way } = answer
  const keys: number[] = []
  for (let at = box; at !== -1; at = boxes.parent[at]!) {
    for (let i = chainStart[at + 1]! - 1; i >= chainStart[at]!; i--) keys.push(chain[i]!)
  }
  keys.reverse()
  // The node that fills the map is the first of its own box.
  return way.length === 0 ? keys : [...way.slice(0, -1), ...keys]
}
