import { makeBoxColumns, type SquareMapBoxes } from './box-columns.ts'
import { type MapTree, weighingChildren } from './map-tree.ts'
import { type Nesting, type Rect, type TileSink, tile } from './tile.ts'

/** What to draw, and how. Lengths in pixels. */
export interface SquareMapOptions {
  readonly width: number
  readonly height: number
  readonly nesting: Nesting
  /** The node that fills the map; -1 (the default): all roots. */
  readonly root?: number
  /** Boxes thinner than this are not drawn. At least 0.1. */
  readonly least?: number
  /** Room for a label at the top of boxes that hold others and are large enough; 0: the strip is exactly the self time. */
  readonly header?: number
  /** Between a box and those in it. */
  readonly padding?: number
  /** Whether wrappers share the box of what they call. */
  readonly isJoined?: boolean
  /** Whether that holds for the outermost boxes too. */
  readonly joinsRoots?: boolean
  /** Shows a part enlarged; absent: all. */
  readonly lens?: Lens | null
  /** Further boxes are not opened. */
  readonly maxBoxes?: number
}

/** The map drawn `scale` times as large as the window, and which part is seen: the point (u, v) of the box of `node` (shares
 *  of its sides) is at (x, y) of the window. */
export interface Lens {
  readonly scale: number
  readonly node: number
  readonly u: number
  readonly v: number
  readonly x: number
  readonly y: number
}

const LEAST = 2
/** What was left out is not drawn where it would be thinner than this. */
const SEEN = 0.5
const MAX_BOXES = 200_000
/** Around an enlarged part this much more is laid out, in windows, so that it can be moved. */
const MARGIN = 0.5
/** A box with a label is at least this wide, and this many labels high. */
const LABELLED_WIDTH = 44
const LABELLED_ROWS = 1.9

/**
 * Lays a tree out as boxes in boxes. A box's room is shared by its strip (self time, and the label) and its children, each
 * as large as what was spent in it for this parent. Nodes that weigh nothing or less have no room. Nothing recurses, and
 * no more is looked at than can be seen: O(boxes and their siblings).
 */
export function layoutSquareMap(tree: MapTree, options: SquareMapOptions): SquareMapBoxes {
  const { width, height, lens = null } = options
  const scale = Math.max(1, lens?.scale ?? 1)
  const whole = { x: 0, y: 0, width: width * scale, height: height * scale }
  if (lens === null || scale === 1) return grow(tree, options, { room: whole, clip: null, only: null })
  const only = new Set<number>()
  // A tree of other samples may not have the node.
  const held = lens.node < tree.length ? lens.node : -1
  for (let at = held; at !== -1; at = tree.prefix[at]!) only.add(at)
  const way = grow(tree, options, { room: whole, clip: null, only })
  const box = way.length - 1
  const anchor =
    box === -1 ? whole : { x: way.x[box]!, y: way.y[box]!, width: way.width[box]!, height: way.height[box]! }
  const within = (value: number, most: number) => Math.min(Math.max(0, value), most)
  const left = within(anchor.x + lens.u * anchor.width - lens.x, whole.width - width)
  const top = within(anchor.y + lens.v * anchor.height - lens.y, whole.height - height)
  return grow(tree, options, {
    room: { ...whole, x: -left, y: -top },
    clip: {
      x: -MARGIN * width,
      y: -MARGIN * height,
      width: (1 + 2 * MARGIN) * width,
      height: (1 + 2 * MARGIN) * height,
    },
    only: null,
  })
}

function grow(
  tree: MapTree,
  options: SquareMapOptions,
  frame: { room: Rect; clip: Rect | null; only: ReadonlySet<number> | null },
): SquareMapBoxes {
  const {
    nesting,
    root = -1,
    isJoined = true,
    joinsRoots = true,
    maxBoxes = MAX_BOXES,
    header = 18,
    padding = 2,
  } = options
  const { room, clip, only } = frame
  const least = Math.max(0.1, options.least ?? LEAST)
  const boxes = makeBoxColumns()
  let parent = -1
  const sink: TileSink = {
    place(item, x, y, width, height) {
      const rect = { x, y, width, height }
      if (only?.has(item) === false || (clip !== null && !meets(rect, clip))) return
      const mayJoin = isJoined && (joinsRoots || parent !== -1)
      const node = mayJoin ? endOfWrappers(tree, item, (4 * least * least) / (width * height)) : item
      boxes.add(rect, { node, head: item, parent, count: 1, weight: tree.totals[item]! })
    },
    leave(first, end, x, y, width, height) {
      const rect = { x, y, width, height }
      if (only !== null || Math.min(width, height) < SEEN || (clip !== null && !meets(rect, clip))) return
      let weight = 0
      for (let i = first; i < end; i++) weight += tree.totals[i]!
      boxes.add(rect, { node: -1, head: -1, parent, count: end - first, weight })
    },
  }
  const fill = (node: number, { x, y, width, height }: Rect) => {
    const { first, end, sum } = weighingChildren(tree, node)
    tile(nesting, { sizes: tree.totals, first, end, sum }, { x, y, width, height, least, sink })
  }
  if (root === -1) fill(-1, room)
  else if (tree.totals[root]! > 0) sink.place(root, room.x, room.y, room.width, room.height)
  for (let box = 0; box < boxes.length; box++) {
    boxes.open()
    const node = boxes.nodeOf(box)
    if (node === -1 || boxes.length >= maxBoxes) continue
    const rect = boxes.rectOf(box)
    const inner = innerRoom(tree, node, { rect, header, padding })
    if (Math.min(inner.width, inner.height) < least) continue
    parent = box
    const before = boxes.length
    fill(node, inner)
    if (boxes.length > before) boxes.setInside(box, inner.y - rect.y, inner.x - rect.x)
  }
  boxes.open()
  return boxes.finish(room)
}

/** Where the children of a node go: below its strip, within its padding. */
function innerRoom(tree: MapTree, node: number, box: { rect: Rect; header: number; padding: number }): Rect {
  const { rect, header } = box
  const { sum } = weighingChildren(tree, node)
  const self = Math.max(0, tree.self[node]!)
  const side = Math.min(rect.width, rect.height)
  const padding = side >= 16 ? box.padding : side >= 8 ? box.padding / 2 : 0
  const own = sum > 0 ? self / (self + sum) : 1
  const isLabelled = header > 0 && rect.width >= LABELLED_WIDTH && rect.height >= LABELLED_ROWS * header
  const ownHeight = padding + (rect.height - 2 * padding) * own
  const top = isLabelled ? Math.max(header, ownHeight) : ownHeight
  return {
    x: rect.x + padding,
    y: rect.y + top,
    width: rect.width - 2 * padding,
    height: rect.height - top - padding,
  }
}

/** The last of the nodes from `node` on that do nothing but call the next one: what they do besides is less than `share`. */
function endOfWrappers(tree: MapTree, node: number, share: number): number {
  const { start, totals } = tree
  const enough = (1 - Math.min(share, 0.02)) * totals[node]!
  let at = node
  for (;;) {
    const child = start[at + 1]!
    if (child === start[at + 2]! || !(totals[child]! >= enough)) return at
    at = child
  }
}

function meets(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
