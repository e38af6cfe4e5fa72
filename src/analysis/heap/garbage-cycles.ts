import type { Recording } from '../../model/recording.ts'
import { findComponents } from './components.ts'
import { heapDominators } from './dominators.ts'
import { heapGraph } from './heap-graph.ts'

/** Cycles of objects that no root reaches: what a collector of garbage would free, and counting references does not. */
export interface GarbageCycles {
  readonly length: number
  /** Of each object of the snapshot its cycle, -1 none. */
  readonly of: Int32Array
  /** Objects and bytes of each. */
  readonly count: Int32Array
  readonly size: Float64Array
  /** Bytes of each with all that only it keeps. */
  readonly retained: Float64Array
  /** All that no root reaches, in cycles or hanging on them: objects and bytes. */
  readonly garbage: number
  readonly garbageSize: number
  /** Whether the roots are an estimate, and so what is garbage. */
  readonly isEstimate: boolean
}

/** The cycles in what no root of a snapshot reaches. O(objects + references) and what the dominators cost. */
export function garbageCycles(recording: Recording, snapshot: number): GarbageCycles {
  const graph = heapGraph(recording, snapshot)
  const { isReached, isEstimate, dominator, retained: kept } = heapDominators(recording, snapshot)
  const isGarbage = isReached.map(reached => 1 - reached)
  const components = findComponents(graph, isGarbage)
  const isCycle = Uint8Array.from(components.count, count => (count > 1 ? 1 : 0))
  for (let i = 0; i < graph.length; i++) {
    if (isGarbage[i] === 0) continue
    for (let r = graph.start[i]!; r < graph.start[i + 1]!; r++) {
      if (graph.to[r] === i) isCycle[components.of[i]!] = 1
    }
  }
  const index = new Int32Array(components.length).fill(-1)
  let length = 0
  for (let k = 0; k < isCycle.length; k++) if (isCycle[k] === 1) index[k] = length++
  const of = components.of.map(component => (component === -1 ? -1 : index[component]!))
  const count = new Int32Array(length)
  const size = new Float64Array(length)
  const retained = new Float64Array(length)
  let [garbage, garbageSize] = [0, 0]
  for (let i = 0; i < graph.length; i++) {
    if (isGarbage[i] === 0) continue
    garbage++
    garbageSize += graph.size[i]!
    const cycle = of[i]!
    if (cycle === -1) continue
    count[cycle]!++
    size[cycle]! += graph.size[i]!
    const by = dominator[i]!
    if (by === -1 || of[by] !== cycle) retained[cycle]! += kept[i]!
  }
  return { length, of, count, size, retained, garbage, garbageSize, isEstimate }
}
