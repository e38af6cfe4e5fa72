import { pageNumber } from './page-text.ts'
import { boxOf, upward } from './pdf-glyphs.ts'
import type { Glyph } from './shapes.ts'

/** Longest name of a glyph; interpreters take 127 letters. */
const LONGEST = 100

/** A Type 3 font of drawn letters under a name, in lines. Its glyphs are named by what they say, so that what reads text out of
 *  PostScript finds it. Source: PostScript Language Reference, 5.7; Adobe's glyph list specification. */
export function* glyphFontLines(name: string, glyphs: readonly Glyph[]): Generator<string> {
  yield '8 dict begin /FontType 3 def /FontMatrix [.001 0 0 .001 0 0] def'
  yield `/FontBBox [${boxOf(glyphs.flatMap(({ steps }) => steps)).join(' ')}] def`
  yield '/Encoding 256 array def 0 1 255 {Encoding exch /.notdef put} for'
  const names = glyphs.map(({ text }) => glyphName(text))
  for (const [i, glyph] of names.entries()) yield `Encoding ${i + 1} /${glyph} put`
  const counts = new Map<string, number>()
  for (const glyph of names) counts.set(glyph, (counts.get(glyph) ?? 0) + 1)
  yield '/Drawings 256 array def 0 1 255 {Drawings exch {0 0 setcharwidth} put} for'
  for (const [i, glyph] of glyphs.entries()) {
    // Interpreters keep what they drew under its name; several glyphs may say the same.
    const keep =
      counts.get(names[i]!)! > 1 ? 'setcharwidth' : `${boxOf(glyph.steps).join(' ')} setcachedevice`
    yield `Drawings ${i + 1} {${pageNumber(glyph.advance)} 0 ${keep}`
    for (const [kind, ...numbers] of glyph.steps) yield [...upward(numbers), OPERATORS[kind]].join(' ')
    yield 'fill} put'
  }
  yield '/BuildChar {exch /Drawings get exch get exec} def'
  yield `currentdict end /${name} exch definefont pop`
}

const OPERATORS = { M: 'moveto', L: 'lineto', C: 'curveto', Z: 'closepath' } as const

function glyphName(text: string): string {
  const parts = Array.from(text, char => {
    const code = char.codePointAt(0)!.toString(16).toUpperCase()
    return code.length > 4 ? `u${code}` : `uni${code.padStart(4, '0')}`
  })
  const name = parts.join('_')
  return name.length > LONGEST ? parts[0]! : name
}
