import type { Shared } from '../model/recording.ts'
import { computeCallNodes } from './call-nodes.ts'
import { computeNodeWeights, outermostNodes } from './node-weights.ts'

/** Figures of every func; both arrays have `shared.funcs.length` entries in the unit of the weights. */
export interface FunctionTotals {
  /** What was spent while the func was on top of the stack. */
  readonly self: Float64Array
  /** What was spent while the func was anywhere in the stack; recursion counts once per sample. */
  readonly total: Float64Array
}

/** Frames to walk for each stack of the table before walking is given up: below, it is several times faster than to make
 *  the tree of funcs, which is never slower than linear. */
const FRAMES_PER_STACK = 8

/** Self and total of every func under the weights of stacks (one entry per row of `shared.stacks`, see
 *  `filter-samples.ts`). No sample is looked at. O(stacks). Source of the definitions: Graham, Kessler and McKusick,
 *  gprof, 1982. */
export function computeFunctionTotals(shared: Shared, weights: Float64Array): FunctionTotals {
  return totalsOfWalks(shared, weights) ?? totalsOfTree(shared, weights)
}

/** Walks every stack that weighs something down to its root. Null where they share so much that it takes too long: a
 *  recursion that was sampled at each of its thousand depths. */
function totalsOfWalks({ stacks, frames, funcs }: Shared, weights: Float64Array): FunctionTotals | null {
  const { prefix, frame } = stacks
  const self = new Float64Array(funcs.length)
  const total = new Float64Array(funcs.length)
  // Per func the last stack that it was counted in, plus one.
  const countedIn = new Int32Array(funcs.length)
  let frameCount = FRAMES_PER_STACK * stacks.length
  for (let stack = 0; stack < weights.length; stack++) {
    const weight = weights[stack]!
    if (weight === 0) continue
    self[frames.func[frame[stack]!]!]! += weight
    for (let at = stack; at !== -1; at = prefix[at]!) {
      const func = frames.func[frame[at]!]!
      if (countedIn[func] !== stack + 1) {
        countedIn[func] = stack + 1
        total[func]! += weight
      }
      if (frameCount-- === 0) return null
    }
  }
  return { self, total }
}

/** Adds the weights up over the tree of stacks. */
function totalsOfTree(shared: Shared, weights: Float64Array): FunctionTotals {
  const nodes = computeCallNodes(shared)
  const outermost = outermostNodes(nodes)
  const node = computeNodeWeights(nodes, weights)
  const self = new Float64Array(shared.funcs.length)
  const total = new Float64Array(shared.funcs.length)
  for (let i = 0; i < nodes.length; i++) {
    const func = nodes.func[i]!
    self[func]! += node.self[i]!
    if (outermost[i] === i) total[func]! += node.total[i]!
  }
  return { self, total }
}
