import { PyrometerError } from '../../base/errors.ts'
import { loadResvg, resvgFonts } from '../letters/picture-fonts.ts'
import { encodePng } from './png.ts'

/** Pixels that a picture may have in all: larger ones take long and few programs open them. */
const MOST_PIXELS = 24e6
/** Pixels a CSS pixel: letters stay sharp on fine screens and in print. */
const SCALE = 2
/** Longest side of a picture. */
const LONGEST = 32_000
/** Smaller than this letters are grey lines at best, and what draws pictures takes a while over each. */
const LEAST_LETTERS = 0.12

/** Pixels of an SVG document of our own renderers as a PNG file. Its letters are those of Arimo and Cousine. @throws PyrometerError if what draws it is not installed, or has no room for so much. */
export function drawPng(svg: string): Uint8Array {
  const { scale } = pngSize(svg)
  const resvg = loadResvg()
  if ('cause' in resvg) throw notInstalled(resvg.cause)
  const { pixels, width: columns, height: rows } = rendered(resvg, longhand(visible(svg, scale)), scale)
  return encodePng(pixels, columns, rows)
}

/** The size of a document in CSS pixels, and the pixels that each of them becomes. */
export function pngSize(svg: string): { width: number; height: number; scale: number } {
  const [, wide = '1', high = '1'] = svg.match(/^<svg[^>]*\swidth="([\d.]+)" height="([\d.]+)"/) ?? []
  const [width, height] = [Number(wide), Number(high)]
  const fitting = Math.min(Math.sqrt(MOST_PIXELS / (width * height)), LONGEST / width, LONGEST / height)
  return { width, height, scale: Math.min(SCALE, fitting) }
}

/** What of a document pixels show: no tips, and no letters where they would be too small. */
function visible(svg: string, scale: number): string {
  const shown = svg.replaceAll(/<title>[^<]*<\/title>/g, '')
  return scale >= LEAST_LETTERS ? shown : shown.replaceAll(/<text\b[^>]*>[^<]*<\/text>/g, '')
}

function rendered({ Resvg }: typeof import('@resvg/resvg-js'), svg: string, scale: number) {
  try {
    return new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font: resvgFonts() }).render()
  } catch (cause) {
    if (!(cause instanceof Error) || !/limit/.test(cause.message)) throw cause
    throw new PyrometerError('PYRO_LIMIT', 'The picture has more parts than can be drawn as PNG', {
      hint: 'Write .svg, .pdf or .html, or draw less of it',
      cause,
    })
  }
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
