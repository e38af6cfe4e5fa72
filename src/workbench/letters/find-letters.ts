import {
  clustersOf,
  type FoundLetters,
  type Letters,
  type WantedLetters,
} from '../../render/vector/letters.ts'
import { chooseFonts, type FontChoice } from './choose-fonts.ts'
import { type FontLibraries, loadFontLibraries } from './font-libraries.ts'
import { type FontShaper, openShaper } from './font-shaper.ts'
import { scriptOf } from './scripts.ts'
import { textRuns } from './text-runs.ts'

/** What knows letters in Arimo and Cousine and, for what they do not have, in the fonts of the machine; null where the libraries for it are
 *  not installed. */
export async function loadLetters(): Promise<Letters | null> {
  const libraries = await loadFontLibraries()
  if (libraries === null) return null
  return {
    runsOf: text => textRuns(libraries.bidi, text),
    find: wanted => findLetters(wanted, libraries),
  }
}

function findLetters(wanted: readonly WantedLetters[], libraries: FontLibraries) {
  const fileOf = chooseFonts(wanted, libraries)
  const shapers = new Map<string, FontShaper | null>()
  const shaperOf = (file: string | null) => {
    if (file === null) return null
    const known = shapers.get(file)
    if (known !== undefined) return known
    const shaper = openShaper(file, libraries)
    shapers.set(file, shaper)
    return shaper
  }
  const scripts = new Map<string, string | null>()
  const knownScript = (letter: string) => {
    const known = scripts.get(letter)
    if (known !== undefined) return known
    const script = scriptOf(letter)
    scripts.set(letter, script)
    return script
  }
  return wanted.map(({ text, font, isFromRight }): FoundLetters[] => {
    const parts = clustersOf(text).flatMap(cluster => fileOf(cluster, font))
    const stretches = stretchesOf(parts, knownScript)
    if (isFromRight) stretches.reverse()
    return stretches.flatMap(({ start, end, file }) => {
      const shaper = shaperOf(file)
      if (shaper !== null) return shaper({ text, start, end, isFromRight })
      const clusters = clustersOf(text.slice(start, end))
      if (isFromRight) clusters.reverse()
      return clusters.map(cluster => ({ text: cluster, glyph: null, advance: 0 }))
    })
  })
}

interface Stretch {
  readonly start: number
  end: number
  readonly file: string | null
  script: string | null
}

/** Stretches that are of one font and one script. */
function stretchesOf(parts: readonly FontChoice[], scriptOf: (letter: string) => string | null): Stretch[] {
  const found: Stretch[] = []
  let at = 0
  for (const { text, file } of parts) {
    const script = scriptOf(text)
    const last = found.at(-1)
    const goesOn =
      last !== undefined &&
      last.file === file &&
      (last.script === null || script === null || script === last.script)
    if (goesOn) {
      last.end += text.length
      last.script ??= script
    } else found.push({ start: at, end: at + text.length, file, script })
    at += text.length
  }
  return found
}
