import { signal } from '@preact/signals'
import { PyrometerError } from '../../src/base/errors.ts'
import { type Formula, parseFormula } from '../../src/query/formula/formula.ts'
import { formulas, opened, parsedFormulas, recording, sumFormulas, valueType } from './app-state.ts'
import { beside } from './panes-state.ts'

/** Whether the box for a new formula is open. */
export const isFormulaOpen = signal(false)

/** What is wrong with a formula; null where it can be added. */
export function formulaProblem(text: string): string | null {
  const types = opened.value?.summary.valueTypes ?? []
  try {
    const { name } = parseFormula(text, types)
    const isTaken = [...types, ...parsedFormulas.value.map(({ formula }) => formula)].some(
      one => one.name === name,
    )
    return isTaken ? `There is a value “${name}” already: give the formula another name` : null
  } catch (error) {
    if (error instanceof PyrometerError)
      return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`
    throw error
  }
}

/** The formula that a text is; null where it is none. */
export function formulaOf(text: string): Formula | null {
  try {
    return parseFormula(text, opened.value?.summary.valueTypes ?? [])
  } catch {
    return null
  }
}

/** Adds a formula and shows its value: a sum in every view, a ratio beside the first value in the table. */
export function addFormulaText(text: string): void {
  if (formulaProblem(text) !== null) return
  formulas.value = [...formulas.value, text]
  const added = parsedFormulas.value.find(({ source }) => source === text)
  if (added === undefined) return
  if (added.formula.factors === null) beside.value = text
  else
    valueType.value = recording.value!.summary.valueTypes.findIndex(type => type.name === added.formula.name)
}

/** Takes a formula away; what was shown of it is shown no longer. */
export function removeFormula(text: string): void {
  const first = opened.value?.summary.valueTypes.length ?? 0
  const at = sumFormulas.value.findIndex(one => one.text === text)
  const shown = valueType.value
  if (beside.value === text || (at !== -1 && beside.value === sumFormulas.value[at]!.valueType.name))
    beside.value = null
  formulas.value = formulas.value.filter(one => one !== text)
  if (at === -1 || shown === null) return
  if (shown === first + at) valueType.value = null
  else if (shown > first + at) valueType.value = shown - 1
}
