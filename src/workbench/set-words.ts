import { escapeXml } from '../render/svg/svg-text.ts'
import type { WantedGlyph } from '../render/vector/set-text.ts'
import type { OutlineStep } from '../render/vector/shapes.ts'
import { loadResvg, pictureFamily, resvgFonts } from './picture-fonts.ts'

/** A word as it is drawn, see `FoundGlyph`. */
interface SetWord {
  readonly steps: readonly OutlineStep[]
  readonly advance: number
}

/**
 * Words joined, turned round and marked as their script wants it, in Arimo, Cousine and these fonts: resvg sets them and says the
 * outlines. Null where nothing is drawn or resvg is not installed. It reads a font anew for every word, so single letters are not for it.
 */
export function setWords(
  words: readonly WantedGlyph[],
  files: Iterable<string>,
): readonly (SetWord | null)[] {
  if (words.length === 0) return []
  const resvg = loadResvg()
  if ('cause' in resvg) return words.map(() => null)
  const elements = words.flatMap((word, i) => [
    textElement(word, `s${i}`, 'start'),
    textElement(word, `e${i}`, 'end'),
  ])
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">\n${elements.join('\n')}</svg>`
  const outlines = parseOutlines(new resvg.Resvg(svg, { font: resvgFonts([...files]) }).toString())
  return words.map((_, i) => {
    const steps = parseSteps(outlines.get(`s${i}`) ?? '')
    if (steps.length === 0) return null
    // What ends where the other begins is further left by its width.
    return { steps, advance: firstX(steps) - firstX(parseSteps(outlines.get(`e${i}`) ?? '')) }
  })
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
