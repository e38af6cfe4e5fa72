import { UsageError } from '../../src/base/errors.ts'
import { keptWith } from '../../src/base/kept-with.ts'
import type { Recording } from '../../src/model/recording.ts'
import { withFormula } from '../../src/query/formula/derived-values.ts'

const derivedOf = keptWith((_recording: Recording) => new Map<string, Recording>())

/** The recording with the values of formulas as its last value types. Those that it does not allow (the base of a comparison
 *  may measure less) are left out. Made once. */
export function withFormulas(recording: Recording, formulas: readonly string[]): Recording {
  if (formulas.length === 0) return recording
  const of = derivedOf(recording)
  const key = JSON.stringify(formulas)
  let result = of.get(key)
  if (result === undefined) {
    result = formulas.reduce(tryFormula, recording)
    of.set(key, result)
  }
  return result
}

function tryFormula(recording: Recording, text: string): Recording {
  try {
    return withFormula(recording, text)
  } catch (error) {
    if (error instanceof UsageError) return recording
    throw error
  }
}
