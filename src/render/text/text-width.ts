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
