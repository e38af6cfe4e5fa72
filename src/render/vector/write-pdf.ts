import { zlibSync } from 'fflate'
import { pageNumber, quotePageText } from './page-text.ts'
import { type OutlineStep, PAGE_FONTS, type Page, type Rgb, type Shape } from './shapes.ts'

/** Points a pixel. */
const POINT = 0.75
/** Readers refuse larger pages, unless their unit is. Source: PDF 32000-1, annex C.2. */
const LONGEST = 14_400

/** A page as a PDF document. Letters are text: they can be searched and copied. What is outside Windows' Latin code page becomes `?`.
 *  Source: PDF 32000-1:2008. */
export function writePdf(page: Page): Uint8Array {
  const longest = Math.max(page.width, page.height) * POINT
  const unit = Math.max(1, Math.ceil(longest / LONGEST))
  const scale = POINT / unit
  const content = zlibSync(new TextEncoder().encode([...contentOf(page, scale)].join('\n')))
  const fonts = PAGE_FONTS.map((_, i) => `/F${i} ${4 + i} 0 R`).join(' ')
  const size = `${pageNumber(page.width * scale)} ${pageNumber(page.height * scale)}`
  return joinObjects([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${size}]/UserUnit ${unit}/Resources<</Font<<${fonts}>>>>/Contents 8 0 R>>`,
    ...PAGE_FONTS.map(name => `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`),
    [`<</Filter/FlateDecode/Length ${content.length}>>\nstream\n`, content, '\nendstream'],
    `<</Title${quotePageText(page.title)}/Producer(Pyrometer)>>`,
  ])
}

type PdfObject = string | readonly (string | Uint8Array)[]

/** Objects 1, 2, 3 … with their table; the first is the root, the last the information. */
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
    `trailer\n<</Size ${objects.length + 1}/Root 1 0 R/Info ${objects.length} 0 R>>\nstartxref\n${table}\n%%EOF\n`,
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
function* contentOf({ height, shapes }: Page, scale: number): Generator<string> {
  yield `${pageNumber(scale)} 0 0 ${pageNumber(-scale)} 0 ${pageNumber(height * scale)} cm 1 j`
  for (const shape of shapes) yield drawing(shape)
}

function drawing(shape: Shape): string {
  if (shape.kind === 'text') {
    const font = PAGE_FONTS.indexOf(shape.font)
    const place = `1 0 0 -1 ${pageNumber(shape.x)} ${pageNumber(shape.y)} Tm`
    return `BT /F${font} ${pageNumber(shape.size)} Tf ${colour(shape.fill)} rg ${place} ${quotePageText(shape.text)} Tj ET`
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

const OPERATORS = { M: 'm', L: 'l', C: 'c', Z: 'h' } as const

function outline([command, ...numbers]: OutlineStep): string {
  return [...numbers.map(pageNumber), OPERATORS[command]].join(' ')
}

function colour(rgb: Rgb): string {
  return rgb.map(pageNumber).join(' ')
}
