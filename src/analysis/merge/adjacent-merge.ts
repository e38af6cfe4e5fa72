import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'

/** A stack with what it weighs, as a line of collapsed stacks says it. */
export interface StackLine {
  /** Numbers of frames' texts, the root first. */
  readonly texts: readonly number[]
  readonly value: number
  /** What it weighs more than before; null where the line has one count. */
  readonly delta: number | null
}

/** Boxes of stacks of which only neighbours were merged. Columns have `length` entries, in the order in which boxes end. */
export interface AdjacentBoxes {
  readonly length: number
  /** Number of the box's text, -1 at depth 0: the box that stands for all. */
  readonly text: Int32Array
  readonly depth: Int32Array
  /** Sums of the values of the lines before the box's first, and up to its last. A box that is hidden begins at infinity. */
  readonly from: Float64Array
  readonly to: Float64Array
  /** Sum of the deltas of the lines that began the box as their last frame; NaN where no line has any. */
  readonly delta: Float64Array
  /** Sum of all values. */
  readonly total: number
  /** The largest delta of any line, its sign left out; at least 1. */
  readonly largestDelta: number
}

/**
 * Merges each stack with the one before it as far as both are the same from their root on: what flamegraph.pl does with
 * sorted lines, and with lines in order of time for a flame chart. Equal stacks that do not stand side by side give boxes of
 * their own. As there, a box without width hides one of the same name and depth that ends at the same place.
 * O(sum of the stacks' depths).
 */
export function mergeAdjacent(lines: Iterable<StackLine>): AdjacentBoxes {
  const made = {
    text: growableInt32(),
    depth: growableInt32(),
    from: growableFloat64(),
    to: growableFloat64(),
    delta: growableFloat64(),
  }
  // The open boxes, by depth.
  const open: { text: number; from: number; delta: number }[] = []
  let time = 0
  let largestDelta = 1
  // The boxes that ended where the one that ends now does, by text and depth: made when a box without width ends there.
  let closedAt = Number.NaN
  let firstClosed = 0
  let namesakes: PairMap | null = null
  const close = (depth: number) => {
    const box = open.pop()!
    const index = made.text.length
    if (closedAt !== time) {
      closedAt = time
      firstClosed = index
      namesakes = null
    }
    if (box.from === time) {
      namesakes ??= boxesSince(made, firstClosed)
      const hidden = namesakes.get(box.text + 1, depth)
      if (hidden !== -1) {
        made.from.set(hidden, Number.POSITIVE_INFINITY)
        if (Number.isNaN(box.delta)) box.delta = made.delta.get(hidden)
      }
    }
    namesakes?.set(box.text + 1, depth, index)
    made.text.push(box.text)
    made.depth.push(depth)
    made.from.push(box.from)
    // As many digits as Perl keeps of a number that is part of a name.
    made.to.push(Number.isInteger(time) ? time : Number(time.toPrecision(15)))
    made.delta.push(box.delta)
  }
  for (const { texts, value, delta } of lines) {
    if (delta !== null) largestDelta = Math.max(largestDelta, Math.abs(delta))
    let same = open.length === 0 ? 0 : 1
    while (same < open.length && same <= texts.length && open[same]!.text === texts[same - 1]) same++
    for (let depth = open.length - 1; depth >= same; depth--) close(depth)
    for (let depth = same; depth <= texts.length; depth++) {
      const own = depth === texts.length ? (delta ?? Number.NaN) : delta === null ? Number.NaN : 0
      open.push({ text: depth === 0 ? -1 : texts[depth - 1]!, from: time, delta: own })
    }
    time += value
  }
  for (let depth = open.length - 1; depth >= 0; depth--) close(depth)
  const { length } = made.text
  return {
    length,
    text: made.text.finish(),
    depth: made.depth.finish(),
    from: made.from.finish(),
    to: made.to.finish(),
    delta: made.delta.finish(),
    total: time,
    largestDelta,
  }
}

function boxesSince(made: { readonly text: Column; readonly depth: Column }, first: number): PairMap {
  const found = new PairMap()
  for (let i = first; i < made.text.length; i++) found.set(made.text.get(i) + 1, made.depth.get(i), i)
  return found
}

interface Column {
  readonly length: number
  get(i: number): number
}
