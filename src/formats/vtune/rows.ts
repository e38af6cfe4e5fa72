import { guessDelimiter, parseCsvRow } from '../decoding/csv/parse-csv-row.ts'

/** How the cells of a report are parted. */
export interface CellSplitter {
  readonly header: readonly string[]
  /** The cells of a line, null when it is broken. Leading spaces are kept: they are depth. */
  readonly split: (text: string) => string[] | null
}

/** For CSV, by its header. */
export function csvSplitter(header: string): CellSplitter {
  const delimiter = guessDelimiter(header)
  const cells = parseCsvRow(header, delimiter) ?? []
  return { header: cells.map(cell => cell.trim()), split: text => parseCsvRow(text, delimiter) }
}

/** For text whose columns stand where `dashes`, the line under the header, has them; null when it is no such line. */
export function textSplitter(header: string, dashes: string): CellSplitter | null {
  if (!/^-+(?: +-+)* *$/.test(dashes)) return null
  const starts = [...dashes.matchAll(/-+/g)].map(match => match.index)
  const split = (text: string) =>
    starts.map((start, i) => text.slice(start, starts[i + 1] ?? text.length).trimEnd())
  return { header: split(header).map(cell => cell.trim()), split }
}

/** No number is longer. */
const MAX_FIGURE = 40

/** `0.342s`, `12.5%`, `1,234`, `12 ms`; NaN when it is no figure, and for none at all 0. */
export function parseFigure(cell: string): { value: number; unit: string } {
  const text = cell.trim()
  if (text === '') return { value: 0, unit: '' }
  if (text.length > MAX_FIGURE) return { value: Number.NaN, unit: '' }
  const found = /^(-?[\d,]*\.?\d+(?:[eE][-+]?\d+)?) ?(s|ms|us|µs|%)?$/.exec(text)
  if (found === null) return { value: Number.NaN, unit: '' }
  const value = Number(found[1]!.replaceAll(',', ''))
  switch (found[2]) {
    case 'ms':
      return { value: value / 1e3, unit: 's' }
    case 'us':
    case 'µs':
      return { value: value / 1e6, unit: 's' }
    default:
      return { value, unit: found[2] ?? '' }
  }
}
