import { baseNamed } from '../../analysis/difference/value-pairs.ts'
import { secondsPer } from '../../base/units.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { type Part, type PartsAnswer, queryParts } from '../filter/parts.ts'
import { valueTypesOf } from '../formula/derived-values.ts'

/** A part beside the part of the base that it is. */
export interface ComparedPart extends Pick<Part, 'kind' | 'path'> {
  /** By value type; 0 where the recording has no such part, NaN where the part does not measure it. */
  readonly sums: Float64Array
  /** The same of the base, brought to the recording's scale. */
  readonly baseSums: Float64Array
}

/** The parts of a recording and those of its base. */
export interface ComparedPartsAnswer extends Pick<PartsAnswer, 'valueTypes' | 'totals'> {
  readonly baseTotals: Float64Array
  /** In the order of the recording; what only the base has stands last. */
  readonly parts: readonly ComparedPart[]
}

/**
 * The parts of both sides of a comparison, `joined` being one put under the other, which knows the scale. Parts are matched by their
 * names (numbers in them aside) and then in their order. O(samples * value types).
 */
export function queryComparedParts(
  own: readonly Recording[],
  base: readonly Recording[],
  joined: Recording,
): ComparedPartsAnswer {
  const [now, before] = [queryParts(own), queryParts(base)]
  const joinedTypes = valueTypesOf(joined)
  const valueTypes = now.valueTypes.filter(({ name }) => baseNamed(joinedTypes, name) !== null)
  const columns = valueTypes.map(type => now.valueTypes.indexOf(type))
  const baseColumns = valueTypes.map(type => baseColumnOf(type, before.valueTypes, joinedTypes))
  const ownSums = (sums: Float64Array) => Float64Array.from(columns, column => sums[column]!)
  const baseSums = (sums: Float64Array) =>
    Float64Array.from(baseColumns, ({ column, factor }) => factor * sums[column]!)
  const match = matchParts(now.parts, before.parts)
  const nothing = new Float64Array(valueTypes.length)
  const both = now.parts.map(({ kind, path, sums }, i) => {
    const other = match.indexOf(i)
    const under = other === -1 ? nothing : baseSums(before.parts[other]!.sums)
    return { kind, path, sums: ownSums(sums), baseSums: under }
  })
  const gone = before.parts
    .filter((_, i) => match[i] === -1)
    .map(({ kind, path, sums }) => ({ kind, path, sums: nothing, baseSums: baseSums(sums) }))
  return {
    valueTypes,
    totals: ownSums(now.totals),
    baseTotals: baseSums(before.totals),
    parts: [...both, ...gone],
  }
}

/** Where the base has a value type, and what its sums are multiplied by. */
function baseColumnOf(
  type: ValueType,
  types: readonly ValueType[],
  joinedTypes: readonly ValueType[],
): { readonly column: number; readonly factor: number } {
  const same = types.findIndex(({ name, unit }) => name === type.name && unit === type.unit)
  const column = same === -1 ? types.findIndex(({ name }) => name === type.name) : same
  const { scale } = baseNamed(joinedTypes, type.name)!
  const other = types[column]
  const seconds = other === undefined ? null : secondsPer(other.unit)
  return { column, factor: scale * (seconds === null ? 1 : seconds / secondsPer(type.unit)!) }
}

/** Which part of the recording each of the base is, -1 none. */
function matchParts(own: readonly Part[], base: readonly Part[]): readonly number[] {
  const free = new Map<string, number[]>()
  for (const [i, part] of own.entries()) {
    const key = keyOf(part)
    const same = free.get(key)
    if (same === undefined) free.set(key, [i])
    else same.push(i)
  }
  const match = base.map(part => free.get(keyOf(part))?.shift() ?? -1)
  // Files of one run have other names than those of the next: the first is the first.
  const rest = [...free.values()]
    .flat()
    .filter(i => own[i]!.kind === 'recording')
    .sort((a, b) => a - b)
  return match.map((found, i) =>
    found === -1 && base[i]!.kind === 'recording' ? (rest.shift() ?? -1) : found,
  )
}

function keyOf({ kind, path }: Part): string {
  return [kind, ...path.map(name => name.replace(/\d+/g, '#'))].join('\0')
}
