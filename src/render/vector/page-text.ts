/** Characters of Windows' Latin code page that Unicode has elsewhere; texts on pages are written in it. Source: PDF 32000-1, annex D.2,
 *  WinAnsiEncoding; the names are of Adobe's glyph list. */
const MOVED: readonly (readonly [number, number, string])[] = [
  [0x20ac, 0x80, 'Euro'],
  [0x2026, 0x85, 'ellipsis'],
  [0x2039, 0x8b, 'guilsinglleft'],
  [0x2018, 0x91, 'quoteleft'],
  [0x2019, 0x92, 'quoteright'],
  [0x201c, 0x93, 'quotedblleft'],
  [0x201d, 0x94, 'quotedblright'],
  [0x2022, 0x95, 'bullet'],
  [0x2013, 0x96, 'endash'],
  [0x2014, 0x97, 'emdash'],
  [0x203a, 0x9b, 'guilsinglright'],
]
const CODE_OF = new Map(MOVED.map(([unicode, code]) => [unicode, code]))
/** What is not in the code page but has something like it there. */
const LIKE = new Map([
  [0x2009, 0x20],
  [0xa0, 0x20],
  [0x2212, 0x96],
  [0x2192, 0x9b],
  // Up and down, before figures that have a sign too.
  [0x25b2, 0x5e],
  [0x25bc, 0x76],
])

/** Codes that {@link encodePageText} uses and ISO Latin-1 does not have, with the names of their glyphs. */
export const PAGE_GLYPHS: readonly (readonly [number, string])[] = MOVED.map(([, code, name]) => [code, name])

/** A text in Windows' Latin code page; `?` for what it has not. */
export function encodePageText(text: string): number[] {
  return Array.from(text, char => {
    const code = char.codePointAt(0)!
    if (code >= 0x20 && code < 0x7f) return code
    return LIKE.get(code) ?? CODE_OF.get(code) ?? (code > 0xa0 && code <= 0xff ? code : 0x3f)
  })
}

/** A string of PDF and PostScript: in round brackets, ASCII only. */
export function quotePageText(text: string): string {
  const parts = encodePageText(text).map(code => {
    if (code === 0x28 || code === 0x29 || code === 0x5c) return `\\${String.fromCharCode(code)}`
    return code < 0x7f ? String.fromCharCode(code) : `\\${code.toString(8).padStart(3, '0')}`
  })
  return `(${parts.join('')})`
}

/** A number of PDF and PostScript: no exponent, at most three places. */
export function pageNumber(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1000) / 1000).replace(/e-\d+$/, '') : '0'
}
