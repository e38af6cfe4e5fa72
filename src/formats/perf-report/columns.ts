/** The columns of one table, and how a line of it is cut. */
export interface Columns {
  readonly titles: readonly string[]
  /** Cuts a line into its cells; null when it is no row of the table. */
  cells(line: string): string[] | null
}

const PERCENT = /^\s*-?\d+(?:\.\d+)?%/

/** The columns as the lengths of the dotted line below the titles say. Both lines begin with `# `. */
export function dottedColumns(titleLine: string, dots: string): Columns {
  const starts: number[] = []
  for (let i = 0; i < dots.length; i++) {
    if (dots[i] === '.' && dots[i - 1] !== '.') starts.push(i)
  }
  const cut = (line: string) =>
    starts.map((start, i) => line.slice(i === 0 ? 0 : start, starts[i + 1]).trim())
  const titles = cut(` ${titleLine.slice(1)}`)
  return {
    titles,
    cells: line => {
      if (!PERCENT.test(line.slice(0, starts[1] ?? line.length))) return null
      const isAligned = starts.every(start => start === 0 || start >= line.length || line[start - 1] === ' ')
      if (isAligned) return cut(line)
      // Something was longer than its column: two spaces part the cells, and the last may hold anything.
      const words = line.trim().split(/ {2,}/)
      return [...words.slice(0, starts.length - 1), words.slice(starts.length - 1).join('  ')]
    },
  }
}

/** The columns of a table made with `-t`: titles apart by one separator. Null when the line has none. */
export function separatedColumns(titleLine: string): Columns | null {
  const found = /^# *(?:Overhead|Children|Self)\s*([^\s\w(/])/.exec(titleLine)
  if (found === null) return null
  const separator = found[1]!
  const titles = titleLine
    .slice(1)
    .split(separator)
    .map(title => title.trim())
  return {
    titles,
    cells: line => {
      if (!PERCENT.test(line)) return null
      const words = line.split(separator)
      const cells = [...words.slice(0, titles.length - 1), words.slice(titles.length - 1).join(separator)]
      return cells.map(cell => cell.trim())
    },
  }
}
