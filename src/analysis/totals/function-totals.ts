import type { Recording, Shared } from '../../model/recording.ts'
import { type SampleRestriction, type StackWeights, stackWeights, weighSamples } from '../filter-samples.ts'
import { computeCallNodes } from '../tree/call-nodes.ts'
import { computeNodeWeights, outermostNodes } from './node-weights.ts'
import { type StackWalk, walkStacks } from './walk-stacks.ts'

/** Figures of every func; both arrays have `shared.funcs.length` entries in the unit of the weights. */
export interface FunctionTotals {
  /** What was spent while the func was on top of the stack. */
  readonly self: Float64Array
  /** What was spent while the func was anywhere in the stack; recursion counts once per sample. */
  readonly total: Float64Array
}

/** From so many stacks a sample on, the weights of stacks would take several times the memory of the samples. */
const STACKS_PER_SAMPLE = 4

/** Self and total of every func under the weights of stacks (one entry per row of `shared.stacks`, see
 *  `filter-samples.ts`). No sample is looked at. O(stacks). Source of the definitions: Graham, Kessler and McKusick,
 *  gprof, 1982. */
export function computeFunctionTotals(shared: Shared, weights: Float64Array): FunctionTotals {
  const walk = walkFuncs(shared)
  for (let stack = 0; stack < weights.length; stack++) {
    if (weights[stack] !== 0 && !walk.add(stack, weights[stack]!)) return totalsOfTree(shared, weights)
  }
  return walk.totals
}

/** Self and total of every func under the samples that a restriction keeps, and what these weigh together. O(samples + stacks).
 *  @throws as {@link stackWeights}. */
export function weighFunctions(
  recording: Recording,
  restriction: SampleRestriction,
): { readonly sum: Omit<StackWeights, 'weights'>; readonly totals: FunctionTotals } {
  const { shared, stacks } = recording
  if (stacks !== null && shared.stacks.length > STACKS_PER_SAMPLE * stacks.samples.length) {
    const walk = walkFuncs(shared)
    let isWhole = true
    const sum = weighSamples(recording, restriction, (leaf, weight) => {
      isWhole &&= walk.add(leaf, weight)
    })
    if (isWhole && !sum.hasNegative) return { sum: { ...sum, whole: sum.total }, totals: walk.totals }
  }
  const { weights, ...sum } = stackWeights(recording, restriction)
  return { sum, totals: computeFunctionTotals(shared, weights) }
}

/** A walk that knows each frame by its func. */
function walkFuncs({ stacks, frames, funcs }: Shared): StackWalk {
  return walkStacks(stacks, { keyOfFrame: frames.func, keys: funcs.length })
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
