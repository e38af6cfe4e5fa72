import { glyphFontLines } from './eps-glyphs.ts'
import { codeRuns, type GlyphCode, shareOut } from './glyph-codes.ts'
import { PAGE_GLYPHS, pageNumber, quoteCodes, quotePageText } from './page-text.ts'
import { type Glyph, type OutlineStep, PAGE_FONTS, type Page, type Rgb, type Shape } from './shapes.ts'

/** Points a pixel. */
const POINT = 0.75

/** Characters of a title; lines of comments may have 255 bytes. */
const TITLE = 60

/** A page as an encapsulated PostScript document, in lines. Source: PostScript Language Reference, 3rd edition; EPSF 3.0. */
export function* writeEps(page: Page): Generator<string> {
  const [width, height] = [page.width * POINT, page.height * POINT]
  yield '%!PS-Adobe-3.0 EPSF-3.0'
  yield `%%BoundingBox: 0 0 ${Math.ceil(width)} ${Math.ceil(height)}`
  yield `%%HiResBoundingBox: 0 0 ${pageNumber(width)} ${pageNumber(height)}`
  yield `%%Title: ${asciiText(page.title)}`
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
  const { fonts, codes } = shareOut(page.glyphs)
  for (const [i, glyphs] of fonts.entries()) yield* glyphFontLines(`G${i}`, glyphs)
  yield '%%EndProlog\n%%Page: 1 1\ngsave'
  yield `0 ${pageNumber(height)} translate ${POINT} -${POINT} scale 1 setlinejoin`
  for (const shape of page.shapes) yield drawing(shape, codes)
  yield 'grestore end showpage\n%%EOF\n'
}

/** A comment's text has no other letters. */
function asciiText(text: string): string {
  const letters = Array.from(text.normalize('NFC')).slice(0, TITLE)
  return quotePageText(letters.map(char => (/[ -~]/.test(char) ? char : '?')).join(''))
}

function drawing(shape: Shape, codes: ReadonlyMap<Glyph, GlyphCode>): string {
  if (shape.kind !== 'outline') {
    const { x, y, size, fill } = shape
    return letters(shape, codes)
      .map(({ font, text, at }) => {
        const place = `${pageNumber(x + (at * size) / 1000)} ${pageNumber(y)}`
        return `${text} ${place} ${pageNumber(size)} /${font} ${colour(fill)} T`
      })
      .join('\n')
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

function letters(
  shape: Exclude<Shape, { kind: 'outline' }>,
  codes: ReadonlyMap<Glyph, GlyphCode>,
): { font: string; text: string; at: number }[] {
  if (shape.kind === 'text')
    return [{ font: `F${PAGE_FONTS.indexOf(shape.font)}`, text: quotePageText(shape.text), at: 0 }]
  return codeRuns(shape.glyphs, codes).map(run => ({
    font: `G${run.font}`,
    text: quoteCodes(run.codes),
    at: run.at,
  }))
}

function outline([command, ...numbers]: OutlineStep): string {
  return [...numbers.map(pageNumber), command].join(' ')
}

function colour(rgb: Rgb): string {
  return rgb.map(pageNumber).join(' ')
}
