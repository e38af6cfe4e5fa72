import { createRequire } from 'node:module'
import type { PageFont } from '../render/vector/shapes.ts'

/** Fonts as wide as those that labels are measured with. Machines without any font draw letters too. */
const FILES = [
  ...['400Regular/Arimo_400Regular', '700Bold/Arimo_700Bold'].map(name => `arimo/${name}`),
  ...['400Regular/Cousine_400Regular', '700Bold/Cousine_700Bold'].map(name => `cousine/${name}`),
]

const SANS = 'Arimo'
const CODE = 'Cousine'

/** The family that takes the place of a font that pages have. */
export function pictureFamily(font: PageFont): string {
  return font.startsWith('Courier') ? CODE : SANS
}

/** What resvg is told of fonts. With `isForeign`, or where the packages of the fonts are not installed, the fonts of the machine are
 *  looked through too, which takes a while. */
export function resvgFonts({ isForeign }: { isForeign: boolean }) {
  const require = createRequire(import.meta.url)
  const fontFiles = FILES.map(name => locate(require, `@expo-google-fonts/${name}.ttf`)).filter(
    path => path !== null,
  )
  return {
    loadSystemFonts: isForeign || fontFiles.length < FILES.length,
    fontFiles,
    defaultFontFamily: SANS,
    sansSerifFamily: SANS,
    monospaceFamily: CODE,
  }
}

function locate(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name)
  } catch {
    return null
  }
}

/** What draws PNG and finds outlines of letters, or why it cannot be loaded: it is an optional dependency. */
export function loadResvg(): typeof import('@resvg/resvg-js') | { cause: unknown } {
  try {
    return createRequire(import.meta.url)('@resvg/resvg-js')
  } catch (cause) {
    return { cause }
  }
}
