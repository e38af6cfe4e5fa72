/** The columns of a table, as its header shows them. */
export interface Columns {
  /** Where "Line Contents" begins. */
  readonly contents: number
}

/** One row of a table; figures are NaN where the line never ran. */
export interface Row {
  readonly line: number
  readonly hits: number
  /** In the unit that the report names. */
  readonly time: number
  readonly text: string
}

const HEADER = /^[ \t]*Line #\s+Hits\s+Time\s+Per Hit\s+% Time\s+(?=Line Contents)/
const FIGURE = String.raw`-?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|nan|inf)`
const FIGURES = new RegExp(`^ *(${FIGURE}) +(${FIGURE}) +(?:${FIGURE})(?: +(?:${FIGURE}))?(?=  |$)`, 'i')

/** The columns of a header, null when the line is none. */
export function parseHeader(line: string): Columns | null {
  const match = HEADER.exec(line)
  return match === null ? null : { contents: match[0].length }
}

/**
 * A row of a table, null when the line is none. Columns that are too narrow for a figure push what follows to the right
 * (up to 4.0), so the source of a line with figures is what comes two spaces after the last of them.
 */
export function parseRow(line: string, { contents }: Columns): Row | null {
  const number = /^ *(\d{1,9})(?= |$)/.exec(line)
  if (number === null) return null
  const rest = line.slice(number[0].length)
  const row = { line: Number(number[1]), hits: Number.NaN, time: Number.NaN }
  const width = contents - number[0].length
  const isPlain = rest.slice(0, Math.max(0, width)).trim() === ''
  const figures = isPlain ? null : FIGURES.exec(rest)
  if (figures === null) return isPlain ? { ...row, text: rest.slice(Math.max(0, width)) } : null
  // Without a share of the time (the total is 0) its column is blank.
  const start = Math.max(
    figures[0].length + 2,
    rest.length < width ? 0 : Math.min(width, firstText(rest, figures[0].length)),
  )
  return { line: row.line, hits: Number(figures[1]), time: Number(figures[2]), text: rest.slice(start) }
}

function firstText(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] === ' ') at++
  return at
}
