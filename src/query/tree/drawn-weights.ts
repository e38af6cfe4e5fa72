import { type StackWeights, stackWeights } from '../../analysis/filter-samples.ts'
import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'

/** What stacks weigh in a picture. */
export interface DrawnWeights extends StackWeights {
  /** Stacks that weigh less than nothing and so have no room; `whole` has them in it. */
  readonly below: number
}

/**
 * Weights of stacks for pictures whose boxes are as large as they. What weighs less than nothing (memory that was freed, in a
 * profile that is the difference of two) is left out and counted: with it a caller would be smaller than what it called, and
 * what grew would hide behind what shrank. O(samples + stacks). @throws what {@link stackWeights} throws.
 */
export function drawnWeights(recording: Recording, filter: Filter): DrawnWeights {
  const { weights, total, ...rest } = stackWeights(recording, filter)
  let below = 0
  let left = 0
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i]! < 0)) continue
    left += weights[i]!
    weights[i] = 0
    below++
  }
  return { ...rest, weights, total: total - left, below }
}
