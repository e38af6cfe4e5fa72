/** The fonts that pages have built in. */
export const PAGE_FONTS = ['Helvetica', 'Helvetica-Bold', 'Courier', 'Courier-Bold'] as const

/** One of {@link PAGE_FONTS}. */
export type PageFont = (typeof PAGE_FONTS)[number]

/** Red, green and blue in [0, 1]. */
export type Rgb = readonly [number, number, number]

/** A step of an outline, in pixels from the left upper corner: to a point, by a straight line, by a cubic curve, or back. */
export type OutlineStep =
  | readonly ['M' | 'L', number, number]
  | readonly ['C', number, number, number, number, number, number]
  | readonly ['Z']

/** A drawn piece of text that the fonts of pages do not have: a letter, or a stretch that only can be drawn as one. */
export interface Glyph {
  /** What it says, in the order in which it is read. */
  readonly text: string
  /** In thousandths of the size, from where it starts on its line of writing; down is positive. */
  readonly steps: readonly OutlineStep[]
  /** How far the next piece is, in thousandths of the size. */
  readonly advance: number
}

/** Something drawn. Null paints nothing. */
export type Shape =
  | {
      readonly kind: 'outline'
      readonly steps: readonly OutlineStep[]
      readonly fill: Rgb | null
      readonly stroke: Rgb | null
      readonly strokeWidth: number
      readonly dashes: readonly number[]
    }
  | {
      readonly kind: 'text'
      readonly text: string
      /** Where its line of writing starts. */
      readonly x: number
      readonly y: number
      readonly size: number
      readonly font: PageFont
      readonly fill: Rgb
    }
  | {
      readonly kind: 'glyphs'
      /** One behind another, each where the one before it ends. */
      readonly glyphs: readonly Glyph[]
      readonly x: number
      readonly y: number
      readonly size: number
      readonly fill: Rgb
    }

/** A page of shapes, in the order in which they are painted. Sizes are in pixels, 96 an inch. */
export interface Page {
  readonly width: number
  readonly height: number
  readonly title: string
  /** Those that shapes draw, each once. */
  readonly glyphs: readonly Glyph[]
  /** Characters for which no glyph was found: a box with their number is drawn. */
  readonly missing: readonly string[]
  readonly shapes: Iterable<Shape>
}
