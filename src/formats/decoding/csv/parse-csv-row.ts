const QUOTE = '"'

/** What usually stands between the cells of a row. */
const DELIMITERS = [',', '\t', ';', '|', ':'] as const

/** The delimiter that makes most cells of a header; a comma where none does. */
export function guessDelimiter(header: string): string {
  let best = ','
  let most = 1
  for (const delimiter of DELIMITERS) {
    const cells = parseCsvRow(header, delimiter)?.length ?? 0
    if (cells > most) {
      most = cells
      best = delimiter
    }
    // Names of columns have colons in them ("CPU Time:Self").
    if (delimiter === '|' && most > 1) break
  }
  return best
}

/** The cells of one row; a cell in quotes may hold delimiters, and two quotes for one. Null when a quote does not end.
 *  O(length). */
export function parseCsvRow(text: string, delimiter: string): string[] | null {
  const cells: string[] = []
  let at = 0
  for (;;) {
    let start = at
    // Some write spaces before a quote; within plain cells they may mean depth, so they are kept there.
    while (text[start] === ' ') start++
    if (text[start] === QUOTE) {
      const quoted = parseQuoted(text, start)
      if (quoted === null) return null
      const next = text.indexOf(delimiter, quoted.end)
      const end = next === -1 ? text.length : next
      cells.push(text.slice(at, start) + quoted.value + text.slice(quoted.end, end).trimEnd())
      if (next === -1) return cells
      at = next + delimiter.length
    } else {
      const next = text.indexOf(delimiter, at)
      if (next === -1) {
        cells.push(text.slice(at))
        return cells
      }
      cells.push(text.slice(at, next))
      at = next + delimiter.length
    }
  }
}

function parseQuoted(text: string, start: number): { value: string; end: number } | null {
  let value = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf(QUOTE, at)
    if (quote === -1) return null
    value += text.slice(at, quote)
    if (text[quote + 1] !== QUOTE) return { value, end: quote + 1 }
    value += QUOTE
    at = quote + 2
  }
}
