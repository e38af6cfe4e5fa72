import { sampleMask, valueTypeOf } from '../../analysis/filter-samples.ts'
import { computeCallNodes } from '../../analysis/tree/call-nodes.ts'
import { type FlameChart, layoutFlameChart } from '../../analysis/tree/flame-chart.ts'
import type { FlameLayout } from '../../analysis/tree/flame-layout.ts'
import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import type { CallTreeAnswer } from '../tree/call-tree.ts'

/** A flame chart in the shape of a flame graph: its boxes as rows of a tree, and where they lie. */
export interface SampleChart {
  readonly tree: CallTreeAnswer
  readonly layout: FlameLayout
}

/**
 * The samples in order as a flame chart: each as wide as it weighs, neighbours merged as far as they have the same outer
 * funcs, nothing else merged. Samples with times stand in their order, thread after thread; others in the order of the
 * recording. Weights below zero, and the empty stack's box, are left out. O(samples log samples + boxes).
 * @throws TypeError if the recording has no stacks, RangeError if it has no such value type.
 */
export function querySampleChart(recording: Recording, filter: Filter = {}): SampleChart {
  const part = recording.stacks
  if (part === null) throw new TypeError('The recording has no stacks')
  const type = valueTypeOf(part, filter)
  const weights = part.weights[type]!
  const { samples } = part
  const mask = sampleMask(recording, filter)
  const rows: number[] = []
  for (let i = 0; i < samples.length; i++)
    if ((mask === null || mask[i] === 1) && weights[i]! > 0) rows.push(i)
  if (part.isTimed) {
    rows.sort(
      (a, b) => samples.thread[a]! - samples.thread[b]! || samples.time[a]! - samples.time[b]! || a - b,
    )
  }
  const stack: number[] = []
  const from: number[] = []
  const to: number[] = []
  let time = 0
  for (const [k, row] of rows.entries()) {
    if (k > 0 && samples.thread[row] !== samples.thread[rows[k - 1]!]) add(-1, 0)
    add(samples.stack[row]!, weights[row]!)
  }
  function add(leaf: number, weight: number): void {
    stack.push(leaf)
    from.push(time)
    time += weight
    to.push(time)
  }
  const chart = layoutFlameChart(computeCallNodes(recording.shared), {
    length: stack.length,
    stack: Int32Array.from(stack),
    from: Float64Array.from(from),
    to: Float64Array.from(to),
  })
  const { length, func, rowStart, depths } = chart
  const share = (value: number) => (time > 0 ? Math.min(1, value / time) : 0)
  return {
    tree: {
      ...treeOf(chart),
      valueType: part.valueTypes[type]!,
      total: time,
      length,
      func,
      isEstimated: false,
      isTruncated: false,
      difference: null,
    },
    layout: { length, x0: chart.from.map(share), x1: chart.to.map(share), rowStart, depths },
  }
}

/** Which box stands on which, and what of a box is no other's. Boxes of a depth stand in order, and so do their parents. */
function treeOf({
  length,
  depth,
  from,
  to,
  rowStart,
  depths,
}: FlameChart): Pick<CallTreeAnswer, 'prefix' | 'depth' | 'self' | 'totals'> {
  const prefix = new Int32Array(length).fill(-1)
  const totals = Float64Array.from(to, (end, i) => end - from[i]!)
  const self = Float64Array.from(totals)
  for (let d = 1; d < depths; d++) {
    let parent = rowStart[d - 1]!
    for (let i = rowStart[d]!; i < rowStart[d + 1]!; i++) {
      while (to[parent]! <= from[i]! && parent + 1 < rowStart[d]!) parent++
      prefix[i] = parent
      self[parent]! -= totals[i]!
    }
  }
  return { prefix, depth, self: self.map(value => Math.max(0, value)), totals }
}
