import { PAGE_GLYPHS, pageNumber, quotePageText } from './page-text.ts'
import { type OutlineStep, PAGE_FONTS, type Page, type Rgb, type Shape } from './shapes.ts'

/** Points a pixel. */
const POINT = 0.75

/** A page as an encapsulated PostScript document, in lines. What is outside Windows' Latin code page becomes `?`. Source: PostScript
 *  Language Reference, 3rd edition; EPSF 3.0. */
export function* writeEps(page: Page): Generator<string> {
  const [width, height] = [page.width * POINT, page.height * POINT]
  yield '%!PS-Adobe-3.0 EPSF-3.0'
  yield `%%BoundingBox: 0 0 ${Math.ceil(width)} ${Math.ceil(height)}`
  yield `%%HiResBoundingBox: 0 0 ${pageNumber(width)} ${pageNumber(height)}`
  yield `%%Title: ${quotePageText(page.title).slice(0, 240)}`
  yield '%%Creator: Pyrometer\n%%LanguageLevel: 2\n%%Pages: 1\n%%EndComments\n%%BeginProlog'
  yield '10 dict begin'
  yield '/M {moveto} bind def /L {lineto} bind def /C {curveto} bind def /Z {closepath} bind def'
  yield '/F {gsave setrgbcolor fill grestore} bind def'
  yield '/S {gsave setrgbcolor 0 setdash setlinewidth stroke grestore} bind def'
  yield '/T {gsave setrgbcolor findfont exch scalefont setfont moveto 1 -1 scale show grestore} bind def'
  yield '/Latin ISOLatin1Encoding 256 array copy def'
  for (const [code, name] of PAGE_GLYPHS) yield `Latin ${code} /${name} put`
  yield 'Latin 45 /hyphen put Latin 39 /quotesingle put Latin 96 /grave put'
  for (const [i, font] of PAGE_FONTS.entries()) {
    yield `/${font} findfont dup length dict begin {1 index /FID ne {def} {pop pop} ifelse} forall`
    yield `/Encoding Latin def currentdict end /F${i} exch definefont pop`
  }
  yield '%%EndProlog\n%%Page: 1 1\ngsave'
  yield `0 ${pageNumber(height)} translate ${POINT} -${POINT} scale 1 setlinejoin`
  for (const shape of page.shapes) yield drawing(shape)
  yield 'grestore end showpage\n%%EOF\n'
}

function drawing(shape: Shape): string {
  if (shape.kind === 'text') {
    const font = PAGE_FONTS.indexOf(shape.font)
    const place = `${pageNumber(shape.x)} ${pageNumber(shape.y)}`
    return `${quotePageText(shape.text)} ${place} ${pageNumber(shape.size)} /F${font} ${colour(shape.fill)} T`
  }
  const { fill, stroke, strokeWidth, dashes } = shape
  const paint = [
    fill === null ? '' : `${colour(fill)} F`,
    stroke === null
      ? ''
      : `${pageNumber(strokeWidth)} [${dashes.map(pageNumber).join(' ')}] ${colour(stroke)} S`,
  ]
  return ['newpath', ...shape.steps.map(outline), ...paint.filter(part => part !== '')].join(' ')
}

function outline([command, ...numbers]: OutlineStep): string {
  return [...numbers.map(pageNumber), command].join(' ')
}

function colour(rgb: Rgb): string {
  return rgb.map(pageNumber).join(' ')
}
