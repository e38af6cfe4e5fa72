import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { clustersOf, type Letters, type TextRun } from './letters.ts'
import { numberBoxes } from './number-box.ts'
import { needsLetters, readSvg } from './read-svg.ts'
import type { Glyph, Shape } from './shapes.ts'
import { splitText } from './split-text.ts'
import { writeEps } from './write-eps.ts'
import { writePdf } from './write-pdf.ts'
import { writePlainSvg } from './write-plain-svg.ts'

const svgOf = (text: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><title>${text}</title><text x="10" y="20" font-size="10" font-family="monospace" ${attributes}>${text}</text></svg>`
const SQUARE = { steps: [['M', 0, 0], ['L', 500, 0], ['L', 500, -500], ['Z']], advance: 700 } as const
/** A square for each letter that is asked for, 700 wide. */
function squares(runsOf: (text: string) => readonly TextRun[] = text => [{ text, level: 0 }]): Letters {
  const glyphs = new Map<string, Glyph>()
  const glyphOf = (text: string) => {
    const glyph = glyphs.get(text) ?? { ...SQUARE, text }
    glyphs.set(text, glyph)
    return glyph
  }
  return {
    runsOf,
    find: wanted =>
      wanted.map(({ text }) =>
        clustersOf(text).map(one => ({ text: one, glyph: glyphOf(one), advance: 700 })),
      ),
  }
}
const SQUARES = squares()
const glyphsOf = (shapes: Iterable<Shape>) =>
  [...shapes].flatMap(shape => (shape.kind === 'glyphs' ? [shape] : []))
const inOneRun = (text: string): readonly TextRun[] => [{ text, level: 0 }]

describe('splitText()', () => {
  const seen = (text: string) => splitText(text, inOneRun).map(({ text: part }) => part)

  it('keeps what pages have letters for in one part, and puts marks on their letters', () => {
    expect(splitText('a(b)…Œ−e\u0301', inOneRun)).toHaveLength(1)
    expect(seen('cafe\u0301')).toEqual(['café'])
    expect(seen('aЖλb')).toEqual(['a', 'Жλ', 'b'])
    expect(seen('x\u200by\ufe0f')).toEqual(['xy'])
  })

  it('joins letters that stand together, and takes emoji as one', () => {
    expect(seen('कार्य_x')).toEqual(['कार्य', '_x'])
    expect(seen('👨‍👩‍👧!')).toEqual(['👨‍👩‍👧', '!'])
  })

  it('has all that stands among letters from the right drawn with them', () => {
    const runs = [
      { text: 'a ', level: 0 },
      { text: '12', level: 2 },
      { text: 'אב (', level: 1 },
      { text: '\u200e', level: 1 },
    ]
    expect(splitText('a אב (12', () => runs)).toEqual([
      { text: 'a ', isForeign: false, isFromRight: false },
      { text: '12', isForeign: true, isFromRight: false },
      { text: 'אב (', isForeign: true, isFromRight: true },
    ])
  })
})

describe('readSvg() of foreign letters', () => {
  it('sets glyphs one behind another, and places their anchor by what they are wide', () => {
    const page = readSvg(svgOf('aЖЖ', 'text-anchor="end"'), SQUARES)
    expect(page.glyphs).toHaveLength(1)
    const [letter] = [...page.shapes]
    expect(letter).toMatchObject({ kind: 'text', text: 'a' })
    expect([...page.shapes].map(shape => ('x' in shape ? Math.round(shape.x) : 0))).toEqual([-10, -4])
    expect(glyphsOf(page.shapes)[0]!.glyphs).toHaveLength(2)
    expect(page.missing).toEqual([])
  })

  it('draws boxes with numbers for what no font has, and says what', () => {
    const page = readSvg(svgOf('x日本日'))
    expect(page.missing).toEqual(['日', '本'])
    const [boxes] = glyphsOf(page.shapes)
    expect(boxes).toMatchObject({ x: 16, glyphs: [{ text: '日' }, { text: '本' }, { text: '日' }] })
    expect(numberBoxes('\u{1f600}')).toMatchObject({ advance: 1000 })
    expect(numberBoxes('Ж')).toMatchObject({ advance: 600, text: 'Ж' })
  })

  it('asks for letters only where drawn texts have foreign ones', () => {
    expect(needsLetters(svgOf('café −3 …').replace('<title>', '<title>Ж'))).toBe(false)
    expect(needsLetters(svgOf('Ж'))).toBe(true)
  })

  it('needs no font for arrows that have something like them', () => {
    const page = readSvg(svgOf('▲ 3'))
    expect(page).toMatchObject({ glyphs: [], missing: [] })
  })
})

describe('writers of foreign letters', () => {
  const page = readSvg(svgOf('Жa日'), SQUARES)

  it('PDF has a font of the letters and what they say', () => {
    const bytes = writePdf(page)
    const text = Buffer.from(bytes).toString('latin1')
    expect(text).toContain('/Subtype/Type3/FontBBox[0 0 500 500]')
    expect(text).toContain('/Widths[600 700 700]')
    expect(text).toContain('/Title<feff0416006165e5>')
    const streams = [...text.matchAll(/stream\n/g)].flatMap(({ index }) => {
      const end = text.indexOf('\nendstream', index)
      return text.slice(index - 3, index) === 'end'
        ? []
        : [inflateSync(bytes.subarray(index + 7, end)).toString('latin1')]
    })
    expect(streams[0]).toContain('/G0 10 Tf')
    expect(streams[1]).toContain('<01> <0416>\n<02> <65e5>')
    expect(streams[3]).toBe('700 0 0 0 500 500 d1\n0 0 m\n500 0 l\n500 500 l\nh\nf')
  })

  it('EPS names the letters by what they say', () => {
    const text = [...writeEps(page)].join('\n')
    expect(text).toContain('Encoding 1 /uni0416 put\nEncoding 2 /uni65E5 put')
    expect(text).toMatch(/^[ -~\n]*$/)
    expect(text).toContain('%%Title: (?a?)')
  })

  it('SVG without a style sheet draws each letter once and uses it', () => {
    const text = [...writePlainSvg(page, () => 'Cousine')].join('')
    expect(text).toContain('<path id="g0" d="M0 0L500 0L500 -500Z"/>')
    expect(text).toContain('<use xlink:href="#g0" fill="#000000" transform="translate(10 20) scale(0.01)"/>')
    expect(text).toContain('font-family="Cousine" font-size="10" fill="#000000">a</text>')
  })

  it('have no font of letters where the page needs none', () => {
    const plain = Buffer.from(writePdf(readSvg(svgOf('café −3 …')))).toString('latin1')
    expect(plain).not.toContain('Type3')
    expect(plain.length).toBeLessThan(1600)
  })
})
