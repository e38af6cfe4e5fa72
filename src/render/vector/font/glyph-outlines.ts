import type { OutlineStep } from '../shapes.ts'

/** Steps of a glyph's outline in units of the font, up is positive. */
export type GlyphOutlines = (glyph: number) => readonly OutlineStep[]
