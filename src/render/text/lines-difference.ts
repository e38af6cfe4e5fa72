import { isNoise } from '../../analysis/difference/uncertainty.ts'
import { deltaArrow, formatDelta } from '../../base/deltas.ts'
import { formatCount, formatValue } from '../../base/units.ts'
import type { LineDifference } from '../../query/lines/difference.ts'
import type { HotLinesAnswer } from '../../query/lines/hot-lines.ts'
import type { LinesAnswer } from '../../query/lines/lines.ts'
import { differenceStep } from '../svg/heat.ts'
import { type Colours, paintDifference } from './terminal-heat.ts'

/** A column of the lines table of a difference. */
export interface LineColumn {
  readonly head: string
  readonly cell: (row: number) => string
  readonly paint?: (row: number, text: string, colours: Colours) => string
}

/** The figures of lines beside those of the base: total now, before, what it differs by ("~" within the noise); self. */
export function differenceColumns(
  answer: LinesAnswer,
  difference: LineDifference,
  isWide: boolean,
): LineColumn[] {
  const { unit } = answer.valueType
  const cost = (value: number) => (value === 0 ? '' : formatValue(value, unit))
  const step = (row: number) =>
    isNoisy(difference, row)
      ? 3
      : differenceStep(answer.totals[row]! - difference.totals[row]!, difference.largest)
  const columns: LineColumn[] = [
    { head: 'Line', cell: row => String(answer.line[row]) },
    { head: 'Total', cell: row => cost(answer.totals[row]!) },
    { head: 'was', cell: row => cost(difference.totals[row]!) },
    {
      head: 'Difference',
      cell: row => deltaText(answer.totals[row]! - difference.totals[row]!, unit, isNoisy(difference, row)),
      paint: (row, text, colours) => paintDifference(text, step(row), colours),
    },
  ]
  if (isWide) {
    columns.push({
      head: 'Self differs by',
      cell: row => deltaText(answer.self[row]! - difference.self[row]!, unit),
    })
  }
  const isCounted = answer.hits.some(hit => !Number.isNaN(hit)) || difference.hits.some(hit => hit > 0)
  if (isCounted) {
    const hits = (value: number) => (Number.isNaN(value) ? '' : formatCount(value))
    columns.push({ head: 'Hits', cell: row => hits(answer.hits[row]!) })
    columns.push({ head: 'were', cell: row => hits(difference.hits[row]!) })
  }
  return columns
}

/** The figures that stand before the place of a hot line of a difference: self now, before, what it differs by. */
export function hotDifferenceCells(
  answer: HotLinesAnswer,
  difference: LineDifference,
  colours: Colours,
): { readonly head: string; readonly width: number; readonly cells: readonly string[] } {
  const { unit } = answer.valueType
  const rows = Array.from({ length: answer.length }, (_, row) => [
    formatValue(answer.self[row]!, unit),
    formatValue(difference.self[row]!, unit),
    deltaText(answer.self[row]! - difference.self[row]!, unit, isNoisy(difference, row)),
  ])
  const heads = ['Self', 'was', 'Difference']
  const widths = heads.map((head, k) => Math.max(head.length, ...rows.map(row => row[k]!.length)))
  return {
    head: heads.map((head, k) => head.padStart(widths[k]!)).join('  '),
    width: widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)),
    cells: rows.map((row, i) => {
      const delta = answer.self[i]! - difference.self[i]!
      const step = isNoisy(difference, i) ? 3 : differenceStep(delta, difference.largest)
      const padded = row.map((text, k) => text.padStart(widths[k]!))
      return [padded[0], padded[1], paintDifference(padded[2]!, step, colours)].join('  ')
    }),
  }
}

function deltaText(delta: number, unit: string, isQuiet = false): string {
  if (delta === 0) return ''
  return `${isQuiet ? '~' : ''}${deltaArrow(delta)} ${formatDelta(delta, unit)}`
}

function isNoisy({ low, high }: LineDifference, row: number): boolean {
  return isNoise(low[row]!, high[row]!)
}
