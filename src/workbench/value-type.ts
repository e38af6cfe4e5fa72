import { UsageError } from '../base/errors.ts'
import type { Recording, ValueType } from '../model/recording.ts'
import { formulaName } from '../query/formula.ts'

/**
 * The index of the value type a person names (or of that which a formula made), null when none is named. Upper and lower
 * case are the same.
 * @throws UsageError that lists the value types of the recording when it has none of that name.
 */
export function valueTypeNamed(recording: Recording, name: string | undefined): number | null {
  if (name === undefined) return null
  const types = (recording.stacks ?? recording.calls ?? recording.lines)?.valueTypes ?? []
  const index = types.findIndex(type => isNamed(type, name) || isNamed(type, formulaName(name)))
  if (index !== -1) return index
  const names = types.map(type => type.name).join(', ')
  throw new UsageError(`${recording.meta.name} does not measure "${name}"`, `It measures: ${names}`)
}

function isNamed(type: ValueType, name: string): boolean {
  return type.name.toLowerCase() === name.toLowerCase()
}
