import { keepPlace } from '../../base/text-direction.ts'
import {
  type Colours,
  paintBold,
  paintDifference,
  paintDim,
  paintHeat,
  terminalText,
} from './terminal-heat.ts'
import { textWidth, truncate } from './text-width.ts'

/** A column of a text table. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Where text is cut when the table is wider than the window: paths at the start. Absent: never cut. */
  readonly cut?: 'start' | 'end'
  /** Least width to cut to, 8 where absent. */
  readonly least?: number
}

/** A cell: text, and how it looks. */
export interface Cell {
  readonly text: string
  /** Step of the heat scale, 0 (cold, as the terminal has it) to 7: colours the ground. */
  readonly heat?: number
  /** Step of the scale of differences, 0 (much less) to 6 (much more); 3 is not coloured. */
  readonly difference?: number
  readonly isBold?: boolean
  readonly isDim?: boolean
}

export interface TableOptions {
  /** Columns of the window. Null: nothing is cut. */
  readonly width: number | null
  readonly colours: Colours
  /** Between columns, two spaces where absent. */
  readonly gap?: string
  readonly hasTitles?: boolean
}

/** Aligned columns with a line of titles, at most as wide as the window: columns that may be cut give way, the widest
 *  first. Cells must not hold line breaks; control characters are made visible. Ends with a line break. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  options: TableOptions,
): string {
  const { width, colours, gap = '  ', hasTitles = true } = options
  const cells = rows.map(row => row.map(toCell))
  const natural = columns.map((column, i) =>
    cells.reduce(
      (most, row) => Math.max(most, textWidth(row[i]?.text ?? '')),
      hasTitles ? textWidth(column.title) : 0,
    ),
  )
  const widths =
    width === null ? natural : fitWidths(columns, natural, width - textWidth(gap) * (columns.length - 1))
  const line = (row: readonly Cell[]) =>
    columns
      .map((column, i) => {
        const cell = row[i] ?? { text: '' }
        const text = truncate(cell.text, widths[i]!, column.cut ?? 'end')
        const isLast = i === columns.length - 1
        const room = widths[i]! - textWidth(text)
        const painted = keepPlace(paintCell(text, cell, colours))
        if (column.align === 'right') return ' '.repeat(Math.max(0, room)) + painted
        return isLast ? painted : painted + ' '.repeat(Math.max(0, room))
      })
      .join(gap)
      .trimEnd()
  const titles = columns.map(column => ({ text: column.title, isDim: true }))
  return [...(hasTitles ? [titles] : []), ...cells].map(row => `${line(row)}\n`).join('')
}

/** The widths columns get in a window: the widest of those that may be cut is cut down to the next widest, and so on. */
export function fitWidths(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, width) => sum + width, 0) - room
  while (excess > 0) {
    let widest = -1
    for (const [i, column] of columns.entries()) {
      if (column.cut === undefined || widths[i]! <= (column.least ?? 8)) continue
      if (widest === -1 || widths[i]! > widths[widest]!) widest = i
    }
    if (widest === -1) break
    widths[widest]!--
    excess--
  }
  return widths
}

function paintCell(text: string, { heat, difference, isBold, isDim }: Cell, colours: Colours): string {
  if (difference !== undefined && difference !== 3) return paintDifference(text, difference, colours)
  if (heat !== undefined && heat > 0) return paintHeat(text, heat, colours)
  if (isBold === true) return paintBold(text, colours)
  return isDim === true ? paintDim(text, colours) : text
}

function toCell(cell: Cell | string): Cell {
  return typeof cell === 'string' ? { text: terminalText(cell) } : { ...cell, text: terminalText(cell.text) }
}
