/** Text that is safe to print on a terminal: control characters, which could move the cursor or change the title, become
 *  `\x1b` and the like. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, character => {
    const code = character.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code}`
  })
}

/** Columns that text takes: one a code point (wide characters are not told apart). */
export function textWidth(text: string): number {
  let width = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) width--
  }
  return width
}

/** Pads on the right, as Python's `ljust`. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}

/** Pads on the left, as Python's `rjust`. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text
}

/** At most `width` columns; what is cut at the end or, for paths, at the beginning becomes an ellipsis. */
export function truncate(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  if (textWidth(text) <= width) return text
  if (width <= 0) return ''
  const characters = [...text]
  return side === 'end'
    ? `${characters.slice(0, width - 1).join('')}…`
    : `…${width === 1 ? '' : characters.slice(-(width - 1)).join('')}`
}
