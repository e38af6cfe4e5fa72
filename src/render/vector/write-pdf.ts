import { zlibSync } from 'fflate'
import { codeRuns, type GlyphCode, shareOut } from './glyph-codes.ts'
import { PAGE_GLYPHS, pageNumber, quoteCodes, quotePageText } from './page-text.ts'
import { glyphDrawing, glyphFontObject, glyphNames, M_DRAWING, utf16 } from './pdf-glyphs.ts'
import { type Glyph, type OutlineStep, PAGE_FONTS, type Page, type Rgb, type Shape } from './shapes.ts'

/** Points a pixel. */
const POINT = 0.75
/** Readers refuse larger pages, unless their unit is. Source: PDF 32000-1, annex C.2. */
const LONGEST = 14_400

/** Objects before the letters' own: catalogue, pages, page, drawing, encoding, information. */
const FIRST_FONT = 7

/** A page as a PDF document. Letters are text, also those that are drawn: they can be searched and copied. Source: PDF 32000-1:2008. */
export function writePdf(page: Page): Uint8Array {
  const longest = Math.max(page.width, page.height) * POINT
  const unit = Math.max(1, Math.ceil(longest / LONGEST))
  const scale = POINT / unit
  const { fonts, codes } = shareOut(page.glyphs)
  const content = [...contentOf(page, { scale, codes })].join('\n')
  const own = PAGE_FONTS.map(
    name => `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding ${ENCODING} 0 R>>` as PdfObject,
  )
  const first = FIRST_FONT + own.length
  const drawn: PdfObject[] = []
  const names = PAGE_FONTS.map((_, i) => `/F${i} ${FIRST_FONT + i} 0 R`)
  for (const [i, glyphs] of fonts.entries()) {
    const font = first + drawn.length
    names.push(`/G${i} ${font} 0 R`)
    drawn.push(...fontObjects(glyphs, font))
  }
  const size = `${pageNumber(page.width * scale)} ${pageNumber(page.height * scale)}`
  return joinObjects([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${size}]/UserUnit ${unit}/Resources<</Font<<${names.join('')}>>>>/Contents 4 0 R>>`,
    stream(content),
    `<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[${MINUS.join('/')}]>>`,
    `<</Title${pdfText(page.title)}/Producer(Pyrometer)>>`,
    ...own,
    ...drawn,
  ])
}

/** Numbers of objects. */
const ENCODING = 5
const INFORMATION = 6
/** What WinAnsiEncoding does not have. */
const MINUS = PAGE_GLYPHS.filter(([, name]) => name === 'minus').flat()

function fontObjects(glyphs: readonly Glyph[], font: number): PdfObject[] {
  const places = { font, names: font + 1, first: font + 2 }
  return [
    glyphFontObject(glyphs, places),
    stream(glyphNames(glyphs)),
    stream(M_DRAWING),
    ...glyphs.map(glyph => stream(glyphDrawing(glyph))),
  ]
}

function stream(text: string): PdfObject {
  const bytes = zlibSync(new TextEncoder().encode(text))
  return [`<</Filter/FlateDecode/Length ${bytes.length}>>\nstream\n`, bytes, '\nendstream']
}

/** A string outside the drawing; its code page would be another. */
function pdfText(text: string): string {
  return /^[ -~]*$/.test(text) ? quotePageText(text) : `<feff${utf16(text)}>`
}

type PdfObject = string | readonly (string | Uint8Array)[]

/** Objects 1, 2, 3 … with their table; the first is the root. */
function joinObjects(objects: readonly PdfObject[]): Uint8Array {
  const encoder = new TextEncoder()
  const chunks: Uint8Array[] = []
  let length = 0
  const push = (part: string | Uint8Array) => {
    const bytes = typeof part === 'string' ? encoder.encode(part) : part
    chunks.push(bytes)
    length += bytes.length
  }
  push('%PDF-1.6\n%')
  push(Uint8Array.of(0xe2, 0xe3, 0xcf, 0xd3, 0x0a))
  const places: number[] = []
  for (const [i, object] of objects.entries()) {
    places.push(length)
    push(`${i + 1} 0 obj\n`)
    for (const part of typeof object === 'string' ? [object] : object) push(part)
    push('\nendobj\n')
  }
  const table = length
  push(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`)
  for (const place of places) push(`${String(place).padStart(10, '0')} 00000 n \n`)
  push(
    `trailer\n<</Size ${objects.length + 1}/Root 1 0 R/Info ${INFORMATION} 0 R>>\nstartxref\n${table}\n%%EOF\n`,
  )
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** The page's own drawing, in pixels from the left upper corner. */
function* contentOf(
  { height, shapes }: Page,
  { scale, codes }: { scale: number; codes: ReadonlyMap<Glyph, GlyphCode> },
): Generator<string> {
  yield `${pageNumber(scale)} 0 0 ${pageNumber(-scale)} 0 ${pageNumber(height * scale)} cm 1 j`
  for (const shape of shapes) yield drawing(shape, codes)
}

function drawing(shape: Shape, codes: ReadonlyMap<Glyph, GlyphCode>): string {
  if (shape.kind !== 'outline') {
    const { x, y, size, fill } = shape
    const place = `1 0 0 -1 ${pageNumber(x)} ${pageNumber(y)} Tm`
    const parts = letters(shape, codes).map(([font, text]) => `/${font} ${pageNumber(size)} Tf ${text} Tj`)
    return `BT ${colour(fill)} rg ${place} ${parts.join(' ')} ET`
  }
  const { fill, stroke, strokeWidth, dashes } = shape
  return [
    fill === null ? '' : `${colour(fill)} rg`,
    stroke === null
      ? ''
      : `${colour(stroke)} RG ${pageNumber(strokeWidth)} w [${dashes.map(pageNumber).join(' ')}] 0 d`,
    ...shape.steps.map(outline),
    fill === null ? 'S' : stroke === null ? 'f' : 'B',
  ]
    .filter(part => part !== '')
    .join(' ')
}

function letters(
  shape: Exclude<Shape, { kind: 'outline' }>,
  codes: ReadonlyMap<Glyph, GlyphCode>,
): [font: string, text: string][] {
  if (shape.kind === 'text') return [[`F${PAGE_FONTS.indexOf(shape.font)}`, quotePageText(shape.text)]]
  return codeRuns(shape.glyphs, codes).map(run => [`G${run.font}`, quoteCodes(run.codes)])
}

const OPERATORS = { M: 'm', L: 'l', C: 'c', Z: 'h' } as const

function outline([command, ...numbers]: OutlineStep): string {
  return [...numbers.map(pageNumber), OPERATORS[command]].join(' ')
}

function colour(rgb: Rgb): string {
  return rgb.map(pageNumber).join(' ')
}
