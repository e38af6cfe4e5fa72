import { textWidth } from '../svg/text-widths.ts'
import { numberBoxes } from './number-box.ts'
import { isLikePageText, isPageText } from './page-text.ts'
import type { Glyph, OutlineStep, PageFont } from './shapes.ts'
import { splitText } from './split-text.ts'

/** A part of a text to be drawn in a font that goes with one of the page's. */
export interface WantedGlyph {
  readonly text: string
  readonly font: PageFont
}

/** What a part of a text looks like, as {@link Glyph} has it, and which of its characters no font has. */
export interface FoundGlyph {
  readonly steps: readonly OutlineStep[]
  readonly advance: number
  readonly missing: readonly string[]
}

/** Finds what the fonts of pages do not have: an answer each, null where no font has any of it. */
export type GlyphFinder = (wanted: readonly WantedGlyph[]) => readonly (FoundGlyph | null)[]

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

/** Finds glyphs for all that the texts have and the fonts of pages do not, once for each, and sets these texts. */
export function typesetterFor(texts: Iterable<WantedGlyph>, find: GlyphFinder): Typesetter {
  const wanted = new Map<string, WantedGlyph & { letters: readonly string[] | null }>()
  const seen = new Set<string>()
  for (const { text, font } of texts) {
    const key = keyOf(text, font)
    if (seen.has(key)) continue
    seen.add(key)
    for (const part of splitText(text))
      if (part.isForeign) wanted.set(keyOf(part.text, font), { text: part.text, font, letters: part.letters })
  }
  const missing = new Set<string>()
  const glyphs = new Map<string, readonly Glyph[]>()
  const spaces = new Map<string, Glyph>()
  const found = find([...wanted.values()])
  for (const [i, [key, { text, letters }]] of [...wanted].entries()) {
    const glyph = found[i] ?? null
    if (glyph === null && (isPageText(text) || isLikePageText(text))) continue
    for (const char of glyph?.missing ?? text) if (!UNSEEN.test(char)) missing.add(char)
    if (glyph === null) glyphs.set(key, (letters ?? [text]).map(numberBoxes))
    else if (letters === null) glyphs.set(key, [{ text, steps: glyph.steps, advance: glyph.advance }])
    else glyphs.set(key, spreadGlyph(glyph, letters, spaces))
  }
  const known = new Map<string, readonly SetPiece[]>()
  const set = (text: string, font: PageFont) => {
    const key = keyOf(text, font)
    let pieces = known.get(key)
    if (pieces === undefined) {
      pieces = splitText(text).flatMap(part => {
        const own = glyphs.get(keyOf(part.text, font))
        return own?.map(glyphPiece) ?? [plainPiece(part.text, font)]
      })
      known.set(key, pieces)
    }
    return pieces
  }
  return { set, glyphs: [...new Set([...glyphs.values()].flat())], missing: [...missing] }
}

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Z}\p{Nd}\p{ASCII}]/u
/** Steps of widths of letters that are seen elsewhere: few of them are different. */
const SPREAD = 50

/** A stretch drawn as one with its letters side by side, as they are seen: the first draws all, the others are empty. Programs that read
 *  texts out of pages turn round letters that stand from the right, but not several that stand as one. */
function spreadGlyph(
  { steps, advance }: FoundGlyph,
  letters: readonly string[],
  spaces: Map<string, Glyph>,
): readonly Glyph[] {
  const each = Math.max(0, Math.floor(advance / letters.length / SPREAD) * SPREAD)
  const [first = '', ...rest] = letters
  const drawn = { text: first, steps, advance: advance - each * rest.length }
  const empty = rest.map(text => {
    const key = `${each} ${text}`
    const glyph = spaces.get(key) ?? { text, steps: [], advance: each }
    spaces.set(key, glyph)
    return glyph
  })
  return [drawn, ...empty]
}

function keyOf(text: string, font: PageFont): string {
  return `${font} ${text}`
}

function glyphPiece(glyph: Glyph): SetPiece {
  return { text: glyph.text, glyph, width: glyph.advance / 1000 }
}

function plainPiece(text: string, font: PageFont): SetPiece {
  // Pages have no thinner space.
  return { text, glyph: null, width: textWidth(text.replaceAll('\u2009', ' '), 1, measuredAs(font)) }
}

function measuredAs(font: PageFont): 'sans' | 'sans-bold' | 'code' {
  return font === 'Helvetica' ? 'sans' : font === 'Helvetica-Bold' ? 'sans-bold' : 'code'
}
