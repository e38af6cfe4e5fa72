/** A line of Symbols.txt. */
export interface SleepySymbol {
  /** `0x402b90`, `sym12`, or null where symbols are numbered by their lines (before 0.8). */
  readonly id: string | null
  readonly module: string
  readonly name: string
  readonly file: string
  readonly line: number
}

/** Takes `id "module" "name" "file" line` apart, null when it is none. Backslashes escape what follows them from version
 *  0.90 on. Names may stand without quotes. */
export function parseSymbol(text: string, isEscaped: boolean): SleepySymbol | null {
  const cursor = { text, at: 0, isEscaped }
  const isNumbered = text[0] === '"'
  const id = isNumbered ? null : word(cursor)
  const module = cell(cursor)
  const name = cell(cursor)
  const file = cell(cursor)
  const line = word(cursor)
  if (id === '' || module === null || name === null || file === null || !/^-?\d{1,10}$/.test(line))
    return null
  return { id, module, name, file, line: Number(line) }
}

interface Cursor {
  readonly text: string
  readonly isEscaped: boolean
  at: number
}

function word(cursor: Cursor): string {
  skipSpace(cursor)
  const start = cursor.at
  while (cursor.at < cursor.text.length && !isSpace(cursor.text[cursor.at]!)) cursor.at++
  return cursor.text.slice(start, cursor.at)
}

function cell(cursor: Cursor): string | null {
  skipSpace(cursor)
  const { text, isEscaped } = cursor
  if (text[cursor.at] !== '"') {
    const plain = word(cursor)
    return plain === '' ? null : plain
  }
  let value = ''
  let start = cursor.at + 1
  for (let i = start; i < text.length; i++) {
    const character = text[i]
    if (character === '\\' && isEscaped) {
      value += text.slice(start, i)
      start = ++i
    } else if (character === '"') {
      cursor.at = i + 1
      return value + text.slice(start, i)
    }
  }
  return null
}

function skipSpace(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && isSpace(cursor.text[cursor.at]!)) cursor.at++
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t'
}
