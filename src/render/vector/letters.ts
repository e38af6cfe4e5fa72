import type { Glyph, PageFont } from './shapes.ts'

/** A stretch of a text that is written in one direction. */
export interface TextRun {
  readonly text: string
  /** How deep it is in changes of direction: odd ones are written from the right; 0 is the line's own. Source: UAX 9, embedding levels. */
  readonly level: number
}

/** A part of a text to be drawn in a font that goes with one of the page's. */
export interface WantedLetters {
  readonly text: string
  readonly font: PageFont
  readonly isFromRight: boolean
}

/** Letters that are drawn together: one, or what its script joins or puts upon one another. */
export interface FoundLetters {
  readonly text: string
  /** The same for what looks the same and says the same; null where no font has it. */
  readonly glyph: Glyph | null
  /** How far the next is here, in thousandths of the size. */
  readonly advance: number
}

/** Who knows fonts and scripts. */
export interface Letters {
  /** A text in stretches, from left to right as they are seen in a line that is read from the left. */
  readonly runsOf: (text: string) => readonly TextRun[]
  /** What each wanted part looks like, from left to right. */
  readonly find: (wanted: readonly WantedLetters[]) => readonly (readonly FoundLetters[])[]
}

const CLUSTERS = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Letters with their marks. */
export function clustersOf(text: string): string[] {
  return Array.from(CLUSTERS.segment(text), ({ segment }) => segment)
}

/** Where nobody knows fonts and scripts: nothing is found, and all is left as it is read. */
export const NO_LETTERS: Letters = {
  runsOf: text => [{ text, level: 0 }],
  find: wanted =>
    wanted.map(({ text }) => clustersOf(text).map(cluster => ({ text: cluster, glyph: null, advance: 0 }))),
}
