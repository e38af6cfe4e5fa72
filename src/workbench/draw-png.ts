import { createRequire } from 'node:module'
import { PyrometerError } from '../base/errors.ts'
import { encodePng } from './png.ts'

/** Pixels that a picture may have in all: larger ones take long and few programs open them. */
const MOST_PIXELS = 24e6
/** Pixels a CSS pixel: letters stay sharp on fine screens and in print. */
const SCALE = 2
/** Longest side of a picture. */
const LONGEST = 32_000

/** Fonts as wide as those that labels are measured with. Machines without any font draw letters too. */
const FONTS = [
  ...['400Regular/Arimo_400Regular', '700Bold/Arimo_700Bold'].map(name => `arimo/${name}`),
  ...['400Regular/Cousine_400Regular', '700Bold/Cousine_700Bold'].map(name => `cousine/${name}`),
]
/** Characters that those fonts do not have; then the machine's fonts are looked through, which takes a while. */
const FOREIGN = /[\u0600-\u1dff\u2300-\u24ff\u2600-\ufffc\u{10000}-\u{10ffff}]/u

/** Pixels of an SVG document of our own renderers as a PNG file. @throws PyrometerError if what draws it is not installed. */
export function drawPng(svg: string): Uint8Array {
  const [, width = '1', height = '1'] = svg.match(/^<svg[^>]*\swidth="([\d.]+)" height="([\d.]+)"/) ?? []
  const [w, h] = [Number(width), Number(height)]
  const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (w * h)), LONGEST / w, LONGEST / h)
  const { Resvg } = load<typeof import('@resvg/resvg-js')>('@resvg/resvg-js')
  const require = createRequire(import.meta.url)
  const fontFiles = FONTS.map(name => locate(require, `@expo-google-fonts/${name}.ttf`)).filter(
    path => path !== null,
  )
  const image = new Resvg(longhand(svg), {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: fontFiles.length < FONTS.length || FOREIGN.test(svg),
      fontFiles,
      defaultFontFamily: 'Arimo',
      sansSerifFamily: 'Arimo',
      monospaceFamily: 'Cousine',
    },
  })
  const { pixels, width: columns, height: rows } = image.render()
  return encodePng(pixels, columns, rows)
}

/** What draws PNG does not know the short form of fonts in style sheets. */
function longhand(svg: string): string {
  return svg.replace(/<style>[^<]*/, style =>
    style.replaceAll(/\bfont:([\d.]+px) ([^;}]+)/g, 'font-size:$1;font-family:$2'),
  )
}

function locate(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name)
  } catch {
    return null
  }
}

/** An optional dependency. @throws PyrometerError that names it when it is not installed. */
function load<T>(name: string): T {
  try {
    return createRequire(import.meta.url)(name) as T
  } catch (cause) {
    throw new PyrometerError(
      'PYRO_NO_PACKAGE',
      `Drawing PNG needs the package ${name}, which is not installed`,
      {
        hint: `Run "npm install ${name}" beside Pyrometer, or write .svg or .pdf`,
        cause,
      },
    )
  }
}
