import { escapeXml } from '../render/svg/svg-text.ts'
import type { FoundGlyph, WantedGlyph } from '../render/vector/set-text.ts'
import type { OutlineStep, PageFont } from '../render/vector/shapes.ts'
import { loadResvg, pictureFamily, resvgFonts } from './picture-fonts.ts'

/** The last one for private use, which no font has: what is drawn for it is what is drawn for everything that is missing. */
const NOWHERE = '\u{10fffd}'
/** Characters that Arimo and Cousine do not have; then the machine's fonts are looked through. */
const FOREIGN = /[\u0600-\u1dff\u2300-\u24ff\u2600-\ufffc\u{10000}-\u{10ffff}]/u
/** Marks stand on letters; alone they cannot be told from what is missing. */
const UNCERTAIN = /[\p{M}\p{Z}\p{Default_Ignorable_Code_Point}]/u

/** Whether a text has characters that pictures bring no font for. */
export function needsSystemFonts(text: string): boolean {
  return FOREIGN.test(text)
}

/**
 * What parts of texts look like in Arimo and Cousine and, for what they do not have, in the fonts of the machine: joined, turned round
 * and marked as their script wants it. resvg sets them and says the outlines. None where it is not installed.
 */
export function findGlyphs(wanted: readonly WantedGlyph[]): readonly (FoundGlyph | null)[] {
  const resvg = loadResvg()
  if (wanted.length === 0 || 'cause' in resvg) return wanted.map(() => null)
  const texts = new Map<string, WantedGlyph>()
  const add = (text: string, font: PageFont) => {
    const key = `${font} ${text}`
    if (!texts.has(key)) texts.set(key, { text, font })
  }
  for (const { text, font } of wanted) {
    add(text, font)
    add(NOWHERE, font)
    for (const char of new Set(text)) add(char, font)
  }
  const places = new Map([...texts.keys()].map((key, i) => [key, i]))
  const elements = [...texts.values()].flatMap((text, i) => [
    textElement(text, `s${i}`, 'start'),
    textElement(text, `e${i}`, 'end'),
  ])
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">\n${elements.join('\n')}</svg>`
  const isForeign = wanted.some(({ text }) => needsSystemFonts(text))
  const outlines = parseOutlines(new resvg.Resvg(svg, { font: resvgFonts({ isForeign }) }).toString())
  const outlineOf = (text: string, font: PageFont) => {
    const i = places.get(`${font} ${text}`)
    return { drawn: outlines.get(`s${i}`) ?? '', shifted: outlines.get(`e${i}`) ?? '' }
  }
  return wanted.map(({ text, font }) => foundGlyph(text, part => outlineOf(part, font)))
}

function foundGlyph(
  text: string,
  outlineOf: (text: string) => { drawn: string; shifted: string },
): FoundGlyph | null {
  const nowhere = outlineOf(NOWHERE).drawn
  const chars = [...new Set(text)].filter(char => !UNCERTAIN.test(char))
  const missing = chars.filter(char => ['', nowhere].includes(outlineOf(char).drawn))
  const { drawn, shifted } = outlineOf(text)
  if (drawn === '' || missing.length > chars.length / 2) return null
  const steps = parseSteps(drawn)
  // What ends where the other begins is further left by its width.
  const advance = firstX(steps) - firstX(parseSteps(shifted))
  return { steps, advance, missing }
}

function textElement({ text, font }: WantedGlyph, id: string, anchor: 'start' | 'end'): string {
  const weight = font.endsWith('Bold') ? ' font-weight="bold"' : ''
  return `<text id="${id}" font-family="${pictureFamily(font)}"${weight} font-size="1000" text-anchor="${anchor}">${escapeXml(text)}</text>`
}

/** Outlines by the id of what was set. */
function parseOutlines(svg: string): Map<string, string> {
  const found = new Map<string, string>()
  let id = ''
  for (const [, group, outline] of svg.matchAll(/<g id="([^"]*)"|<path\b[^>]*\sd="([^"]*)"/g)) {
    if (group !== undefined) id = group
    else found.set(id, (found.get(id) ?? '') + outline)
  }
  return found
}

/** Steps of a path of straight lines and curves of both degrees. */
function parseSteps(path: string): OutlineStep[] {
  const steps: OutlineStep[] = []
  let [x, y] = [0, 0]
  for (const [, command, rest] of path.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = rest!.trim().split(/[ ,]+/).map(Number)
    if (command === 'Z') steps.push(['Z'])
    else if (command === 'M' || command === 'L') steps.push([command, a, b])
    else if (command === 'C') steps.push(['C', a, b, c, d, e, f])
    // A curve of the second degree as one of the third.
    else steps.push(['C', between(x, a), between(y, b), between(c, a), between(d, b), c, d])
    if (command !== 'Z') [x, y] = command === 'C' ? [e, f] : command === 'Q' ? [c, d] : [a, b]
  }
  return steps
}

function between(end: number, middle: number): number {
  return end + (2 / 3) * (middle - end)
}

function firstX(steps: readonly OutlineStep[]): number {
  const [first] = steps
  return first === undefined || first[0] === 'Z' ? 0 : first[1]
}
