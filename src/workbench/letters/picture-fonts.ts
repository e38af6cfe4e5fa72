import { createRequire } from 'node:module'
import type { PageFont } from '../../render/vector/shapes.ts'

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

/** What resvg is told of fonts: ours; all of the machine where they are not installed. */
export function resvgFonts() {
  const files = Object.keys(FILES).map(font => pictureFile(font as PageFont))
  const own = files.filter(path => path !== null)
  return {
    loadSystemFonts: own.length < files.length,
    fontFiles: own,
    defaultFontFamily: SANS,
    sansSerifFamily: SANS,
    monospaceFamily: CODE,
  }
}

/** What draws PNG, or why it cannot be loaded: it is an optional dependency. */
export function loadResvg(): typeof import('@resvg/resvg-js') | { readonly cause: unknown } {
  try {
    return createRequire(import.meta.url)('@resvg/resvg-js')
  } catch (cause) {
    return { cause }
  }
}
