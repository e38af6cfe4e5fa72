import type { Recording } from '../../model/recording.ts'
import { heapDominators } from './dominators.ts'

/** What groups of objects retain. */
export interface GroupRetained {
  /** Bytes of each group: those of its objects that no other of the group keeps alive, with all that they keep. */
  readonly retained: Float64Array
  /** Of each group the object that retains most, -1 where it has none. */
  readonly largest: Int32Array
}

/** Adds up what groups of objects keep alive. `group` has an entry an object of the snapshot, `names` one a group; of `only`
 *  (a byte an object) those that are 0 are left out. O(objects) and what the dominators cost. */
export function groupRetained(
  recording: Recording,
  snapshot: number,
  { group, names, only }: { group: Int32Array; names: readonly string[]; only: Uint8Array | null },
): GroupRetained {
  const { order, kept, retained } = heapDominators(recording, snapshot)
  const sums = new Float64Array(names.length)
  const largest = new Int32Array(names.length).fill(-1)
  // Up to this place in the order all is kept by an object of the group that was counted.
  const covered = new Int32Array(names.length)
  for (let place = 0; place < order.length; place++) {
    const object = order[place]!
    if (only !== null && only[object] === 0) continue
    const own = group[object]!
    if (largest[own] === -1 || retained[object]! > retained[largest[own]!]!) largest[own] = object
    if (place < covered[own]!) continue
    covered[own] = place + kept[object]!
    sums[own]! += retained[object]!
  }
  return { retained: sums, largest }
}
