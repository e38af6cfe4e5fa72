import { secondsPer } from '../../base/units.ts'
import type { ValueType } from '../../model/recording.ts'

/** Names of the base's counts, which stand in value types of their own: a table of calls or lines has room for one count. */
export const BASE_CALLS = '(calls)'
export const BASE_HITS = '(hits)'

/** A value type that a recording and its base both measure. */
export interface ValuePair {
  /** Index in the recording and in the base. */
  readonly own: number
  readonly base: number
  /** What the base's unit is in the recording's. */
  readonly factor: number
}

/** The base's values of a value type. */
export interface BaseColumn {
  /** Index into the part's value types. */
  readonly index: number
  readonly scale: number
}

/** Where a part keeps the base's values of one of its value types; null where no base was put under it, or none that
 *  measures this. */
export function baseColumn(valueTypes: readonly ValueType[], index: number): BaseColumn | null {
  const type = valueTypes[index]
  if (type === undefined || type.base !== undefined) return null
  return baseNamed(valueTypes, type.name)
}

/** Where a part keeps the base's values of that name. */
export function baseNamed(valueTypes: readonly ValueType[], name: string): BaseColumn | null {
  const index = valueTypes.findIndex(type => type.base !== undefined && type.name === name)
  return index === -1 ? null : { index, scale: valueTypes[index]!.base!.scale }
}

/** Indexes of the value types that the base measures too; empty where none was put under the recording. */
export function comparedTypes(valueTypes: readonly ValueType[]): number[] {
  return [...valueTypes.keys()].filter(index => baseColumn(valueTypes, index) !== null)
}

/** Value types of the same name, kind and unit (or another unit of time), counted alike. */
export function pairTypes(own: readonly ValueType[], base: readonly ValueType[]): ValuePair[] {
  const pairs: ValuePair[] = []
  for (const [i, type] of own.entries()) {
    const at = base.findIndex(other => isSameQuantity(type, other) && isCountedAlike(type, other))
    if (at !== -1) pairs.push({ own: i, base: at, factor: unitFactor(type, base[at]!)! })
  }
  return pairs
}

/** Why two parts have nothing to compare, as the end of a sentence. */
export function whyIncomparable(
  own: { readonly name: string; readonly valueTypes: readonly ValueType[] },
  base: { readonly name: string; readonly valueTypes: readonly ValueType[] },
): string {
  for (const type of own.valueTypes) {
    const other = base.valueTypes.find(candidate => isSameQuantity(type, candidate))
    if (other === undefined) continue
    return `${type.name} is ${counted(type)} in ${own.name} and ${counted(other)} in ${base.name}, so that their difference would be that of two profilers`
  }
  return `there is nothing that both measure: ${own.name} has ${describe(own.valueTypes)}, ${base.name} has ${describe(base.valueTypes)}`
}

function isSameQuantity(a: ValueType, b: ValueType): boolean {
  return a.name === b.name && a.kind === b.kind && unitFactor(a, b) !== null
}

function isCountedAlike(a: ValueType, b: ValueType): boolean {
  return (a.precision === 'exact') === (b.precision === 'exact')
}

function unitFactor(own: ValueType, base: ValueType): number | null {
  if (own.unit === base.unit) return 1
  const [a, b] = [secondsPer(own.unit), secondsPer(base.unit)]
  return a === null || b === null ? null : b / a
}

function counted({ precision }: ValueType): string {
  return precision === 'exact' ? 'counted exactly' : precision
}

function describe(types: readonly ValueType[]): string {
  return types.length === 0
    ? 'nothing'
    : types.map(({ name, unit, precision }) => `${name} (${precision}, in ${unit})`).join(', ')
}
