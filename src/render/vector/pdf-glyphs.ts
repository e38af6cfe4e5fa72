import { pageNumber } from './page-text.ts'
import type { Glyph, OutlineStep } from './shapes.ts'

/** UTF-16 units that one code may stand for. */
const LONGEST = 250

/** Numbers of objects that a font takes. */
interface FontPlaces {
  readonly font: number
  readonly names: number
  /** That of its m; its glyphs follow. */
  readonly first: number
}

/** By the width of their m, poppler says how large letters of such fonts are, and so what stands on one line. */
const M_WIDTH = 600
/** The drawing of the m, which nothing uses. */
export const M_DRAWING = `${M_WIDTH} 0 d0`

/** A Type 3 font of drawn letters, each a stream of its own, with what they say, so that they can be searched and copied.
 *  Source: PDF 32000-1, 9.6.5 and 9.10.3. */
export function glyphFontObject(glyphs: readonly Glyph[], { names, first }: FontPlaces): string {
  const codes = glyphs.map((_, i) => i + 1)
  const box = boxOf(glyphs.flatMap(({ steps }) => steps))
  return [
    `<</Type/Font/Subtype/Type3/FontBBox[${box.join(' ')}]/FontMatrix[0.001 0 0 0.001 0 0]/Resources<<>>`,
    `/FirstChar 0/LastChar ${glyphs.length}/Widths[${[M_WIDTH, ...glyphs.map(({ advance }) => pageNumber(advance))].join(' ')}]`,
    `/Encoding<</Type/Encoding/Differences[0/m${codes.map(code => `/g${code}`).join('')}]>>`,
    `/CharProcs<</m ${first} 0 R${codes.map(code => `/g${code} ${first + code} 0 R`).join('')}>>/ToUnicode ${names} 0 R>>`,
  ].join('\n')
}

/** What the codes of such a font stand for. */
export function glyphNames(glyphs: readonly Glyph[]): string {
  const lines = glyphs.map(({ text }, i) => `<${hex(i + 1, 2)}> <${utf16(text.slice(0, LONGEST))}>`)
  const blocks: string[] = []
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100)
    blocks.push(`${block.length} beginbfchar`, ...block, 'endbfchar')
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange\n<00> <ff>\nendcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n')
}

/** The drawing of a glyph. */
export function glyphDrawing({ steps, advance }: Glyph): string {
  const outline = steps.map(step => {
    const [kind, ...numbers] = step
    const operator = { M: 'm', L: 'l', C: 'c', Z: 'h' }[kind]
    return [...upward(numbers), operator].join(' ')
  })
  return [`${pageNumber(advance)} 0 ${boxOf(steps).join(' ')} d1`, ...outline, 'f'].join('\n')
}

/** Numbers of a step with the vertical ones turned round: the letters of fonts stand on their line. */
export function upward(numbers: readonly number[]): string[] {
  return numbers.map((number, i) => pageNumber(Math.round(i % 2 === 0 ? number : -number) + 0))
}

/** Left, lower, right and upper end of outlines, upward. */
export function boxOf(steps: readonly OutlineStep[]): [number, number, number, number] {
  let [left, lower, right, upper] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const step of steps) {
    for (let i = 1; i < step.length; i += 2) {
      const [x, y] = [step[i] as number, -(step[i + 1] as number)]
      left = Math.min(left, x)
      right = Math.max(right, x)
      lower = Math.min(lower, y)
      upper = Math.max(upper, y)
    }
  }
  return left <= right
    ? [Math.floor(left), Math.floor(lower), Math.ceil(right), Math.ceil(upper)]
    : [0, 0, 0, 0]
}

/** A text in UTF-16, most significant byte first, in hexadecimal digits. */
export function utf16(text: string): string {
  return Array.from({ length: text.length }, (_, i) => hex(text.charCodeAt(i), 4)).join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
