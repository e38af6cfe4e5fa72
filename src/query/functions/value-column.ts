import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { valueTypesOf } from '../formula/derived-values.ts'
import { isFormula, parseFormula } from '../formula/formula.ts'

/** A value that a column can show: a value type, or what a formula makes of some. */
export interface ValueOfRows {
  readonly name: string
  /** '' for a ratio. */
  readonly unit: string
  /** Whether its values must not be added up. */
  readonly isRatio: boolean
  /** The value of a row, given what it has of each value type. */
  readonly evaluate: (of: (index: number) => number) => number
}

/** The value that a text means: the name of a value type, or a formula. @throws UsageError for what is not measured, and for a
 *  formula that cannot be read. */
export function valueColumn(recording: Recording, text: string): ValueOfRows {
  const types = valueTypesOf(recording)
  const named = types.findIndex(type => type.name.toLowerCase() === text.trim().toLowerCase())
  if (named !== -1) {
    return { name: types[named]!.name, unit: types[named]!.unit, isRatio: false, evaluate: of => of(named) }
  }
  if (!isFormula(text, types)) {
    const names = types.map(type => type.name).join(', ')
    throw new UsageError(`${recording.meta.name} does not measure "${text}"`, `It measures: ${names}`)
  }
  const formula = parseFormula(text, types)
  const row = new Float64Array(types.length)
  return {
    ...{ name: formula.name, unit: formula.unit, isRatio: formula.factors === null },
    evaluate: of => {
      for (const index of formula.uses) row[index] = of(index)
      return formula.evaluate(row)
    },
  }
}
