import type { ValueType } from '../../model/recording.ts'

/** A column of figures that are a node's own, so that they add up. */
export interface Column {
  readonly index: number
  readonly header: string
  readonly type: ValueType
}

const OWN =
  /^(?:(Elapsed|Application) )?Exclusive (Samples|Allocations|Bytes|Time|Percent|Allocations %|Bytes %|Samples %|Time %)|^Number of Calls$/i

/** What the columns of a header are; null when it is none. Inclusive figures and averages follow from the others. */
export function columnsOf(
  header: readonly string[],
): { level: number; name: number; module: number; values: Column[] } | null {
  const find = (name: RegExp) => header.findIndex(cell => name.test(cell))
  const level = find(/^Level$/i)
  const name = find(/^Function Name$/i)
  const module = find(/^Module (?:Name|Path)$/i)
  const values = header.flatMap((cell, index): Column[] =>
    OWN.test(cell) ? [{ index, header: cell, type: valueTypeOf(cell) }] : [],
  )
  // Costs first: what is shown by default.
  values.sort((a, b) => Number(a.header === 'Number of Calls') - Number(b.header === 'Number of Calls'))
  return level === -1 || name === -1 || values.length === 0 ? null : { level, name, module, values }
}

function valueTypeOf(header: string): ValueType {
  if (/^Number of Calls$/i.test(header))
    return { name: 'calls', unit: 'count', kind: 'sum', precision: 'exact' }
  const isSampled = /Samples/i.test(header)
  const name = header
    .replace(/ Exclusive /i, ' ')
    .replace(/^Exclusive /i, '')
    .replace(/ ?%$/, '')
    .toLowerCase()
  const isShare = /%$|Percent$/i.test(header)
  const unit = isShare
    ? '%'
    : /Bytes/i.test(header)
      ? 'bytes'
      : /Time/i.test(header)
        ? 'milliseconds'
        : 'count'
  return {
    name: isShare ? `${name} share` : name,
    unit,
    kind: 'sum',
    precision: isSampled ? 'sampled' : 'exact',
  }
}
