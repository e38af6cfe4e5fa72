import type { LinesOf } from '../../analysis/totals/line-totals.ts'
import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { valueColumn } from '../functions/value-column.ts'
import type { LineColumnInfo } from './column-list.ts'
import { deltaBounds } from './difference.ts'
import {
  hasStackLines,
  isEverything,
  type LineFigures,
  shareIntervals,
  type WeighedLines,
  weighMeasured,
  weighStacks,
} from './figures.ts'
import { columnsByLine, joined } from './lines.ts'

/** Figures of a column of lines: an entry a line, NaN where nothing is known or nothing was seen. */
export interface LineColumnFigures {
  readonly values: Float64Array
  /** What shares are of, in the value's unit; NaN where the column has none. */
  readonly whole: number
  /** 99 % interval of each figure, in its unit; null where figures are exact, or nobody knows how far off they are. */
  readonly interval: { readonly low: Float64Array; readonly high: Float64Array } | null
  /** With a base: what it has of the same, brought to scale (0 for what it has not), and the 99 % interval of the difference,
   *  NaN where figures are exact. */
  readonly base: {
    readonly values: Float64Array
    readonly low: Float64Array
    readonly high: Float64Array
  } | null
}

/** What all shown columns of a question are made of. */
export interface ColumnMaker {
  /** Lines with figures, in no order, some twice. */
  readonly seen: Int32Array
  /** The figures of a column for the lines of `order`. */
  readonly column: (info: LineColumnInfo, order: Int32Array) => LineColumnFigures
}

/** A value of the lines asked about, and the same of the base. */
interface Value {
  readonly weighed: WeighedLines
  readonly own: LineFigures
  readonly base: {
    readonly figures: LineFigures
    readonly scale: number
    readonly weighed: WeighedLines
  } | null
}

/** Works each value out once, however many columns are about it. */
export function columnFigures(
  recording: Recording,
  of: { readonly of: LinesOf; readonly filter: Filter; readonly shown: readonly LineColumnInfo[] },
): ColumnMaker {
  const known = new Map<string, Value>()
  const valueNamed = (name: string): Value => {
    let value = known.get(name)
    if (value === undefined) {
      value = weighedLines(weighedNamed(recording, name, of.filter), of.of)
      known.set(name, value)
    }
    return value
  }
  const measured = recording.lines
  const firstMeasured = measured?.valueTypes.find(type => type.base === undefined)
  const hits = () =>
    weighedLines(weighMeasured(recording, measured!.valueTypes.indexOf(firstMeasured!)), of.of)
  const used = new Set(
    of.shown.filter(info => info.measure !== 'hits' && info.measure !== 'formula').map(info => info.value),
  )
  let seen: Int32Array = new Int32Array(0)
  const see = ({ own, base }: Value) => {
    seen = joined(seen, base === null ? own.line : joined(own.line, base.figures.line))
  }
  for (const name of used) see(valueNamed(name))
  if (firstMeasured !== undefined) see(hits())
  const isPart = !isEverything(of.filter)
  return {
    seen,
    column: (info, order) => {
      if (info.measure === 'formula') return formulaFigures(recording, info.key, { order, valueNamed })
      // Nobody knows when lines were counted.
      if (info.isMeasured && isPart) return unknownFigures(order.length)
      if (info.measure === 'hits') return countFigures(hits(), order)
      return valueFigures(valueNamed(info.value), info, order)
    },
  }
}

function weighedNamed(recording: Recording, name: string, filter: Filter): WeighedLines {
  const indexIn = (types: readonly { readonly name: string; readonly base?: unknown }[]) =>
    types.findIndex(type => type.name === name && type.base === undefined)
  const inStacks = hasStackLines(recording) ? indexIn(recording.stacks!.valueTypes) : -1
  if (inStacks !== -1) return weighStacks(recording, { ...filter, valueType: inStacks })
  return weighMeasured(recording, indexIn(recording.lines?.valueTypes ?? []))
}

function weighedLines(weighed: WeighedLines, of: LinesOf): Value {
  const { base } = weighed
  return {
    weighed,
    own: weighed.lines(of),
    base: base && { figures: base.weighed.lines(of), scale: base.scale, weighed: base.weighed },
  }
}

function unknownFigures(length: number): LineColumnFigures {
  return { values: new Float64Array(length).fill(Number.NaN), whole: Number.NaN, interval: null, base: null }
}

function countFigures({ own, base }: Value, order: Int32Array): LineColumnFigures {
  const unsure = new Float64Array(order.length).fill(Number.NaN)
  return {
    values: columnsByLine(own, order)(own.hits, Number.NaN),
    whole: Number.NaN,
    interval: null,
    base: base && {
      values: columnsByLine(base.figures, order)(base.figures.hits, 0),
      low: unsure,
      high: unsure,
    },
  }
}

function valueFigures(
  { weighed, own, base }: Value,
  info: LineColumnInfo,
  order: Int32Array,
): LineColumnFigures {
  const { whole, samples } = weighed
  const side = info.measure === 'total' || info.measure === 'total-share' ? 'total' : 'self'
  const found = knownOf(own, side, order)
  const plain = found.map(value => value || 0)
  const isShare = info.unit === 'share'
  const divisor = isShare ? whole : 1
  const perHit = info.measure === 'per-hit'
  const times = (figures: LineFigures) => columnsByLine(figures, order)(figures.hits, Number.NaN)
  const ownHits = perHit ? times(own) : null
  const divided = (values: Float64Array, by: number, hits: Float64Array | null) =>
    values.map((value, i) => value / by / (hits === null ? 1 : hits[i]! > 0 ? hits[i]! : Number.NaN))
  const interval = samples === null || perHit ? null : shareIntervals(plain, whole, samples)
  const ends = (share: Float64Array) =>
    share.map((end, i) => (Number.isNaN(found[i]!) ? Number.NaN : (end * whole) / divisor))
  return {
    values: divided(found, divisor, ownHits),
    whole: info.isState || perHit ? Number.NaN : whole,
    interval: interval && { low: ends(interval.shareLow), high: ends(interval.shareHigh) },
    base: base && baseFigures(),
  }

  function baseFigures() {
    const { figures, scale, weighed: under } = base!
    const values = columnsByLine(figures, order)(figures[side], 0).map(value => scale * value)
    const bounds = deltaBounds(plain, values, {
      own: { whole, samples },
      base: { whole: scale * under.whole, samples: under.samples },
    })
    // Shares are of the whole of their own side.
    const baseDivisor = isShare ? scale * under.whole : 1
    return {
      values: divided(values, baseDivisor, perHit ? times(figures) : null),
      low: bounds.low.map(value => value / divisor),
      high: bounds.high.map(value => value / divisor),
    }
  }
}

/** Figures in the order of lines; NaN for lines that were not seen, and where nobody knows. */
function knownOf(figures: LineFigures, side: 'self' | 'total', order: Int32Array): Float64Array {
  const { isKnown } = figures
  const values = figures[side].map((value, row) => {
    const isThere = isKnown === null ? value !== 0 : isKnown[row] === 1
    return isThere ? value : Number.NaN
  })
  return columnsByLine(figures, order)(values, Number.NaN)
}

function formulaFigures(
  recording: Recording,
  text: string,
  { order, valueNamed }: { order: Int32Array; valueNamed: (name: string) => Value },
): LineColumnFigures {
  const types = (recording.stacks ?? recording.calls ?? recording.lines)!.valueTypes
  const { evaluate } = valueColumn(recording, text)
  const columns = new Map<number, Float64Array>()
  const columnOf = (index: number) => {
    let column = columns.get(index)
    if (column === undefined) {
      column = knownOf(valueNamed(types[index]!.name).own, 'self', order)
      columns.set(index, column)
    }
    return column
  }
  const values = Float64Array.from(order, (_, row) => evaluate(index => columnOf(index)[row]!))
  return { ...unknownFigures(order.length), values }
}
