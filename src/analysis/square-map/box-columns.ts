import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import type { Rect } from './tile.ts'

/** The boxes of a square map. Columns have `length` entries; a box stands before the boxes in it, and these are neighbours,
 *  in the tree's order. Places are in pixels of the window. */
export interface SquareMapBoxes {
  readonly length: number
  /** Node of the tree; -1: no node but all siblings that are too thin to be seen. */
  readonly node: Int32Array
  /** The first of the nodes that share the box: wrappers that do nothing but call the next, down to `node`. */
  readonly head: Int32Array
  /** Box around it, -1 none. */
  readonly parent: Int32Array
  readonly x: Float32Array
  readonly y: Float32Array
  readonly width: Float32Array
  readonly height: Float32Array
  /** Height of the strip at the top that is the node's own: its label, and its self time where that is more. All of the
   *  height where nothing is drawn inside. */
  readonly strip: Float32Array
  /** Between the box's other sides and the boxes in it; 0 where nothing is drawn inside. */
  readonly inset: Float32Array
  /** `length + 1` entries: the boxes in box i are [firstChild[i], firstChild[i + 1]). */
  readonly firstChild: Int32Array
  /** How many siblings a box without a node stands for; 1 otherwise. */
  readonly count: Int32Array
  /** What the box weighs: the total of its first node, or of those left out. */
  readonly weight: Float64Array
  /** Where all of the map lies: the window, or larger and partly outside of it when enlarged. */
  readonly frame: Rect
}

/** What a box is, besides where. */
export interface BoxContent {
  readonly node: number
  readonly head: number
  readonly parent: number
  readonly count: number
  readonly weight: number
}

/** Boxes while they are being found. */
export interface BoxColumns {
  readonly length: number
  add(rect: Rect, content: BoxContent): void
  nodeOf(box: number): number
  rectOf(box: number): Rect
  /** Says that the next box to be added is the first in the next box to be opened. */
  open(): void
  /** Says how far the boxes in a box are from its top and from its other sides. */
  setInside(box: number, strip: number, inset: number): void
  finish(frame: Rect): SquareMapBoxes
}

/** No boxes yet. */
export function makeBoxColumns(): BoxColumns {
  const node = growableInt32()
  const head = growableInt32()
  const parent = growableInt32()
  const count = growableInt32()
  const firstChild = growableInt32()
  const x = growableFloat64()
  const y = growableFloat64()
  const width = growableFloat64()
  const height = growableFloat64()
  const strip = growableFloat64()
  const inset = growableFloat64()
  const weight = growableFloat64()
  return {
    get length() {
      return node.length
    },
    add(rect, content) {
      node.push(content.node)
      head.push(content.head)
      parent.push(content.parent)
      count.push(content.count)
      weight.push(content.weight)
      x.push(rect.x)
      y.push(rect.y)
      width.push(rect.width)
      height.push(rect.height)
      strip.push(rect.height)
      inset.push(0)
    },
    nodeOf: box => node.get(box),
    rectOf: box => ({ x: x.get(box), y: y.get(box), width: width.get(box), height: height.get(box) }),
    open: () => firstChild.push(node.length),
    setInside(box, top, side) {
      strip.set(box, top)
      inset.set(box, side)
    },
    finish: frame => ({
      frame,
      length: node.length,
      node: node.finish(),
      head: head.finish(),
      parent: parent.finish(),
      x: new Float32Array(x.finish()),
      y: new Float32Array(y.finish()),
      width: new Float32Array(width.finish()),
      height: new Float32Array(height.finish()),
      strip: new Float32Array(strip.finish()),
      inset: new Float32Array(inset.finish()),
      firstChild: firstChild.finish(),
      count: count.finish(),
      weight: weight.finish(),
    }),
  }
}
