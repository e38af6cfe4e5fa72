import type { Recording } from '../../model/recording.ts'

/**
 * A file of stacks with two counts each (FlameGraph's difffolded.pl writes them) as what it means: a recording, the second
 * counts, with a base, the first. Any other recording as it is. Shares all tables.
 */
export function withBeforeUnder(recording: Recording): Recording {
  const { stacks } = recording
  const [before, after] = stacks?.valueTypes ?? []
  const isPair = stacks?.valueTypes.length === 2 && before?.name === 'before' && after?.name === 'after'
  if (stacks === null || !isPair) return recording
  const type = { ...after!, name: 'samples' }
  return {
    ...recording,
    stacks: {
      ...stacks,
      valueTypes: [type, { ...type, base: { scale: 1 } }],
      defaultValueType: 0,
      weights: [stacks.weights[1]!, stacks.weights[0]!],
    },
  }
}
