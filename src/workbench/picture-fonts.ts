import { createRequire } from 'node:module'
import type { PageFont } from '../render/vector/shapes.ts'
import { coveredBy } from './font-coverage.ts'
import { machineFonts } from './machine-fonts.ts'

/** Fonts as wide as those that labels are measured with. Machines without any font draw letters too. */
const FILES: Readonly<Record<PageFont, string>> = {
  Helvetica: 'arimo/400Regular/Arimo_400Regular',
  'Helvetica-Bold': 'arimo/700Bold/Arimo_700Bold',
  Courier: 'cousine/400Regular/Cousine_400Regular',
  'Courier-Bold': 'cousine/700Bold/Cousine_700Bold',
}
const SANS = 'Arimo'
const CODE = 'Cousine'

/** The family that takes the place of a font that pages have. */
export function pictureFamily(font: PageFont): string {
  return font.startsWith('Courier') ? CODE : SANS
}

/** The file that takes the place of a font that pages have; null where it is not installed. */
export function pictureFile(font: PageFont): string | null {
  try {
    return createRequire(import.meta.url).resolve(`@expo-google-fonts/${FILES[font]}.ttf`)
  } catch {
    return null
  }
}

/** What resvg is told of fonts: ours and these; all of the machine where ours are not installed. */
export function resvgFonts(others: readonly string[] = []) {
  const files = Object.keys(FILES).map(font => pictureFile(font as PageFont))
  const own = files.filter(path => path !== null)
  return {
    loadSystemFonts: own.length < files.length,
    fontFiles: [...new Set([...own, ...others])].filter(path => path !== ''),
    defaultFontFamily: SANS,
    sansSerifFamily: SANS,
    monospaceFamily: CODE,
  }
}

/** Files of fonts of the machine that have letters for characters, by character: each has the first that has it. */
export function fontsOf(chars: Iterable<string>): ReadonlyMap<string, string> {
  const sought = new Map(Array.from(chars, char => [char.codePointAt(0)!, char]))
  const found = new Map<string, string>()
  if (sought.size === 0) return found
  for (const file of machineFonts()) {
    for (const code of coveredBy(file, sought.keys())) {
      found.set(sought.get(code)!, file)
      sought.delete(code)
    }
    if (sought.size === 0) break
  }
  return found
}

/** What draws PNG and sets words of scripts that join letters, or why it cannot be loaded: it is an optional dependency. */
export function loadResvg(): typeof import('@resvg/resvg-js') | { readonly cause: unknown } {
  try {
    return createRequire(import.meta.url)('@resvg/resvg-js')
  } catch (cause) {
    return { cause }
  }
}
