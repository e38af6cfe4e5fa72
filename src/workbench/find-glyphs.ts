import { readFileSync } from 'node:fs'
import { type OpenFont, openFont } from '../render/vector/font/open-font.ts'
import type { FoundGlyph, WantedGlyph } from '../render/vector/set-text.ts'
import type { PageFont } from '../render/vector/shapes.ts'
import { coveredBy } from './font-coverage.ts'
import { fontsOf, pictureFile } from './picture-fonts.ts'
import { setWords } from './set-words.ts'

/** Characters that Arimo and Cousine do not have; then the machine's fonts are looked through. */
const FOREIGN = /[\u0600-\u1dff\u2300-\u24ff\u2600-\ufffc\u{10000}-\u{10ffff}]/u
/** What is not looked for alone: marks stand on letters. */
const UNSOUGHT = /[\p{M}\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}]/u

/** Whether a text has characters that pictures bring no font for. */
export function needsMachineFonts(text: string): boolean {
  return FOREIGN.test(text)
}

/** What parts of texts look like in Arimo and Cousine and, for what they do not have, in the fonts of the machine. Letters that stand
 *  alone are taken out of the fonts; words are set by resvg, where it is installed. */
export function findGlyphs(wanted: readonly WantedGlyph[]): readonly (FoundGlyph | null)[] {
  const files = filesFor(wanted)
  const fonts = new Map<string, OpenFont | null>()
  const words: number[] = []
  const wordFiles = new Set<string>()
  const found = wanted.map(({ text, font }, i): FoundGlyph | null => {
    const chars = Array.from(text)
    const sought = chars.filter(char => !UNSOUGHT.test(char))
    const missing = sought.filter(char => !files.has(keyOf(char, font)))
    if (missing.length > sought.length / 2) return null
    const file = chars.length === 1 ? files.get(keyOf(text, font)) : undefined
    const letter = file === undefined ? null : letterOf(fonts, file, text.codePointAt(0)!)
    if (letter !== null) return letter.steps.length === 0 ? null : { ...letter, missing: [] }
    words.push(i)
    for (const char of sought) wordFiles.add(files.get(keyOf(char, font)) ?? '')
    return { steps: [], advance: 0, missing }
  })
  const outlines = setWords(
    words.map(i => wanted[i]!),
    wordFiles,
  )
  for (const [k, i] of words.entries()) {
    const outline = outlines[k]!
    found[i] = outline === null ? null : { ...outline, missing: found[i]!.missing }
  }
  return found
}

/** Files by character and font. */
function filesFor(wanted: readonly WantedGlyph[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const rest = new Map<string, PageFont[]>()
  for (const font of new Set(wanted.map(part => part.font))) {
    const own = pictureFile(font)
    const texts = wanted.filter(part => part.font === font).map(part => part.text)
    const chars = new Set(Array.from(texts.join('')).filter(char => !UNSOUGHT.test(char)))
    const codes = Array.from(chars, char => char.codePointAt(0)!)
    const covered = new Set(own === null ? [] : coveredBy(own, codes))
    for (const char of chars) {
      if (covered.has(char.codePointAt(0)!)) files.set(keyOf(char, font), own!)
      else rest.set(char, [...(rest.get(char) ?? []), font])
    }
  }
  for (const [char, file] of fontsOf(rest.keys()))
    for (const font of rest.get(char)!) files.set(keyOf(char, font), file)
  return files
}

function keyOf(char: string, font: PageFont): string {
  return `${font} ${char}`
}

function letterOf(fonts: Map<string, OpenFont | null>, file: string, code: number) {
  try {
    if (!fonts.has(file)) fonts.set(file, openFont(readFileSync(file)))
    return fonts.get(file)?.letter(code) ?? null
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    // A broken font: resvg may know what to do with it.
    fonts.set(file, null)
    return null
  }
}
