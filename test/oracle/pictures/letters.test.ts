import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OutlineStep, PageFont } from '../../../src/render/vector/shapes.ts'
import { coveredBy } from '../../../src/workbench/letters/font-coverage.ts'
import { loadFontLibraries } from '../../../src/workbench/letters/font-libraries.ts'
import { openShaper } from '../../../src/workbench/letters/font-shaper.ts'
import { pictureFamily } from '../../../src/workbench/letters/picture-fonts.ts'
import { resvgOutline } from '../../support/resvg-outlines.ts'

const require = createRequire(import.meta.url)
const ours = (name: string) => require.resolve(`@expo-google-fonts/${name}.ttf`)
const libraries = (await loadFontLibraries())!
const DEJAVU = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'
const NIMBUS = '/usr/share/fonts/opentype/urw-base35/NimbusSans-Regular.otf'

/** A word as a font of ours or the machine's sets it: one outline, and how wide it is. */
function wordOf(path: string, text: string, isFromRight = false) {
  const shape = openShaper(path, libraries)!
  const steps: OutlineStep[] = []
  let advance = 0
  for (const { glyph, advance: own } of shape({ text, start: 0, end: text.length, isFromRight })) {
    const at = advance
    steps.push(...(glyph?.steps ?? []).map(step => across(step, at)))
    advance += own
  }
  return { steps, advance }
}

function across(step: OutlineStep, x: number): OutlineStep {
  if (step[0] === 'Z') return step
  if (step[0] !== 'C') return [step[0], step[1] + x, step[2]]
  const [, a, b, c, d, e, f] = step
  return ['C', a + x, b, c + x, d, e + x, f]
}

/** What lies inside, and its left, upper, right and lower end. */
function figuresOf(steps: readonly OutlineStep[]): number[] {
  let area = 0
  let x = 0
  let y = 0
  let [startX, startY] = [0, 0]
  const ends = [Infinity, Infinity, -Infinity, -Infinity]
  const to = (nextX: number, nextY: number) => {
    area += (x * nextY - nextX * y) / 2
    ;[x, y] = [nextX, nextY]
    for (const [i, value] of [Math.min(ends[0]!, x), Math.min(ends[1]!, y)].entries()) ends[i] = value
    for (const [i, value] of [Math.max(ends[2]!, x), Math.max(ends[3]!, y)].entries()) ends[i + 2] = value
  }
  for (const step of steps) {
    if (step[0] === 'Z') to(startX, startY)
    else if (step[0] === 'M') {
      ;[startX, startY] = [step[1], step[2]]
      ;[x, y] = [startX, startY]
    } else if (step[0] === 'L') to(step[1], step[2])
    else if (step[0] === 'C') {
      const [, a, b, c, d, e, f] = step
      const fromX: number = x
      const fromY: number = y
      const at = (t: number, p: number, q: number, r: number, s: number) =>
        (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t * t * r + t ** 3 * s
      for (let t = 1; t <= 8; t++) to(at(t / 8, fromX, a, c, e), at(t / 8, fromY, b, d, f))
    }
  }
  return [area / 1000, ...ends]
}

describe('openShaper()', () => {
  it.each([
    ['Helvetica', 'arimo/400Regular/Arimo_400Regular', 'AgЖЩéשλ▲→ẤǺ½€ŁΰÅ'],
    ['Courier-Bold', 'cousine/700Bold/Cousine_700Bold', 'AgЖЩéשλ→ẤǺ½€ŁΰÅ'],
  ] as const)('takes the letters out of %s that resvg draws', (font, name, letters) => {
    const family = pictureFamily(font as PageFont)
    for (const letter of letters) {
      const found = wordOf(ours(name), letter)
      const drawn = resvgOutline(letter, { family, isBold: font.endsWith('Bold'), files: [ours(name)] })
      expect(Math.abs(found.advance - drawn.advance), letter).toBeLessThan(1)
      expectAlike(found.steps, drawn.steps, letter)
    }
  })

  it.skipIf(!existsSync(DEJAVU))('joins letters as resvg does (needs fonts-dejavu-core)', () => {
    for (const word of ['قائمة', 'مرحبا', 'بالعالم', 'لا', 'سلام']) {
      const found = wordOf(DEJAVU, word, true)
      const drawn = resvgOutline(word, { family: 'DejaVu Sans', isBold: false, files: [DEJAVU] })
      expect(Math.abs(found.advance - drawn.advance), word).toBeLessThan(word.length)
      expectAlike(found.steps, drawn.steps, word)
    }
  })

  it.skipIf(!existsSync(NIMBUS))('reads PostScript outlines (needs fonts-urw-base35)', () => {
    for (const letter of 'ABgs%@éЖλŞ') {
      const drawn = resvgOutline(letter, { family: 'Nimbus Sans', isBold: false, files: [NIMBUS] })
      expectAlike(wordOf(NIMBUS, letter).steps, drawn.steps, letter)
    }
  })

  it('says what characters stand for, from left to right as they are seen', () => {
    const shape = openShaper(ours('cousine/400Regular/Cousine_400Regular'), libraries)!
    const said = (text: string, isFromRight: boolean) =>
      shape({ text, start: 0, end: text.length, isFromRight }).map(letter => letter.text)
    expect(said('Жλ', false)).toEqual(['Ж', 'λ'])
    expect(said('אב(', true)).toEqual([')', 'ב', 'א'])
    // The mark behind its letter when it is turned round.
    expect(said('שָׁ', true).join('')).toBe([...'שָׁ'].reverse().join(''))
  })

  it('finds nothing in broken fonts, and does not fail', () => {
    const bytes = readFileSync(ours('arimo/400Regular/Arimo_400Regular'))
    const path = join(mkdtempSync(join(tmpdir(), 'pyrometer-font-')), 'broken.ttf')
    for (const length of [0, 4, 11, 100, 400, 5000, 60_000, bytes.length - 100_000]) {
      writeFileSync(path, bytes.subarray(0, length))
      expect(Array.isArray(coveredBy(path, [0x416], libraries))).toBe(true)
      const [letter] = openShaper(path, libraries)!({ text: 'Ж', start: 0, end: 1, isFromRight: false })
      expect(letter?.text).toBe('Ж')
    }
    expect(coveredBy(join(path, '..'), [0x416], libraries)).toEqual([])
    expect(openShaper(join(path, '..'), libraries)).toBeNull()
  })
})

function expectAlike(a: readonly OutlineStep[], b: readonly OutlineStep[], what: string): void {
  const other = figuresOf(b)
  // resvg places letters at fractions that HarfBuzz rounds, each by half a thousandth at most.
  for (const [k, figure] of figuresOf(a).entries()) expect(Math.abs(figure - other[k]!), what).toBeLessThan(3)
}
