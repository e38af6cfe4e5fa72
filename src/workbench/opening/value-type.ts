import { comparedTypes } from '../../analysis/difference/value-pairs.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { formulaName } from '../../query/formula/formula.ts'

/**
 * The index of the value type a person names (or of that which a formula made), null when none is named. Upper and lower
 * case are the same. Of a recording with a base it is one that both measure: where none is named and the base does not measure what is
 * shown first, the first that it does.
 * @throws UsageError that lists the value types of the recording when it has none of that name, or the base has not.
 */
export function valueTypeNamed(recording: Recording, name: string | undefined): number | null {
  const part = recording.stacks ?? recording.calls ?? recording.lines
  const types = part?.valueTypes ?? []
  const compared = comparedTypes(types)
  const isComparable = (index: number) => compared.length === 0 || compared.includes(index)
  if (name === undefined) {
    const standard = recording.stacks?.defaultValueType ?? 0
    return isComparable(standard) ? null : compared[0]!
  }
  const own = types.filter(type => type.base === undefined)
  const index = own.findIndex(type => isNamed(type, name) || isNamed(type, formulaName(name)))
  const names = own.map(type => type.name).join(', ')
  if (index === -1) {
    throw new UsageError(`${recording.meta.name} does not measure "${name}"`, `It measures: ${names}`)
  }
  if (isComparable(index)) return index
  const both = compared.map(at => types[at]!.name).join(', ')
  throw new UsageError(
    `The base does not measure "${name}" as ${recording.meta.name} does`,
    `Both measure: ${both}`,
  )
}

function isNamed(type: ValueType, name: string): boolean {
  return type.name.toLowerCase() === name.toLowerCase()
}
