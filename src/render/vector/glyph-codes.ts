import type { Glyph } from './shapes.ts'

/** Where each glyph is in fonts of at most {@link FONT_SIZE}. */
export interface GlyphCode {
  readonly font: number
  /** From 1 on. */
  readonly code: number
}

/** Glyphs of one font, one behind another. */
export interface CodeRun {
  readonly font: number
  readonly codes: readonly number[]
  /** How far it starts behind the first run, in thousandths of the size. */
  readonly at: number
}

/** Glyphs that a font of drawn letters holds: one byte each, none of them 0. */
const FONT_SIZE = 255

/** Glyphs shared out to fonts. */
export function shareOut(glyphs: readonly Glyph[]): {
  fonts: readonly Glyph[][]
  codes: Map<Glyph, GlyphCode>
} {
  const fonts: Glyph[][] = []
  const codes = new Map<Glyph, GlyphCode>()
  for (const [i, glyph] of glyphs.entries()) {
    const font = Math.floor(i / FONT_SIZE)
    if (fonts[font] === undefined) fonts.push([])
    codes.set(glyph, { font, code: fonts[font]!.push(glyph) })
  }
  return { fonts, codes }
}

/** Glyphs in runs of one font. */
export function codeRuns(glyphs: readonly Glyph[], codes: ReadonlyMap<Glyph, GlyphCode>): readonly CodeRun[] {
  const runs: (CodeRun & { readonly codes: number[] })[] = []
  let at = 0
  for (const glyph of glyphs) {
    const { font, code } = codes.get(glyph)!
    const last = runs.at(-1)
    if (last?.font === font) last.codes.push(code)
    else runs.push({ font, codes: [code], at })
    at += glyph.advance
  }
  return runs
}
