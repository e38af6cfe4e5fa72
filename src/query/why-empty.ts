import type { Recording } from '../model/recording.ts'

/** Why a picture of a recording has nothing in it. */
export type Emptiness = keyof typeof EMPTY_WORDS

/** What a picture says in which there is nothing, by its cause. */
export const EMPTY_WORDS = {
  limits: 'thresholds, paths and names leave all functions out',
  filters: 'the filters leave nothing of what was measured',
  recording: 'the recording is empty',
  zero: 'every figure is zero',
  negative: 'all figures are below zero, and there is no room to give them',
} as const

/** "There is nothing to draw: every figure is zero." */
export function emptySentence(cause: Emptiness): string {
  return `There is nothing to draw: ${EMPTY_WORDS[cause]}.`
}

/**
 * Why there is nothing to draw of a recording as filters left it, of a picture that leaves nothing out by itself; `isFiltered` tells
 * whether there were any, `valueType` which figures are drawn. O(samples).
 */
export function whyEmpty(
  { stacks, calls, shared }: Recording,
  { isFiltered, valueType }: { readonly isFiltered: boolean; readonly valueType?: number | null | undefined },
): Emptiness {
  if (shared.funcs.length === 0) return 'recording'
  const isThere =
    stacks === null ? (calls?.rows.length ?? 0) > 0 : stacks.samples.stack.some(row => row !== -1)
  if (!isThere) return isFiltered ? 'filters' : 'recording'
  const figures =
    stacks === null ? calls?.total[valueType ?? 0] : stacks.weights[valueType ?? stacks.defaultValueType]
  return figures?.some(figure => figure < 0) === true ? 'negative' : 'zero'
}
