/** The columns of a table, as its header shows them. */
export interface Columns {
  /** Spaces before the whole table, where the text was indented. */
  readonly indent: number
  readonly hasOccurrences: boolean
}

/** One row of a table. */
export interface Row {
  readonly line: number
  /** Bytes in use after the line, and what it added; NaN where the line did not run. */
  readonly memory: number
  readonly increment: number
  /** NaN where the report does not say (before 0.58) or the line did not run. */
  readonly occurrences: number
  readonly text: string
}

const HEADER = /^([ \t]*)Line #\s+Mem usage\s+Increment(\s+Occurr?ences)?\s+Line Contents/
const AMOUNT = String.raw`(-?\d+(?:\.\d*)?(?:e[+-]?\d+)?) (MiB|MB|KiB|GiB)`
const FIGURES = new RegExp(`^ *${AMOUNT} +${AMOUNT}`)
/** Where the source begins in a row without figures: columns of 6, 12 and 12 characters, and of 10 for occurrences. */
const CONTENTS = 35
const CONTENTS_AFTER_OCCURRENCES = 47
/** memory_profiler divides by 2^20 whatever it calls the quotient. */
const BYTES_PER: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, MB: 2 ** 20, GiB: 2 ** 30 }

/** The columns of a header, null when the line is none. */
export function parseHeader(line: string): Columns | null {
  const match = HEADER.exec(line)
  return match === null ? null : { indent: match[1]!.length, hasOccurrences: match[2] !== undefined }
}

/** A row of a table, null when the line is none. Figures that are too wide push the source to the right. */
export function parseRow(line: string, { indent, hasOccurrences }: Columns): Row | null {
  const text = line.slice(0, indent).trim() === '' ? line.slice(indent) : line
  const number = /^ *(\d{1,9})(?= |$)/.exec(text)
  if (number === null) return null
  const rest = text.slice(number[0].length)
  const row = { line: Number(number[1]), memory: Number.NaN, increment: Number.NaN, occurrences: Number.NaN }
  const figures = FIGURES.exec(rest)
  if (figures === null) {
    const contents = hasOccurrences ? CONTENTS_AFTER_OCCURRENCES : CONTENTS
    // Line numbers of more than six digits push the rest to the right.
    const width = contents - 6
    return rest.slice(0, width).trim() === '' ? { ...row, text: rest.slice(width) } : null
  }
  const after = rest.slice(figures[0].length)
  const occurrences = hasOccurrences ? /^ +(\d+)(?= |$)/.exec(after) : null
  return {
    line: row.line,
    memory: Number(figures[1]) * BYTES_PER[figures[2]!]!,
    increment: Number(figures[3]) * BYTES_PER[figures[4]!]!,
    occurrences: occurrences === null ? Number.NaN : Number(occurrences[1]),
    text: after.slice((occurrences?.[0].length ?? 0) + 3),
  }
}
