import type { CostCentre } from './cost-centres.ts'

/** A row of the tree. */
export interface GhcRow extends CostCentre {
  /** Spaces before the name. */
  readonly indent: number
  readonly entries: number
  /** Of the whole, 0 to 100, the row alone. */
  readonly time: number
  readonly alloc: number
  /** NaN where the profile has percentages only. */
  readonly ticks: number
  readonly bytes: number
}

/** Where the columns of text begin, by the header. */
export interface GhcColumns {
  readonly module: number
  /** -1 where there are no sources (before GHC 8). */
  readonly source: number
}

const FIGURES =
  /^(.*?\S)\s+(\d{1,19})\s+(\d{1,19})\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)(?:\s+(\d{1,19})\s+(\d{1,19}))?\s*$/

/** The columns of a header of the tree, null when the line is none. */
export function parseHeader(line: string): GhcColumns | null {
  if (!/^COST CENTRE\s+MODULE\s.*\bno\.\s+entries\s/.test(line)) return null
  const source = line.indexOf(' SRC ')
  return { module: line.indexOf('MODULE'), source: source === -1 ? -1 : source + 1 }
}

/** Takes a row apart, null when it is none. Wide characters may have pushed its columns out of place. */
export function parseRow(line: string, columns: GhcColumns): GhcRow | null {
  // The pattern looks for figures from every column on.
  if (line.length > 10_000) return null
  const match = FIGURES.exec(line)
  if (match === null) return null
  const [, text, , entries, time, alloc, , , ticks, bytes] = match
  const indent = text!.length - text!.trimStart().length
  return {
    ...splitText(text!, columns),
    indent,
    entries: Number(entries),
    time: Number(time),
    alloc: Number(alloc),
    ticks: ticks === undefined ? Number.NaN : Number(ticks),
    bytes: bytes === undefined ? Number.NaN : Number(bytes),
  }
}

function splitText(text: string, { module, source }: GhcColumns): CostCentre {
  const begins = (column: number) =>
    column > 0 && text[column - 1] === ' ' && text[column] !== ' ' && column < text.length
  if (begins(module) && (source === -1 || begins(source))) {
    const end = source === -1 ? text.length : source
    const middle = text.slice(module, end).trim()
    if (!middle.includes(' ')) {
      return { label: text.slice(0, module).trim(), module: middle, source: text.slice(end).trim() }
    }
  }
  // Columns are two spaces apart where a cell does not fill its own; else one.
  const wide = text.trim().split(/ {2,}/)
  const cells = wide.length >= (source === -1 ? 2 : 3) ? wide : text.trim().split(/ +/)
  if (source === -1)
    return { label: cells.slice(0, -1).join(' ') || cells[0]!, module: cells.at(-1)!, source: '' }
  return { label: cells[0]!, module: cells[1] ?? '', source: cells.slice(2).join(' ') }
}
