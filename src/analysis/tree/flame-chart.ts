import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import type { CallNodes } from './call-nodes.ts'

/** Boxes of one thread in time order. Columns have `length` entries. */
export interface FlameChart {
  readonly length: number
  readonly func: Int32Array
  readonly depth: Int32Array
  /** ns since `meta.startTime`. */
  readonly from: Float64Array
  readonly to: Float64Array
  /** `depths + 1` entries: the boxes of depth d are `rowStart[d] … rowStart[d + 1] - 1`, in rising order of time and never
   *  overlapping. */
  readonly rowStart: Int32Array
  readonly depths: number
}

/** The samples of one thread in rising order of time; each stands for [from, to). */
export interface ThreadSamples {
  readonly length: number
  /** Row of `shared.stacks`, -1 for the empty stack. */
  readonly stack: Int32Array
  readonly from: Float64Array
  readonly to: Float64Array
}

/**
 * Draws a thread's samples as boxes: neighbouring samples whose outer funcs are the same share the boxes of those. Where a
 * sample ends before the next one begins, no box spans the gap. O(samples + boxes).
 */
export function layoutFlameChart(nodes: CallNodes, samples: ThreadSamples): FlameChart {
  const func = growableInt32()
  const depth = growableInt32()
  const from = growableFloat64()
  const to = growableFloat64()
  // Entry d is the box now open at depth d; there are depthOf(open) + 1 of them.
  const boxAt = growableInt32()
  let open = -1
  let end = 0
  for (let i = 0; i < samples.length; i++) {
    const node = samples.stack[i]! === -1 ? -1 : nodes.nodeOfStack[samples.stack[i]!]!
    const start = samples.from[i]!
    const keep = i > 0 && start <= end ? commonDepth(nodes, open, node) : 0
    for (let d = keep; d < depthCount(nodes, open); d++) to.set(boxAt.get(d), Math.min(end, start))
    openBoxes(node, keep, start)
    open = node
    end = samples.to[i]!
  }
  for (let d = 0; d < depthCount(nodes, open); d++) to.set(boxAt.get(d), end)
  return sortByDepth({ func: func.finish(), depth: depth.finish(), from: from.finish(), to: to.finish() })

  function openBoxes(node: number, keep: number, start: number): void {
    const first = func.length
    const count = depthCount(nodes, node) - keep
    for (let d = 0; d < count; d++) {
      func.push(-1)
      depth.push(keep + d)
      from.push(start)
      to.push(start)
      if (boxAt.length <= keep + d) boxAt.push(first + d)
      else boxAt.set(keep + d, first + d)
    }
    for (let at = node, d = count - 1; d >= 0; d--) {
      func.set(first + d, nodes.func[at]!)
      at = nodes.prefix[at]!
    }
  }
}

function depthCount(nodes: CallNodes, node: number): number {
  return node === -1 ? 0 : nodes.depth[node]! + 1
}

/** How many of the outermost funcs two call nodes have in common. */
function commonDepth(nodes: CallNodes, a: number, b: number): number {
  while (a !== b) {
    if (depthCount(nodes, a) >= depthCount(nodes, b)) a = nodes.prefix[a]!
    else b = nodes.prefix[b]!
  }
  return depthCount(nodes, a)
}

/** Boxes were opened in order of time, so a stable sort by depth leaves each depth in order of time. */
function sortByDepth(boxes: {
  func: Int32Array
  depth: Int32Array
  from: Float64Array
  to: Float64Array
}): FlameChart {
  const length = boxes.func.length
  let depths = 0
  for (const depth of boxes.depth) if (depth >= depths) depths = depth + 1
  const rowStart = new Int32Array(depths + 1)
  for (const depth of boxes.depth) rowStart[depth + 1]!++
  for (let d = 0; d < depths; d++) rowStart[d + 1]! += rowStart[d]!
  const next = rowStart.slice(0, depths)
  const chart = {
    func: new Int32Array(length),
    depth: new Int32Array(length),
    from: new Float64Array(length),
    to: new Float64Array(length),
  }
  for (let i = 0; i < length; i++) {
    const k = next[boxes.depth[i]!]!++
    chart.func[k] = boxes.func[i]!
    chart.depth[k] = boxes.depth[i]!
    chart.from[k] = boxes.from[i]!
    chart.to[k] = boxes.to[i]!
  }
  return { length, ...chart, rowStart, depths }
}
