import type { Recording } from '../../model/recording.ts'

/**
 * Those of one input's recordings whose figures may be added up. Recordings that measured functions stand; those that only
 * say how much there was over time fall out, unless there are no others. Figures that describe a moment (memory in use) do
 * not add up over moments: of several of them the one with the most is taken, the peak. O(samples).
 */
export function recordingsToAdd(recordings: readonly Recording[]): readonly Recording[] {
  const withFunctions = recordings.filter(({ stacks, calls }) => stacks !== null || calls !== null)
  if (withFunctions.length === 0) return recordings
  const [first] = withFunctions
  const isMoments = withFunctions.length > 1 && withFunctions.every(one => isMoment(one, first!))
  if (!isMoments) return withFunctions
  const sums = withFunctions.map(sumOf)
  return [withFunctions[sums.indexOf(Math.max(...sums))]!]
}

/** Whether a recording says what there was at one moment only, in the same units as `like`: the moments may have names. */
function isMoment({ stacks }: Recording, like: Recording): boolean {
  const units = like.stacks?.valueTypes.map(type => type.unit).join('\n')
  return (
    stacks?.valueTypes.every(type => type.kind === 'snapshot') === true &&
    stacks.valueTypes.map(type => type.unit).join('\n') === units
  )
}

function sumOf({ stacks }: Recording): number {
  let sum = 0
  for (const weight of stacks!.weights[stacks!.defaultValueType]!) if (!Number.isNaN(weight)) sum += weight
  return sum
}
