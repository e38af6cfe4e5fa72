import { deltaArrow, formatDelta } from '../../base/deltas.ts'
import { keepPlace } from '../../base/text-direction.ts'
import { formatCount, formatPercent, formatShare, formatValue } from '../../base/units.ts'
import type { Shared } from '../../model/recording.ts'
import type { LineDifference } from '../../query/lines/difference.ts'
import type { HotLinesAnswer } from '../../query/lines/hot-lines.ts'
import type { LinesAnswer } from '../../query/lines/lines.ts'
import type { LineValueColumn } from '../../query/lines/values.ts'
import { differenceStep, heatStep } from '../svg/heat.ts'
import { fitText } from '../svg/svg-text.ts'
import { differenceColumns, hotDifferenceCells, type LineColumn } from './lines-difference.ts'
import { formatRatio } from './panes-table.ts'
import {
  type Colours,
  heatBar,
  paintBold,
  paintDifference,
  paintDim,
  paintHeat,
  terminalText,
} from './terminal-heat.ts'
import { terminalName } from './terminal-name.ts'
import { padEnd, truncate } from './text-width.ts'

/** Where a table is printed. */
export interface TextOptions {
  /** Width of the terminal. */
  readonly columns: number
  readonly colours: Colours
}

/** How lines are printed. */
export interface LinesTableOptions extends TextOptions {
  /** Lines without figures shown around those with; Infinity shows all. */
  readonly context: number
  /** Further values of the lines, in columns of their own. */
  readonly besides?: readonly LineValueColumn[]
}

const BAR = 8
/** A terminal narrower than this has no room for bars. */
const WIDE = 100

/**
 * The source of a function with its figures line by line: shares are of the function's own total, `±` is half of the 99 %
 * interval of Total. Stretches without figures are cut to a `…`. No line is wider than the terminal.
 */
export function formatLines(answer: LinesAnswer, shared: Shared, options: LinesTableOptions): string {
  const rows = rowsToShow(answer, options.context)
  const isWide = options.columns >= WIDE
  const figures =
    answer.difference === null
      ? columnsOf(answer, isWide)
      : differenceColumns(answer, answer.difference, isWide)
  const columns = [...figures, ...(options.besides ?? []).flatMap(besideColumns)]
  const widths = columns.map(column =>
    Math.max(column.head.length, ...rows.map(row => (row === -1 ? 1 : column.cell(row).length))),
  )
  const room = options.columns - widths.reduce((sum, width) => sum + width + 2, 0)
  const indent = commonIndent(answer, rows)
  const source = (row: number) => fitText(terminalText(answer.text?.[row] ?? '').slice(indent), room)
  const out = [...headings(answer, shared, options), '']
  const head = columns.map((column, k) => column.head.padStart(widths[k]!)).join('  ')
  out.push(paintDim(`${head}  Source`.slice(0, options.columns), options.colours))
  for (const row of rows) {
    if (row === -1) {
      out.push(paintDim('…'.padStart(widths[0]!), options.colours))
      continue
    }
    const cells = columns.map((column, k) => {
      const text = column.cell(row).padStart(widths[k]!)
      return column.paint?.(row, text, options.colours) ?? text
    })
    out.push(`${cells.join('  ')}  ${source(row)}`.trimEnd())
  }
  return `${out.join('\n')}\n`
}

function headings(answer: LinesAnswer, shared: Shared, options: TextOptions): string[] {
  const path = sourcePath(shared, answer.source)
  const line = answer.func === -1 ? -1 : shared.funcs.line[answer.func]!
  const place = answer.isInlined ? `${path} (inlined)` : `${path}${line > 0 ? `:${line}` : ''}`
  const name =
    answer.func === -1 ? path : terminalText(terminalName(shared.strings[shared.funcs.name[answer.func]!]!))
  const { unit, name: valueName } = answer.valueType
  const least = answer.isAtLeast ? 'at least ' : ''
  const total = `${least}${formatValue(answer.total, unit)}`
  const share = `${least}${formatShare(answer.total / answer.whole)}`
  const was = answer.difference === null ? '' : `, ${wasText(answer.total, answer.difference.total, unit)}`
  const own = answer.self.reduce((sum, value) => sum + value, 0)
  const figures = answer.isInlined
    ? `${formatValue(own, unit)} ${terminalText(valueName)} on these lines, ${formatShare(own / answer.totalSize)} of the function (${total})`
    : `${total} ${terminalText(valueName)}, ${share} of the whole (${formatValue(answer.whole, unit)})${was}`
  const title = `${paintBold(fitText(name, options.columns), options.colours)}`
  const where =
    answer.func === -1 ? [] : [paintDim(truncate(place, options.columns, 'start'), options.colours)]
  return [title, ...where, fitText(figures, options.columns)]
}

/** "was 1.00 s: ▲ +200 ms". */
function wasText(total: number, base: number, unit: string): string {
  return `was ${formatValue(base, unit)}: ${deltaArrow(total - base)} ${formatDelta(total - base, unit)}`
}

function columnsOf(answer: LinesAnswer, isWide: boolean): LineColumn[] {
  const { totalSize: total, self, totals, shareLow, shareHigh, hits } = answer
  const percent = (value: number) => (value === 0 ? '' : formatPercent(value / total))
  let hottest = 0
  for (const value of self) hottest = Math.max(hottest, Math.abs(value) || 0)
  const isSigned = answer.total < total
  const paint: LineColumn['paint'] = (row, text, colours) =>
    isSigned
      ? paintDifference(text, differenceStep(self[row]!, hottest), colours)
      : paintHeat(text, heatStep(self[row]!, hottest), colours)
  const columns: LineColumn[] = [{ head: 'Line', cell: row => String(answer.line[row]) }]
  if (hits.some(hit => !Number.isNaN(hit))) {
    const known = (row: number, format: (hit: number) => string) =>
      Number.isNaN(hits[row]!) ? '' : format(hits[row]!)
    columns.push({ head: 'Hits', cell: row => known(row, formatCount) })
    columns.push({
      head: 'Per hit',
      cell: row =>
        known(row, hit => (hit > 0 ? formatValue(totals[row]! / hit, answer.valueType.unit) : '–')),
    })
  }
  if (isWide) {
    const cost = (value: number) => (value === 0 ? '' : formatValue(value, answer.valueType.unit))
    columns.push({ head: 'Self', cell: row => cost(self[row]!) })
  }
  columns.push({ head: 'Self %', cell: row => percent(self[row]!), paint })
  columns.push({ head: 'Total %', cell: row => percent(totals[row]!) })
  if (shareLow.some(low => !Number.isNaN(low))) {
    const half = (row: number) => formatPercent((shareHigh[row]! - shareLow[row]!) / 2)
    columns.push({ head: '±', cell: row => (totals[row] === 0 ? '' : half(row)) })
  }
  if (isWide) {
    columns.push({ head: ' '.repeat(BAR), cell: row => heatBar(totals[row]! / total, BAR) })
  }
  return columns
}

/** Columns of a further value: totals only where they are other than self. */
function besideColumns({ name, unit, isRatio, self, totals }: LineValueColumn): LineColumn[] {
  const cell = (values: Float64Array) => (row: number) => {
    const value = values[row]!
    if (Number.isNaN(value) || value === 0) return ''
    return isRatio ? formatRatio(value) : formatValue(value, unit)
  }
  const title = terminalText(name)
  const isSame = self.every((value, row) => Object.is(value, totals[row]))
  if (isSame) return [{ head: title, cell: cell(self) }]
  return [
    { head: `${title}, self`, cell: cell(self) },
    { head: `${title}, total`, cell: cell(totals) },
  ]
}

/** Rows in order; -1 stands for a cut. The first row (the definition) is always there. */
function rowsToShow(answer: LinesAnswer, context: number): number[] {
  const rows: number[] = []
  const isNear = new Uint8Array(answer.length)
  for (let i = 0; i < answer.length; i++) {
    const isInBase = answer.difference !== null && answer.difference.totals[i] !== 0
    if (answer.totals[i] === 0 && !isInBase && !(answer.hits[i]! > 0) && i > 0) continue
    const to = Math.min(answer.length - 1, i + context)
    for (let k = Math.max(0, i - context); k <= to; k++) isNear[k] = 1
  }
  for (let i = 0; i < answer.length; i++) {
    const isAfterGap = i > 0 && isNear[i - 1] === 0
    if (isNear[i] === 1 && isAfterGap) rows.push(-1)
    if (isNear[i] === 1) rows.push(i)
  }
  return rows
}

function commonIndent(answer: LinesAnswer, rows: readonly number[]): number {
  let indent = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const text = row === -1 ? '' : terminalText(answer.text?.[row] ?? '')
    if (text.trim() !== '') indent = Math.min(indent, text.length - text.trimStart().length)
  }
  return Number.isFinite(indent) ? indent : 0
}

/** The hottest lines of a recording, one a row; shares are of the whole. `textOf` gives a line's source where it is at
 *  hand. */
export function formatHotLines(
  answer: HotLinesAnswer,
  shared: Shared,
  options: TextOptions & { readonly textOf: (source: number, line: number) => string | null },
): string {
  if (answer.difference !== null)
    return formatHotDifferences(answer, answer.difference, { shared, ...options })
  const rows = Array.from({ length: answer.length }, (_, row) => ({
    self: formatPercent(answer.self[row]! / answer.whole),
    total: formatPercent(answer.totals[row]! / answer.whole),
    half: Number.isNaN(answer.shareLow[row]!)
      ? ''
      : formatPercent((answer.shareHigh[row]! - answer.shareLow[row]!) / 2),
    place: `${ownerOf(answer, shared, row)}:${answer.line[row]}`,
    text: terminalText(options.textOf(answer.source[row]!, answer.line[row]!) ?? '').trim(),
  }))
  const isSampled = rows.some(row => row.half !== '')
  const placeWidth = Math.min(32, Math.max('Where'.length, ...rows.map(row => row.place.length)))
  const head = `Self %${isSampled ? '     ±' : ''}  Total %  ${'Where'.padEnd(placeWidth)}  Source`
  const out = [paintDim(head.slice(0, options.columns), options.colours)]
  for (const [i, row] of rows.entries()) {
    const self = paintHeat(
      row.self.padStart(6),
      heatStep(Math.abs(answer.self[i]!), Math.abs(answer.self[0]!)),
      options.colours,
    )
    const figures = `${isSampled ? `  ${row.half.padStart(4)}` : ''}  ${row.total.padStart(7)}`
    const place = keepPlace(padEnd(truncate(row.place, placeWidth, 'start'), placeWidth))
    const room = options.columns - 6 - figures.length - placeWidth - 4
    out.push(`${self}${figures}  ${place}  ${fitText(row.text, room)}`.trimEnd())
  }
  return `${out.join('\n')}\n`
}

function formatHotDifferences(
  answer: HotLinesAnswer,
  difference: LineDifference,
  options: TextOptions & {
    readonly shared: Shared
    readonly textOf: (source: number, line: number) => string | null
  },
): string {
  const { shared, columns, colours } = options
  const { head, width, cells } = hotDifferenceCells(answer, difference, colours)
  const places = cells.map((_, row) => `${ownerOf(answer, shared, row)}:${answer.line[row]}`)
  const placeWidth = Math.min(32, Math.max('Where'.length, ...places.map(place => place.length)))
  const out = [paintDim(`${head}  ${'Where'.padEnd(placeWidth)}  Source`.slice(0, columns), colours)]
  for (const [row, cell] of cells.entries()) {
    const place = padEnd(truncate(places[row]!, placeWidth, 'start'), placeWidth)
    const text = terminalText(options.textOf(answer.source[row]!, answer.line[row]!) ?? '').trim()
    out.push(`${cell}  ${place}  ${fitText(text, columns - width - placeWidth - 4)}`.trimEnd())
  }
  return `${out.join('\n')}\n`
}

/** The file a hot line stands in, the func where no file is known. */
function ownerOf(answer: HotLinesAnswer, shared: Shared, row: number): string {
  const [source, func] = [answer.source[row]!, answer.func[row]!]
  if (source !== -1 || func === -1) return baseName(sourcePath(shared, source))
  return terminalText(terminalName(shared.strings[shared.funcs.name[func]!]!))
}

function sourcePath(shared: Shared, source: number): string {
  return source === -1 ? '(no source)' : terminalText(shared.strings[shared.sources.path[source]!]!)
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
