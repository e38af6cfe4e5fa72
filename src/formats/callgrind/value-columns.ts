import type { ValueType } from '../../model/recording.ts'
import type { Warnings } from '../importing/warnings.ts'
import { type EventColumn, parseEvent, parseFormula, valueTypeOf } from './events.ts'
import type { FigureRows } from './figure-rows.ts'
import type { PartHeader } from './header.ts'

/** How the columns of the file become those of the recording: its events, then those that are sums of them. */
export interface ValueColumns {
  readonly valueTypes: readonly ValueType[]
  readonly events: readonly EventColumn[]
  /** Takes a table of figures into one column a value type. */
  readonly columnsOf: (figures: FigureRows) => Float64Array[]
  /** The values of a line of totals, one an event. */
  readonly scaled: (figures: readonly number[]) => number[]
}

/** How a part's figures were come by. Sampling profilers write no header but the events, with units in brackets (pprof) or
 *  "Hits" (gperftools). */
export function precisionOf(header: PartHeader): ValueType['precision'] {
  const said = PRECISION.exec(header.descriptions.join('\n'))?.[1]
  if (said === 'sampled' || said === 'estimated') return said
  const isBare = header.creator === null && header.version === null && header.command === null
  const events = header.events ?? []
  return isBare && events.every(event => /^(?:Hits|.+\(.+\))$/.test(event)) ? 'sampled' : 'exact'
}

const PRECISION = /^pyrometer: .*\bprecision=(\w+)$/m

export function valueColumns(header: PartHeader, warnings: Warnings): ValueColumns {
  const names = header.events ?? []
  const longNames = new Map(
    header.derived.flatMap(({ name, longName }) => (longName === null ? [] : [[name, longName] as const])),
  )
  const events = names.map(text => parseEvent(text, { creator: header.creator, longNames }))
  const precision = precisionOf(header)
  const { weights, columns } = derivedColumns(header, events, warnings)
  const all = [...events, ...columns]
  return {
    valueTypes: all.map(column => valueTypeOf(column, precision)),
    events,
    columnsOf: figures => [
      ...events.map(({ scale }, k) => columnOf(figures, k, scale)),
      ...columns.map(({ scale }, d) => weightedColumn(figures, weights[d]!, scale)),
    ],
    scaled: figures => events.map(({ scale }, k) => (figures[k] ?? 0) * scale),
  }
}

/** Events that are sums of others; each may name those before it. */
function derivedColumns(
  header: PartHeader,
  events: readonly EventColumn[],
  warnings: Warnings,
): { weights: Float64Array[]; columns: EventColumn[] } {
  const known = new Map(events.map(({ text }, k) => [text, unitVector(events.length, k)]))
  const weights: Float64Array[] = []
  const columns: EventColumn[] = []
  for (const { name, formula } of header.derived) {
    if (formula === null || known.has(name)) continue
    const names = [...known.keys()]
    const terms = parseFormula(formula, names)
    if (terms === null) {
      warnings.add(
        'unknown-formula',
        'Events whose formula is not a sum of events of the file were left out.',
      )
      continue
    }
    const sum = new Float64Array(events.length)
    for (const [i, weight] of terms.entries()) {
      const column = known.get(names[i]!)!
      for (let k = 0; k < sum.length; k++) sum[k]! += weight * column[k]!
    }
    known.set(name, sum)
    weights.push(sum)
    const first = events[sum.findIndex(weight => weight !== 0)]
    const sameUnit = events.every(({ unit, scale }, k) =>
      sum[k] === 0 ? true : unit === first?.unit && scale === first.scale,
    )
    const { unit, scale } = sameUnit && first !== undefined ? first : { unit: 'count', scale: 1 }
    columns.push({ text: name, name, unit, scale })
  }
  return { weights, columns }
}

function unitVector(length: number, at: number): Float64Array {
  const vector = new Float64Array(length)
  vector[at] = 1
  return vector
}

function columnOf(figures: FigureRows, column: number, scale: number): Float64Array {
  const values = new Float64Array(figures.length)
  for (let row = 0; row < values.length; row++) values[row] = figures.get(row, column) * scale
  return values
}

function weightedColumn(figures: FigureRows, weights: Float64Array, scale: number): Float64Array {
  const values = new Float64Array(figures.length)
  for (let row = 0; row < values.length; row++) {
    let sum = 0
    for (let k = 0; k < weights.length; k++) {
      if (weights[k] !== 0) sum += weights[k]! * figures.get(row, k)
    }
    values[row] = sum * scale
  }
  return values
}
