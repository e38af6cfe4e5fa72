import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import { deltaArrow, formatDelta } from '../../src/base/deltas.ts'
import type { LineColumnInfo } from '../../src/query/lines/column-list.ts'
import type { LineColumn } from '../../src/query/lines/columns.ts'
import { comparedText } from '../../src/render/svg/difference-look.ts'
import { differenceStep, heatStep } from '../../src/render/svg/heat.ts'
import { formatRatio } from '../functions/beside-columns.tsx'
import { formatPoints, formatShortValue, formatValue, formatValueTypeName } from '../state/figures.ts'
import { heat, toneOfValue } from '../state/tones.ts'

const LINE = 56
const LEAST_SOURCE = 180

/** What a column is called among others: those of the first value by their measure, others by their value. */
export function titleOfColumn(info: LineColumnInfo, all: readonly LineColumnInfo[]): string {
  const { measure, hasTotals } = info
  if (measure === 'hits') return 'Hits'
  if (measure === 'formula') return info.value
  const value = formatValueTypeName(info.value)
  const words = {
    self: hasTotals ? 'Self' : '',
    'self-share': hasTotals ? 'Self %' : 'Share %',
    'per-hit': 'Per hit',
    total: 'Total',
    'total-share': 'Total %',
  }[measure]
  const first = all.find(other => other.measure !== 'hits' && other.measure !== 'formula')
  if (words === '' || (measure === 'self' && all.filter(other => other.value === info.value).length === 1)) {
    return value
  }
  return info.value === first?.value ? words : `${value}, ${words.toLowerCase()}`
}

/** What the head says on hover. */
export function hintOfColumn(info: LineColumnInfo): string {
  const value = formatValueTypeName(info.value)
  const what = {
    hits: 'How often the line ran, counted',
    formula: `${info.key}: worked out of each line's own figures`,
    'per-hit': `${value} of the line, each time it ran`,
    self: info.hasTotals ? `${value} of the line itself` : `${value} of the line`,
    total: `${value} of the line and all it calls`,
    'self-share': `${value} of the line itself, % of everything`,
    'total-share': `${value} of the line and all it calls, % of everything`,
  }[info.measure]
  const how = {
    exact: 'Measured exactly',
    sampled: 'Sampled: ± is half of the 99 % interval',
    estimated: 'Estimated (~): worked out, not measured',
  }[info.precision]
  return [what, how, ...(info.note === null ? [] : [info.note])].join('\n')
}

/** Columns of the grid that lines stand in, and how wide it is at least. */
export function lineGrid(columns: readonly LineColumn[]): { readonly grid: string; readonly least: string } {
  const widths = columns.map(widthOf)
  const sum = widths.reduce((all, width) => all + width, LINE)
  return {
    grid: `${LINE}px ${widths.map(width => `${width}px`).join(' ')} minmax(${LEAST_SOURCE}px, 1fr)`,
    least: `${sum + LEAST_SOURCE}px`,
  }
}

function widthOf(column: LineColumn): number {
  if (column.base !== null) return 96
  if (column.measure === 'hits') return 96
  if (column.unit === 'share') return column.interval === null ? 72 : 108
  return column.interval === null ? 84 : 140
}

/** A cell: its figure, half of its interval ('' none), its colour ('' none), and what it says on hover. */
export interface LineCell {
  readonly text: string
  readonly half: string
  readonly tone: string
  readonly title: string
}

/** The cell of a line; null where nothing is known of it. */
export function cellOf(column: LineColumn, at: number): LineCell | null {
  const value = column.values[at]!
  if (column.base !== null) return comparedCell(column, at)
  if (Number.isNaN(value)) return null
  const half = halfOf(column, at)
  const text = figure(column, value)
  return {
    text: column.precision === 'estimated' && !text.startsWith('<') ? `~${text}` : text,
    half,
    tone: toneOfCell(column, value),
    title: titleOf(column, at),
  }
}

function comparedCell(column: LineColumn, at: number): LineCell | null {
  const { values, low, high } = column.base!
  const [own, base] = [column.values[at]! || 0, values[at]! || 0]
  if (Number.isNaN(column.values[at]!) && base === 0) return null
  const delta = own - base
  const step = isNoise(low[at]!, high[at]!) ? differenceStep(0, 1) : differenceStep(delta, column.largest)
  const size =
    column.unit === 'share'
      ? sign(delta, formatPoints(Math.abs(delta)))
      : formatDelta(delta, column.unit, formatShortValue)
  return {
    text: delta === 0 ? '=' : `${deltaArrow(delta)}${size}`,
    half: '',
    tone: `diff-${step}`,
    title: comparedText(column.value, { own, base }, column.unit === 'share' ? '' : column.unit),
  }
}

function sign(delta: number, text: string): string {
  return delta > 0 ? `+${text}` : `−${text}`
}

function figure({ unit, measure }: LineColumn, value: number): string {
  if (measure === 'formula' && unit === '') return formatRatio(value)
  return unit === 'share' ? formatPoints(value) : formatValue(value, unit)
}

/** Each column has a scale of its own; what is given back (less than nothing) is as cold as nothing, but in the difference of two
 *  recordings. */
function toneOfCell({ measure, least, most, largest }: LineColumn, value: number): string {
  if (measure === 'formula') return ''
  if (measure !== 'hits' && heat.value.isSigned) return toneOfValue(value, largest)
  return `heat-${heatStep(value - least, most - least)}`
}

function halfOf({ interval, unit }: LineColumn, at: number): string {
  if (interval === null) return ''
  const half = (interval.high[at]! - interval.low[at]!) / 2
  if (!Number.isFinite(half)) return ''
  return `±${unit === 'share' ? formatPoints(half) : formatValue(half, unit)}`
}

function titleOf(column: LineColumn, at: number): string {
  const { interval, unit, whole } = column
  const value = column.values[at]!
  const text = (one: number) => (unit === 'share' ? `${formatPoints(one)} %` : formatValue(one, unit))
  const own = unit === 'share' ? '' : text(value)
  const share =
    unit !== 'share' && whole > 0 && column.measure !== 'hits'
      ? `${formatPoints(value / whole)} % of everything`
      : ''
  const range =
    interval === null ? '' : `99 % interval: ${text(interval.low[at]!)} to ${text(interval.high[at]!)}`
  return [own, share, range].filter(line => line !== '').join('\n')
}
