import { clustersOf, type WantedLetters } from '../../render/vector/letters.ts'
import type { PageFont } from '../../render/vector/shapes.ts'
import { coveredBy } from './font-coverage.ts'
import type { FontLibraries } from './font-libraries.ts'
import { machineFonts } from './machine-fonts.ts'
import { pictureFile } from './picture-fonts.ts'

/** Part of a text and the file of the font that has it, null where none has. */
export interface FontChoice {
  readonly text: string
  readonly file: string | null
}

/** What needs no glyph of its own. */
const UNSOUGHT = /\p{Default_Ignorable_Code_Point}/u

/** Files by letter, by font of the page. */
type Files = ReadonlyMap<PageFont, Map<string, string>>

/** Says in which font a letter with its marks stands: in ours if it has all of it, else in the machine's first that has; where none has
 *  all, each character in the first that has it. */
export function chooseFonts(wanted: readonly WantedLetters[], libraries: FontLibraries) {
  const files: Files = new Map(wanted.map(({ font }) => [font, new Map()]))
  const letters = new Map(Array.from(files.keys(), font => [font, new Set<string>()]))
  for (const { text, font } of wanted) for (const letter of clustersOf(text)) letters.get(font)!.add(letter)
  addFiles(files, letters, libraries)
  const apart = new Map(Array.from(letters, ([font, of]) => [font, charactersOf(of, files.get(font)!)]))
  addFiles(files, apart, libraries)
  return (letter: string, font: PageFont): readonly FontChoice[] => {
    const of = files.get(font)!
    const parts = of.has(letter) ? [letter] : Array.from(letter)
    return parts.map(text => ({ text, file: of.get(text) ?? null }))
  }
}

/** Characters of letters that have marks and were not found. */
function charactersOf(letters: Iterable<string>, found: ReadonlyMap<string, string>): Set<string> {
  return new Set(
    [...letters].flatMap(letter => {
      const chars = Array.from(letter)
      return found.has(letter) || chars.length === 1 ? [] : chars
    }),
  )
}

/** Looks for letters: first in the font that goes with each of the page's, then in those of the machine. */
function addFiles(
  files: Files,
  letters: ReadonlyMap<PageFont, ReadonlySet<string>>,
  libraries: FontLibraries,
): void {
  const codes = new Map<string, readonly number[]>()
  const rest = new Map<string, PageFont[]>()
  for (const [font, sought] of letters) {
    for (const letter of sought) codes.set(letter, soughtCodes(letter))
    const own = pictureFile(font)
    const found = new Set(own === null ? [] : coveredLetters(own, { letters: sought, codes, libraries }))
    for (const letter of found) files.get(font)!.set(letter, own!)
    for (const letter of sought) if (!found.has(letter)) rest.set(letter, [...(rest.get(letter) ?? []), font])
  }
  if (rest.size === 0) return
  for (const file of machineFonts()) {
    for (const letter of coveredLetters(file, { letters: rest.keys(), codes, libraries })) {
      for (const font of rest.get(letter)!) files.get(font)!.set(letter, file)
      rest.delete(letter)
    }
    if (rest.size === 0) return
  }
}

/** Letters of which a font has all characters. */
function coveredLetters(
  file: string,
  {
    letters,
    codes,
    libraries,
  }: { letters: Iterable<string>; codes: ReadonlyMap<string, readonly number[]>; libraries: FontLibraries },
): string[] {
  const sought = [...letters]
  const all = new Set(sought.flatMap(letter => codes.get(letter)!))
  const covered = new Set(coveredBy(file, all, libraries))
  return sought.filter(letter => codes.get(letter)!.every(code => covered.has(code)))
}

function soughtCodes(letter: string): number[] {
  return Array.from(letter)
    .filter(char => !UNSOUGHT.test(char))
    .map(char => char.codePointAt(0)!)
}
