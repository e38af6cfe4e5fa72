import type { Shared } from '../../model/recording.ts'
import { type Children, computeChildren } from '../tree/children.ts'
import { type KeyTotals, type MetWeight, walkStacks } from './walk-stacks.ts'

const known = new WeakMap<Shared, Children>()

/** What frames are told apart by, and what stacks weigh. */
interface KeyedStacks {
  readonly keyOfFrame: Int32Array
  readonly keys: number
  readonly weights: Float64Array
}

/**
 * Self and total by key. `keyOfFrame` has an entry per row of `shared.frames`: a key in [0, keys) or -1 for frames of no
 * interest; `weights` one per row of `shared.stacks`. O(stacks) however deep the recursion.
 */
export function computeKeyTotals(shared: Shared, of: KeyedStacks): KeyTotals & { readonly met: MetWeight } {
  const { weights } = of
  const walk = walkStacks(shared.stacks, of)
  for (let stack = 0; stack < weights.length; stack++) {
    if (weights[stack] !== 0 && !walk.add(stack, weights[stack]!)) {
      return { ...totalsOfTree(shared, of), met: metInTree(shared, of) }
    }
  }
  return { ...walk.totals, met: walk.met }
}

/** A walk over the prefix tree that counts the open frames of every key. */
function totalsOfTree(shared: Shared, { keyOfFrame, keys, weights }: KeyedStacks): KeyTotals {
  const { prefix, frame, length } = shared.stacks
  const self = new Float64Array(keys)
  const total = new Float64Array(keys)
  const above = Float64Array.from(weights)
  for (let s = length - 1; s >= 0; s--) {
    if (prefix[s] !== -1) above[prefix[s]!]! += above[s]!
    const key = keyOfFrame[frame[s]!]!
    if (key !== -1) self[key]! += weights[s]!
  }
  let children = known.get(shared)
  if (children === undefined) {
    children = computeChildren(prefix)
    known.set(shared, children)
  }
  const { start, child } = children
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

function metInTree({ stacks }: Shared, { keyOfFrame, weights }: KeyedStacks): MetWeight {
  const { prefix, frame, length } = stacks
  const isMet = new Uint8Array(length)
  let sum = 0
  let size = 0
  for (let s = 0; s < length; s++) {
    const below = prefix[s]!
    if (keyOfFrame[frame[s]!] === -1 && (below === -1 || isMet[below] === 0)) continue
    isMet[s] = 1
    sum += weights[s]!
    size += Math.abs(weights[s]!)
  }
  return { sum, size }
}
