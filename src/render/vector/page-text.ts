/** Characters of Windows' Latin code page that Unicode has elsewhere; texts on pages are written in it. Source: PDF 32000-1, annex D.2,
 *  WinAnsiEncoding; the names are of Adobe's glyph list. The code of the minus sign is free there. */
const MOVED: readonly (readonly [number, number, string])[] = [
  [0x20ac, 0x80, 'Euro'],
  [0x2212, 0x81, 'minus'],
  [0x201a, 0x82, 'quotesinglbase'],
  [0x0192, 0x83, 'florin'],
  [0x201e, 0x84, 'quotedblbase'],
  [0x2026, 0x85, 'ellipsis'],
  [0x2020, 0x86, 'dagger'],
  [0x2021, 0x87, 'daggerdbl'],
  [0x02c6, 0x88, 'circumflex'],
  [0x2030, 0x89, 'perthousand'],
  [0x0160, 0x8a, 'Scaron'],
  [0x2039, 0x8b, 'guilsinglleft'],
  [0x0152, 0x8c, 'OE'],
  [0x017d, 0x8e, 'Zcaron'],
  [0x2018, 0x91, 'quoteleft'],
  [0x2019, 0x92, 'quoteright'],
  [0x201c, 0x93, 'quotedblleft'],
  [0x201d, 0x94, 'quotedblright'],
  [0x2022, 0x95, 'bullet'],
  [0x2013, 0x96, 'endash'],
  [0x2014, 0x97, 'emdash'],
  [0x02dc, 0x98, 'tilde'],
  [0x2122, 0x99, 'trademark'],
  [0x0161, 0x9a, 'scaron'],
  [0x203a, 0x9b, 'guilsinglright'],
  [0x0153, 0x9c, 'oe'],
  [0x017e, 0x9e, 'zcaron'],
  [0x0178, 0x9f, 'Ydieresis'],
]
const CODE_OF = new Map(MOVED.map(([unicode, code]) => [unicode, code]))
/** Spaces of other widths. */
const SPACES = new Set([0x2009, 0xa0])
/** What is not in the code page but has something like it there; an arrow, and up and down before figures that have a sign too. */
const LIKE = new Map([
  [0x2192, 0x9b],
  [0x25b2, 0x5e],
  [0x25bc, 0x76],
])
const SOFT_HYPHEN = 0xad

/** Codes that {@link encodePageText} uses and ISO Latin-1 does not have, with the names of their glyphs. */
export const PAGE_GLYPHS: readonly (readonly [number, string])[] = MOVED.map(([, code, name]) => [code, name])

function pageCode(code: number): number | null {
  if (code >= 0x20 && code < 0x7f) return code
  if (SPACES.has(code)) return 0x20
  return CODE_OF.get(code) ?? (code > 0xa0 && code <= 0xff && code !== SOFT_HYPHEN ? code : null)
}

/** Whether the fonts of pages have all of a text. */
export function isPageText(text: string): boolean {
  for (const char of text) if (pageCode(char.codePointAt(0)!) === null) return false
  return true
}

/** Whether the fonts of pages at least have something like it. */
export function isLikePageText(char: string): boolean {
  return LIKE.has(char.codePointAt(0)!)
}

/** A text in Windows' Latin code page; `?` for what it has not. */
export function encodePageText(text: string): number[] {
  return Array.from(text, char => {
    const code = char.codePointAt(0)!
    return pageCode(code) ?? LIKE.get(code) ?? 0x3f
  })
}

/** A string of PDF and PostScript: in round brackets, ASCII only. */
export function quotePageText(text: string): string {
  return quoteCodes(encodePageText(text))
}

/** A string of these bytes. */
export function quoteCodes(codes: readonly number[]): string {
  const parts = codes.map(code => {
    if (code === 0x28 || code === 0x29 || code === 0x5c) return `\\${String.fromCharCode(code)}`
    if (code >= 0x20 && code < 0x7f) return String.fromCharCode(code)
    return `\\${code.toString(8).padStart(3, '0')}`
  })
  return `(${parts.join('')})`
}

/** A number of PDF and PostScript: no exponent, at most three places. */
export function pageNumber(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1000) / 1000).replace(/e-\d+$/, '') : '0'
}
