import type { CallsPart, LinesPart, Recording, StacksPart, ValueType } from '../../model/recording.ts'

/** A sum of value types with factors. */
export interface DerivedValue {
  readonly valueType: ValueType
  /** By the name of a value type its factor; those that are not named have none. */
  readonly factors: ReadonlyMap<string, number>
}

/**
 * The recording with a value type more, at the end of every part's: the sum of others with factors. A part that lacks one of
 * them gets a column of what is not known, so that the value types of all parts stay in step. Shares all tables.
 * O(samples + rows + edges).
 */
export function withDerivedValue(recording: Recording, derived: DerivedValue): Recording {
  const { stacks, calls, lines } = recording
  return {
    ...recording,
    stacks: stacks && deriveStacks(stacks, derived),
    calls: calls && deriveCalls(calls, derived),
    lines: lines && deriveLines(lines, derived),
  }
}

function deriveStacks(part: StacksPart, derived: DerivedValue): StacksPart {
  const add = adderOf(part.valueTypes, derived)
  return {
    ...part,
    valueTypes: [...part.valueTypes, derived.valueType],
    weights: add(part.weights, part.samples.length),
  }
}

function deriveCalls(part: CallsPart, derived: DerivedValue): CallsPart {
  const add = adderOf(part.valueTypes, derived)
  const { rows, edges } = part
  return {
    ...part,
    valueTypes: [...part.valueTypes, derived.valueType],
    self: add(part.self, rows.length),
    total: add(part.total, rows.length),
    edgeSelf: add(part.edgeSelf, edges.length),
    edgeTotal: add(part.edgeTotal, edges.length),
  }
}

function deriveLines(part: LinesPart, derived: DerivedValue): LinesPart {
  const add = adderOf(part.valueTypes, derived)
  return {
    ...part,
    valueTypes: [...part.valueTypes, derived.valueType],
    values: add(part.values, part.rows.length),
    ...(part.called === undefined ? {} : { called: add(part.called, part.rows.length) }),
  }
}

type Columns = readonly Float64Array[]

function adderOf(
  types: readonly ValueType[],
  { factors }: DerivedValue,
): (columns: Columns, length: number) => Columns {
  const terms = Array.from(factors, ([name, factor]) => ({
    index: types.findIndex(type => type.name === name),
    factor,
  }))
  const isKnown = terms.every(({ index }) => index !== -1)
  return (columns, length) => {
    const sum = new Float64Array(length)
    if (!isKnown) sum.fill(Number.NaN)
    else {
      for (const { index, factor } of terms) {
        const column = columns[index]!
        for (let i = 0; i < length; i++) sum[i]! += factor * column[i]!
      }
    }
    return [...columns, sum]
  }
}
