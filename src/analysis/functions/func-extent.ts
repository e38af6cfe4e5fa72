/** Lines of a function in its source, 1-based, both included. */
export interface Extent {
  readonly first: number
  readonly last: number
}

/**
 * The lines of a Python function, by its indentation: from `first` (its definition or first decorator, 1-based) to the last
 * line that is indented deeper. `lines` is the source's text, one entry a line. A text that is no `def` or `class` there
 * (a lambda, another language, an older version of the file) gives just that line. O(lines of the function).
 */
export function pythonExtent(lines: readonly string[], first: number): Extent {
  let at = first - 1
  while (at < lines.length && !isHeader(lines[at]!) && isBeforeHeader(lines[at]!)) at++
  const header = lines[at]
  if (header === undefined || !isHeader(header)) return { first, last: first }
  const indent = indentOf(header)
  let last = at
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i]!
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    // The end of a signature that spans several lines stands at the level of its `def`.
    const isSignatureEnd = /^\s*[)\]}]/.test(line) && indentOf(line) === indent
    if (indentOf(line) <= indent && !isSignatureEnd) break
    last = i
  }
  return { first, last: last + 1 }
}

function isHeader(line: string): boolean {
  return /^\s*(?:async\s+def|def|class)\b/.test(line)
}

/** Decorators, their arguments over several lines, comments and blanks. */
function isBeforeHeader(line: string): boolean {
  return /^\s*(?:@|#|$|[)\]}'"])/.test(line) || /^\s+\S/.test(line)
}

function indentOf(line: string): number {
  let columns = 0
  for (const char of line) {
    if (char === ' ') columns++
    else if (char === '\t') columns += 8 - (columns % 8)
    else break
  }
  return columns
}
