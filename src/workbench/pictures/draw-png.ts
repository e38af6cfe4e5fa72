import { PyrometerError } from '../../base/errors.ts'
import { loadResvg, resvgFonts } from '../letters/picture-fonts.ts'
import { encodePng } from './png.ts'

/** Pixels that a picture may have in all: larger ones take long and few programs open them. */
const MOST_PIXELS = 24e6
/** Pixels a CSS pixel: letters stay sharp on fine screens and in print. */
const SCALE = 2
/** Longest side of a picture. */
const LONGEST = 32_000

/** Pixels of an SVG document of our own renderers as a PNG file. Its letters are those of Arimo and Cousine. @throws PyrometerError if what draws it is not installed. */
export function drawPng(svg: string): Uint8Array {
  const [, width = '1', height = '1'] = svg.match(/^<svg[^>]*\swidth="([\d.]+)" height="([\d.]+)"/) ?? []
  const [w, h] = [Number(width), Number(height)]
  const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (w * h)), LONGEST / w, LONGEST / h)
  const resvg = loadResvg()
  if ('cause' in resvg) throw notInstalled(resvg.cause)
  const image = new resvg.Resvg(longhand(svg), {
    fitTo: { mode: 'zoom', value: scale },
    font: resvgFonts(),
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

function notInstalled(cause: unknown): PyrometerError {
  return new PyrometerError(
    'PYRO_NO_PACKAGE',
    'Drawing PNG needs the package @resvg/resvg-js, which is not installed',
    { hint: 'Run "npm install @resvg/resvg-js" beside Pyrometer, or write .svg or .pdf', cause },
  )
}
