import { keptWith } from '../../base/kept-with.ts'
import type { Shared } from '../../model/recording.ts'
import { computeChildren } from '../tree/children.ts'

/** Self and total of things that frames belong to (a func, a line …), one entry a key. */
export interface KeyTotals {
  /** Weight of the stacks whose top frame has the key. */
  readonly self: Float64Array
  /** Weight of the stacks in which any frame has the key: however often it recurs, a stack counts once. */
  readonly total: Float64Array
}

const stackChildren = keptWith((shared: Shared) => computeChildren(shared.stacks.prefix))

/**
 * Self and total by key. `keyOfFrame` has an entry per row of `shared.frames`: a key in [0, keys) or -1 for frames of no
 * interest; `weights` one per row of `shared.stacks`. A walk over the prefix tree that counts the open frames of every
 * key: O(stacks) however deep the recursion.
 */
export function computeKeyTotals(
  shared: Shared,
  options: { keyOfFrame: Int32Array; keys: number; weights: Float64Array },
): KeyTotals {
  const { keyOfFrame, keys, weights } = options
  const { prefix, frame, length } = shared.stacks
  const self = new Float64Array(keys)
  const total = new Float64Array(keys)
  const above = Float64Array.from(weights)
  for (let s = length - 1; s >= 0; s--) {
    if (prefix[s] !== -1) above[prefix[s]!]! += above[s]!
    const key = keyOfFrame[frame[s]!]!
    if (key !== -1) self[key]! += weights[s]!
  }
  const { start, child } = stackChildren(shared)
  const open = new Int32Array(keys)
  const next = start.slice(1, length + 1)
  let nextRoot = 0
  let at = -1
  for (;;) {
    const k = at === -1 ? nextRoot++ : next[at]!++
    if (k < start[at + 2]!) {
      at = child[k]!
      const key = keyOfFrame[frame[at]!]!
      if (key !== -1 && open[key]!++ === 0) total[key]! += above[at]!
      continue
    }
    if (at === -1) return { self, total }
    const key = keyOfFrame[frame[at]!]!
    if (key !== -1) open[key]!--
    at = prefix[at]!
  }
}
