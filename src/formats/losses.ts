import { secondsPer } from '../base/units.ts'
import type { Recording } from '../model/recording.ts'

/** Whether a recording has values that whole numbers cannot hold (times are written as nanoseconds). */
export function hasFractions(recording: Recording): boolean {
  const part = recording.stacks
  if (part === null) return false
  return part.weights.some((column, k) => {
    const seconds = secondsPer(part.valueTypes[k]!.unit)
    return seconds === null && column.some(value => !Number.isInteger(value))
  })
}
