import { Resvg } from '@resvg/resvg-js'
import type { OutlineStep } from '../../src/render/vector/shapes.ts'

/** The outline of a word as resvg sets it, which reads and shapes fonts by libraries of its own; in thousandths of the size. */
export function resvgOutline(
  text: string,
  { family, isBold, files }: { family: string; isBold: boolean; files: readonly string[] },
): { readonly steps: readonly OutlineStep[]; readonly advance: number } {
  const element = (anchor: string) =>
    `<text id="${anchor}" font-family="${family}" font-weight="${isBold ? 700 : 400}" font-size="1000" text-anchor="${anchor}">${text}</text>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">${element('start')}${element('end')}</svg>`
  const font = { loadSystemFonts: false, fontFiles: [...files], defaultFontFamily: family }
  const drawn = new Resvg(svg, { font }).toString()
  const outlines = new Map<string, string>()
  let id = ''
  for (const [, group, outline] of drawn.matchAll(/<g id="([^"]*)"|<path\b[^>]*\sd="([^"]*)"/g)) {
    if (group !== undefined) id = group
    else outlines.set(id, (outlines.get(id) ?? '') + outline)
  }
  const [start, end] = ['start', 'end'].map(anchor => stepsOf(outlines.get(anchor) ?? ''))
  const firstX = (steps: readonly OutlineStep[]) => Number(steps[0]?.[1] ?? 0)
  // What ends where the other begins is further left by its width.
  return { steps: start!, advance: firstX(start!) - firstX(end!) }
}

function stepsOf(path: string): OutlineStep[] {
  const steps: OutlineStep[] = []
  let [x, y] = [0, 0]
  const between = (end: number, middle: number) => end + (2 / 3) * (middle - end)
  for (const [, command, rest] of path.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = rest!.trim().split(/[ ,]+/).map(Number)
    if (command === 'Z') steps.push(['Z'])
    else if (command === 'M' || command === 'L') steps.push([command, a, b])
    else if (command === 'C') steps.push(['C', a, b, c, d, e, f])
    else steps.push(['C', between(x, a), between(y, b), between(c, a), between(d, b), c, d])
    if (command !== 'Z') [x, y] = command === 'C' ? [e, f] : command === 'Q' ? [c, d] : [a, b]
  }
  return steps
}
