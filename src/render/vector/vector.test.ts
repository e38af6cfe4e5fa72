import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { queryCallTree } from '../../query/tree/call-tree.ts'
import { renderFlameSvg } from '../svg/flame.ts'
import { encodePageText, pageNumber, quotePageText } from './page-text.ts'
import { readSvg } from './read-svg.ts'
import type { Shape } from './shapes.ts'
import { writeEps } from './write-eps.ts'
import { writePdf } from './write-pdf.ts'

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200">
<title>A &amp; B</title>
<style>text{font:12px ui-monospace,monospace;text-anchor:middle}.head{font-family:sans-serif;font-size:16px;font-weight:600}.end{text-anchor:end}.box rect{fill:#ff0000;stroke:#0000ff}@media(prefers-color-scheme:dark){.box rect{fill:#000000}}</style>
<g transform="translate(10 20)"><g class="box"><title>tip</title><rect x="5" y="6" width="30" height="10"/></g>
<path d="M0 0C1 2 3 4 5 6L7 8Z" fill="none" stroke="#00ff00" stroke-width="2" stroke-dasharray="4 2"/>
<text class="head" x="100" y="50">a &lt;b&gt;</text><text class="end" x="100" y="70">wi<tspan fill="#123456">de</tspan></text></g>
<g display="none"><rect width="9" height="9"/></g>
<script><![CDATA[if (a < b) draw('<rect width="1" height="1"/>')]]></script>
</svg>`

const shapes = (svg: string) => [...readSvg(svg).shapes]
const textsOf = (list: readonly Shape[]) => list.flatMap(shape => (shape.kind === 'text' ? [shape] : []))

describe('readSvg()', () => {
  it('takes shapes with their place and their paint', () => {
    const page = readSvg(SVG)
    expect(page).toMatchObject({ width: 400, height: 200, title: 'A & B' })
    const [box, line, ...texts] = [...page.shapes]
    expect(box).toMatchObject({ kind: 'outline', fill: [1, 0, 0], stroke: [0, 0, 1], strokeWidth: 1 })
    expect(box).toHaveProperty('steps', [['M', 15, 26], ['L', 45, 26], ['L', 45, 36], ['L', 15, 36], ['Z']])
    expect(line).toMatchObject({ fill: null, stroke: [0, 1, 0], strokeWidth: 2, dashes: [4, 2] })
    expect(line).toHaveProperty('steps', [['M', 10, 20], ['C', 11, 22, 13, 24, 15, 26], ['L', 17, 28], ['Z']])
    expect(texts).toHaveLength(3)
  })

  it('sets texts in the fonts that pages have, at their anchor', () => {
    const [head, wide, rest] = textsOf(shapes(SVG))
    expect(head).toMatchObject({ text: 'a <b>', font: 'Helvetica-Bold', size: 16, y: 70 })
    // Adobe's metrics in bold: a 556, space 278, < and > 584, b 611.
    expect(head!.x).toBeCloseTo(110 - (16 * (556 + 278 + 584 + 611 + 584)) / 2000)
    expect(wide).toMatchObject({ text: 'wi', font: 'Courier', x: 110 - 14.4, y: 90 })
    expect(rest).toMatchObject({ text: 'de', fill: [0x12 / 255, 0x34 / 255, 0x56 / 255] })
  })

  it('draws every box of a flame graph', () => {
    const recording = recordingFromText('1     2\nmain  main\nread  parse\n')
    const svg = renderFlameSvg(queryCallTree(recording), recording.shared, { title: 'x', isStatic: true })
    const list = shapes(svg)
    expect(list.filter(shape => shape.kind === 'outline')).toHaveLength(svg.split('<rect').length - 1)
    expect(textsOf(list).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['main 100.0\u2009%', 'read 33.3\u2009%', 'parse 66.7\u2009%']),
    )
  })
})

describe('writePdf()', () => {
  const bytes = writePdf(readSvg(SVG))
  const text = Buffer.from(bytes).toString('latin1')

  it('says where every object is', () => {
    const table = Number(text.match(/startxref\n(\d+)\n%%EOF\n$/)?.[1])
    expect(text.slice(table, table + 5)).toBe('xref\n')
    const places = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place))
    for (const [i, place] of places.entries())
      expect(text.slice(place)).toMatch(new RegExp(`^${i + 1} 0 obj\n`))
    expect(text).toContain(`/Size ${places.length + 1}`)
  })

  it('holds the drawing, three quarters of a point a pixel', () => {
    expect(text).toContain('/MediaBox[0 0 300 150]')
    const start = text.indexOf('stream\n') + 7
    const content = inflateSync(bytes.subarray(start, text.indexOf('\nendstream'))).toString('latin1')
    expect(content).toContain('0.75 0 0 -0.75 0 150 cm')
    expect(content).toContain('1 0 0 rg 0 0 1 RG 1 w [] 0 d 15 26 m 45 26 l 45 36 l 15 36 l h B')
    expect(content).toContain('(a <b>) Tj')
  })

  it('enlarges the unit of pages that no reader would open', () => {
    const wide = Buffer.from(
      writePdf({ width: 50_000, height: 10, title: '', glyphs: [], missing: [], shapes: [] }),
    ).toString('latin1')
    expect(wide).toContain('/MediaBox[0 0 12500 2.5]/UserUnit 3')
  })
})

describe('writeEps()', () => {
  it('is bounded and says the same drawing', () => {
    const text = [...writeEps(readSvg(SVG))].join('\n')
    expect(text.startsWith('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 150\n')).toBe(true)
    expect(text).toContain('newpath 15 26 M 45 26 L 45 36 L 15 36 L Z 1 0 0 F 1 [] 0 0 1 S')
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
  })
})

describe('quotePageText()', () => {
  it('escapes what ends a string, and writes what the code page has', () => {
    expect(quotePageText('f(a\\b) 1×…')).toBe('(f\\(a\\\\b\\) 1\\327\\205)')
    expect(encodePageText('日\u2009a')).toEqual([0x3f, 0x20, 0x61])
  })
})

describe('pageNumber()', () => {
  it('has no exponent and never is not a number', () => {
    expect([1e-9, 1 / 3, Number.NaN, -2].map(pageNumber)).toEqual(['0', '0.333', '0', '-2'])
  })
})
