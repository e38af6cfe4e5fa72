import { parseCsvRow } from '../decoding/csv/parse-csv-row.ts'

/** A row of the table: six cells in CSV, fixed columns in text. */
export interface Row {
  /** The function the entry is about, or one of its callers and callees. */
  readonly isPrimary: boolean
  /** Share of the total in hundredths, '' in lines of callers and callees. */
  readonly share: string
  /** '' within a cycle. */
  readonly self: string
  readonly children: string
  readonly name: string
  /** Number in the table, -1 where there is none (`<spontaneous>`). */
  readonly index: number
}

/** Takes rows apart; null for one that is no row, 'blank' between entries. */
export type RowParser = (text: string) => Row | 'blank' | null

/** For CSV with cells between `delimiter`. */
export function csvRowParser(delimiter: string): RowParser {
  return text => {
    const cells = parseCsvRow(text, delimiter)?.map(cell => cell.trim())
    if (cells === undefined) return null
    if (cells.every(cell => cell === '')) return 'blank'
    const [own = '', share = '', self = '', children = '', name = '', index = ''] = cells
    return checked({ isPrimary: own !== '', share, self, children, name, index: numberOf(index) })
  }
}

/** For text whose columns stand where `dashes`, the line under the header, has them. */
export function textRowParser(dashes: string): RowParser | null {
  const starts = [...dashes.matchAll(/-+/g)].map(match => match.index)
  if (starts.length !== 6) return null
  const nameStart = starts[4]!
  return text => {
    if (text.trim() === '') return 'blank'
    const figures = text.slice(0, nameStart).trim().split(/ +/)
    const isPrimary = text.startsWith('[')
    const [self = '', children = ''] = isPrimary ? figures.slice(-2) : figures
    const rest = text.slice(nameStart).trimEnd()
    const open = rest.endsWith(']') ? rest.lastIndexOf('[') : -1
    const index = open === -1 ? -1 : numberOf(rest.slice(open))
    return checked({
      isPrimary,
      share: isPrimary && figures.length === 4 ? figures[1]! : '',
      self,
      children,
      name: (index === -1 ? rest : rest.slice(0, open)).trim(),
      index,
    })
  }
}

function checked(row: Row): Row | null {
  const isFigure = (text: string) => text === '' || /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?s?$/.test(text)
  if (row.name === '' || !isFigure(row.self) || !isFigure(row.children)) return null
  return row.isPrimary && row.index === -1 ? null : row
}

function numberOf(text: string): number {
  return /^\[\d{1,9}\]$/.test(text) ? Number(text.slice(1, -1)) : -1
}
