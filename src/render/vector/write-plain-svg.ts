import { escapeXml } from '../svg/svg-text.ts'
import { pageNumber } from './page-text.ts'
import type { Glyph, OutlineStep, Page, PageFont, Rgb, Shape } from './shapes.ts'

/** What takes the place of the fonts of pages. */
export type FontNames = (font: PageFont) => string

/** A page as an SVG document of shapes alone: no style sheet, no groups; what pages have no letters for is drawn. */
export function* writePlainSvg(page: Page, fontNames: FontNames): Generator<string> {
  const { width, height } = page
  yield '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
  yield ` width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n<defs>`
  const ids = new Map<Glyph, number>()
  for (const glyph of page.glyphs) {
    yield `<path id="g${ids.size}" d="${glyph.steps.map(outline).join('')}"/>\n`
    ids.set(glyph, ids.size)
  }
  yield '</defs>\n'
  for (const shape of page.shapes) yield `${element(shape, { ids, fontNames })}\n`
  yield '</svg>\n'
}

function element(
  shape: Shape,
  { ids, fontNames }: { ids: ReadonlyMap<Glyph, number>; fontNames: FontNames },
): string {
  if (shape.kind === 'outline') {
    const { fill, stroke, strokeWidth, dashes } = shape
    const line =
      stroke === null ? '' : ` stroke="${colour(stroke)}" stroke-width="${pageNumber(strokeWidth)}"`
    const dash = dashes.length === 0 ? '' : ` stroke-dasharray="${dashes.map(pageNumber).join(' ')}"`
    return `<path fill="${fill === null ? 'none' : colour(fill)}"${line}${dash} d="${shape.steps.map(outline).join('')}"/>`
  }
  const { x, y, size } = shape
  const fill = `fill="${colour(shape.fill)}"`
  if (shape.kind === 'glyphs') {
    let at = x
    const uses = shape.glyphs.map(glyph => {
      const place = `translate(${pageNumber(at)} ${pageNumber(y)}) scale(${size / 1000})`
      at += (glyph.advance * size) / 1000
      return glyph.steps.length === 0
        ? ''
        : `<use xlink:href="#g${ids.get(glyph)}" ${fill} transform="${place}"/>`
    })
    return uses.join('')
  }
  const weight = shape.font.endsWith('Bold') ? ' font-weight="bold"' : ''
  const font = `font-family="${fontNames(shape.font)}"${weight} font-size="${pageNumber(size)}"`
  return `<text xml:space="preserve" x="${pageNumber(x)}" y="${pageNumber(y)}" ${font} ${fill}>${escapeXml(shape.text)}</text>`
}

function outline([command, ...numbers]: OutlineStep): string {
  return command + numbers.map(pageNumber).join(' ')
}

function colour(rgb: Rgb): string {
  return `#${rgb
    .map(channel =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}
