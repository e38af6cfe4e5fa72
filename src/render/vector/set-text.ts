import { textWidth } from '../svg/text-widths.ts'
import type { FoundLetters, Letters, WantedLetters } from './letters.ts'
import { numberBoxes } from './number-box.ts'
import { isLikePageText, isPageText } from './page-text.ts'
import type { Glyph, PageFont } from './shapes.ts'
import { splitText, type TextPart } from './split-text.ts'

/** A piece of a text as it is set: `width` at the size 1. */
export interface SetPiece {
  readonly text: string
  readonly glyph: Glyph | null
  readonly width: number
}

/** Sets texts: their pieces from left to right. */
export interface Typesetter {
  readonly set: (text: string, font: PageFont) => readonly SetPiece[]
  readonly glyphs: readonly Glyph[]
  /** Characters drawn as boxes, each once. */
  readonly missing: readonly string[]
}

/** Sets every text in the page's own fonts. */
export const PLAIN_TYPESETTER: Typesetter = {
  set: (text, font) => [plainPiece(text, font)],
  glyphs: [],
  missing: [],
}

/** Finds glyphs for all that the texts have and the fonts of pages do not, and sets these texts. */
export function typesetterFor(
  texts: Iterable<{ readonly text: string; readonly font: PageFont }>,
  letters: Letters,
): Typesetter {
  const split = new Map<string, { readonly font: PageFont; readonly parts: readonly TextPart[] }>()
  const wanted = new Map<string, WantedLetters>()
  for (const { text, font } of texts) {
    const key = keyOf(text, font)
    if (split.has(key)) continue
    const parts = splitText(text, letters.runsOf)
    split.set(key, { font, parts })
    for (const { text: part, isForeign, isFromRight } of parts)
      if (isForeign) wanted.set(partKey(part, font, isFromRight), { text: part, font, isFromRight })
  }
  const boxes = new Map<string, Glyph>()
  const glyphs = { fromRight: new Set<Glyph>(), others: new Set<Glyph>() }
  const missing = new Set<string>()
  const pieceOf = ({ text, glyph, advance }: FoundLetters, { font, isFromRight }: WantedLetters) => {
    if (glyph === null && SPACE.test(text)) return plainPiece(' ', font)
    if (glyph === null && (isPageText(text) || isLikePageText(text))) return plainPiece(text, font)
    if (glyph === null) for (const char of text) if (!INVISIBLE.test(char)) missing.add(char)
    const drawn = glyph ?? boxes.get(text) ?? numberBoxes(text)
    if (glyph === null) boxes.set(text, drawn)
    ;(isFromRight ? glyphs.fromRight : glyphs.others).add(drawn)
    return { text, glyph: drawn, width: (glyph === null ? drawn.advance : advance) / 1000 }
  }
  const found = letters.find([...wanted.values()])
  const pieces = new Map(
    [...wanted].map(([key, part], i) => [key, found[i]!.map(letter => pieceOf(letter, part))]),
  )
  const set = (text: string, font: PageFont) => {
    const { parts } = split.get(keyOf(text, font)) ?? { parts: splitText(text, letters.runsOf) }
    return parts.flatMap(
      part => pieces.get(partKey(part.text, font, part.isFromRight)) ?? [plainPiece(part.text, font)],
    )
  }
  // Those from the right together: programs that read texts turn round what stands in one font.
  return { set, glyphs: [...new Set([...glyphs.fromRight, ...glyphs.others])], missing: [...missing] }
}

const SPACE = /^\p{Z}+$/u
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u

function keyOf(text: string, font: PageFont): string {
  return `${font} ${text}`
}

function partKey(text: string, font: PageFont, isFromRight: boolean): string {
  return `${isFromRight ? 'right' : 'left'} ${keyOf(text, font)}`
}

function plainPiece(text: string, font: PageFont): SetPiece {
  // Pages have no thinner space.
  return { text, glyph: null, width: textWidth(text.replaceAll('\u2009', ' '), 1, measuredAs(font)) }
}

function measuredAs(font: PageFont): 'sans' | 'sans-bold' | 'code' {
  return font === 'Helvetica' ? 'sans' : font === 'Helvetica-Bold' ? 'sans-bold' : 'code'
}
