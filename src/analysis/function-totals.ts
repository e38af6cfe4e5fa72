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

/** Self and total of every func under the weights of stacks (one entry per row of `shared.stacks`, see
 *  `filter-samples.ts`). No sample is looked at: the weights are added up over the tree of stacks. O(stacks). Source of
 *  the definitions: Graham, Kessler and McKusick, gprof, 1982. */
export function computeFunctionTotals(shared: Shared, weights: Float64Array): FunctionTotals {
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
