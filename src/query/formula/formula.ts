import { UsageError } from '../../base/errors.ts'
import { secondsPer, type Unit } from '../../base/units.ts'
import type { ValueType } from '../../model/recording.ts'
import { FORMULA_SYNTAX, type FormulaStep, parseExpression } from './grammar.ts'
import { furtherNames, KNOWN_SUMS } from './known-events.ts'

/** A value worked out from others. */
export interface Formula {
  readonly name: string
  /** The expression as it was written. */
  readonly text: string
  /** Where the expression is a sum of value types with factors: the factor of every value type. Its values add up as those
   *  do. Null where it is anything else (a ratio): it can be worked out of sums and must never be summed itself. */
  readonly factors: Float64Array | null
  readonly unit: Unit
  /** The value types it is made of, by their indexes. */
  readonly uses: readonly number[]
  /** Events it names that were not measured: they count as nothing. */
  readonly missing: readonly string[]
  /** The value of a row that has these values, an entry a value type. NaN where it has none (0 / 0). */
  readonly evaluate: (values: ArrayLike<number>) => number
}

/** "CEst" of "CEst = Ir + 10 Bm"; an expression without a name is its own. */
export function formulaName(text: string): string {
  const found = /^([^=]*)=/.exec(text)
  return (found === null ? text : found[1]!).trim()
}

/** Whether a text is a formula, or the name of one that KCachegrind knows, and no name of one of these value types. */
export function isFormula(text: string, valueTypes: readonly ValueType[]): boolean {
  const name = text.trim()
  if (valueTypes.some(type => type.name.toLowerCase() === name.toLowerCase())) return false
  return /[=+*/()]|\s-\s/.test(text) || (name in KNOWN_SUMS && furtherNames(valueTypes).includes(name))
}

/**
 * Reads `NAME = EXPRESSION` or `EXPRESSION`: names of value types (in quotation marks where they have blanks or signs and
 * are not known), numbers, + - * / and brackets; `10 Bm` is `10 * Bm`, as KCachegrind has it. Sums that it knows (`L1m`) may be
 * named, and events of Callgrind's that were not measured count as nothing. Times of different units, and times beside other
 * values, are taken in seconds.
 * @throws UsageError that says where it cannot be read, or which value types there are.
 */
export function parseFormula(text: string, valueTypes: readonly ValueType[]): Formula {
  const name = formulaName(text)
  const expression = text.slice(text.indexOf('=') + 1).trim()
  if (name === '') throw new UsageError(`"${text}" has no name before the "="`, FORMULA_SYNTAX)
  const { steps, missing } = readSteps(expression, valueTypes)
  const uses = [...new Set(steps.flatMap(step => (step.kind === 'value' ? [step.index] : [])))]
  if (uses.length === 0) {
    const what =
      missing.length === 0
        ? 'names no value type'
        : `is made of ${missing.join(', ')}: none of it is measured`
    throw new UsageError(`"${text}" ${what}`, namesHint(valueTypes))
  }
  const scales = scalesOf(uses, valueTypes)
  const factors = factorsOf(steps, scales)
  const [first] = uses
  const isOneUnit = uses.every(index => valueTypes[index]!.unit === valueTypes[first!]!.unit)
  const isTime = uses.every(index => secondsPer(valueTypes[index]!.unit) !== null)
  return {
    ...{ name, text: expression, factors, uses, missing },
    unit: factors === null ? '' : isOneUnit ? valueTypes[first!]!.unit : isTime ? 'seconds' : 'count',
    evaluate: values => evaluate(steps, index => values[index]! * scales[index]!),
  }
}

/** The steps of an expression over value types alone: sums that have a name are put in, what was not measured is 0. */
function readSteps(expression: string, valueTypes: readonly ValueType[]) {
  const measured = valueTypes.map(type => type.name)
  const further = furtherNames(valueTypes)
  const missing = new Set<string>()
  const put = (step: FormulaStep): FormulaStep[] => {
    const name = step.kind === 'value' ? further[step.index - measured.length] : undefined
    if (name === undefined) return [step]
    const sum = KNOWN_SUMS[name]
    // A sum is made of events and of sums that are made of events.
    if (sum !== undefined) return parseExpression(sum, measured, further).flatMap(put)
    missing.add(name)
    return [{ kind: 'number', value: 0 }]
  }
  return { steps: parseExpression(expression, measured, further).flatMap(put), missing: [...missing] }
}

/** What a formula counts as nothing, in a sentence; null where it is no formula or all it names was measured. */
export function formulaNote(text: string, valueTypes: readonly ValueType[]): string | null {
  if (!isFormula(text, valueTypes)) return null
  const { name, missing } = parseFormula(text, valueTypes)
  return missing.length === 0
    ? null
    : `${name} counts what was not measured as nothing: ${missing.join(', ')}.`
}

/** The value type that an additive formula gives: as exact as the least exact of what it is made of. */
export function formulaValueType({ name, unit, uses }: Formula, valueTypes: readonly ValueType[]): ValueType {
  const used = uses.map(index => valueTypes[index]!)
  const precision = (['estimated', 'sampled', 'exact'] as const).find(kind =>
    used.some(type => type.precision === kind),
  )!
  return { name, unit, kind: used.some(type => type.kind === 'snapshot') ? 'snapshot' : 'sum', precision }
}

function namesHint(valueTypes: readonly ValueType[]): string {
  return `The value types are ${valueTypes.map(type => type.name).join(', ')}`
}

/** What values are multiplied with before they are put into a formula, an entry a value type. */
function scalesOf(uses: readonly number[], valueTypes: readonly ValueType[]): Float64Array {
  const scales = new Float64Array(valueTypes.length).fill(1)
  const isMixed = uses.some(index => valueTypes[index]!.unit !== valueTypes[uses[0]!]!.unit)
  if (isMixed) for (const index of uses) scales[index] = secondsPer(valueTypes[index]!.unit) ?? 1
  return scales
}

function evaluate(steps: readonly FormulaStep[], valueAt: (index: number) => number): number {
  const stack: number[] = []
  for (const step of steps) {
    if (step.kind === 'number') stack.push(step.value)
    else if (step.kind === 'value') stack.push(valueAt(step.index))
    else if (step.kind === 'negate') stack.push(-stack.pop()!)
    else {
      const right = stack.pop()!
      const left = stack.pop()!
      stack.push(combine(step.operator, left, right))
    }
  }
  const result = stack[0]!
  return Number.isFinite(result) ? result : Number.NaN
}

function combine(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  return operator === '*' ? left * right : left / right
}

/** A sum of value types with factors, and a constant. */
interface Linear {
  readonly factors: Float64Array
  readonly constant: number
}

/** The factors of an expression that is a sum without a constant, else null. */
function factorsOf(steps: readonly FormulaStep[], scales: Float64Array): Float64Array | null {
  const stack: (Linear | null)[] = []
  const none = () => new Float64Array(scales.length)
  for (const step of steps) {
    if (step.kind === 'number') stack.push({ factors: none(), constant: step.value })
    else if (step.kind === 'value') {
      const factors = none()
      factors[step.index] = scales[step.index]!
      stack.push({ factors, constant: 0 })
    } else if (step.kind === 'negate') stack.push(scaled(stack.pop()!, -1))
    else {
      const right = stack.pop()!
      const left = stack.pop()!
      stack.push(combineLinear(step.operator, left, right))
    }
  }
  const result = stack[0]!
  if (result === null || result.constant !== 0 || !result.factors.every(Number.isFinite)) return null
  return result.factors
}

function combineLinear(operator: string, left: Linear | null, right: Linear | null): Linear | null {
  if (left === null || right === null) return null
  if (operator === '+' || operator === '-') {
    const sign = operator === '+' ? 1 : -1
    return {
      factors: left.factors.map((factor, i) => factor + sign * right.factors[i]!),
      constant: left.constant + sign * right.constant,
    }
  }
  const isNumber = ({ factors }: Linear) => factors.every(factor => factor === 0)
  if (operator === '/') return isNumber(right) ? scaled(left, 1 / right.constant) : null
  if (isNumber(right)) return scaled(left, right.constant)
  return isNumber(left) ? scaled(right, left.constant) : null
}

function scaled(linear: Linear | null, by: number): Linear | null {
  if (linear === null) return null
  return { factors: linear.factors.map(factor => factor * by), constant: linear.constant * by }
}
