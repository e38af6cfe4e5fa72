import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { openFont } from '../../src/render/vector/font/open-font.ts'
import type { OutlineStep } from '../../src/render/vector/shapes.ts'
import { setWords } from '../../src/workbench/set-words.ts'

const require = createRequire(import.meta.url)
const ours = (name: string) => require.resolve(`@expo-google-fonts/${name}.ttf`)

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

describe('openFont()', () => {
  it.each([
    ['Helvetica', 'arimo/400Regular/Arimo_400Regular', 'AgЖЩéשλ▲→ẤǺ½€ŁΰÅ'],
    ['Courier-Bold', 'cousine/700Bold/Cousine_700Bold', 'AgЖЩéשλ→ẤǺ½€ŁΰÅ'],
  ] as const)('takes the letters out of %s that resvg draws', (font, name, letters) => {
    const opened = openFont(readFileSync(ours(name)))!
    const drawn = setWords(
      Array.from(letters, text => ({ text, font })),
      [],
    )
    for (const [i, letter] of Array.from(letters).entries()) {
      const found = opened.letter(letter.codePointAt(0)!)!
      expect(found.advance, letter).toBeCloseTo(drawn[i]!.advance, 1)
      for (const [k, figure] of figuresOf(found.steps).entries())
        expect(Math.abs(figure - figuresOf(drawn[i]!.steps)[k]!), letter).toBeLessThan(1)
    }
  })

  const NIMBUS = '/usr/share/fonts/opentype/urw-base35/NimbusSans-Regular.otf'
  it.skipIf(!existsSync(NIMBUS))('reads PostScript outlines (needs fonts-urw-base35)', () => {
    const opened = openFont(readFileSync(NIMBUS))!
    const arimo = openFont(readFileSync(ours('arimo/400Regular/Arimo_400Regular')))!
    // Both are as wide as Helvetica and look about the same.
    for (const letter of 'ABgs&%@éЖλŞ') {
      const [nimbus, like] = [opened, arimo].map(font => font.letter(letter.codePointAt(0)!)!)
      expect(Math.abs(nimbus!.advance - like!.advance), letter).toBeLessThan(80)
      const [a, b] = [figuresOf(nimbus!.steps), figuresOf(like!.steps)]
      for (const k of [1, 2, 3, 4]) expect(Math.abs(a[k]! - b[k]!), letter).toBeLessThan(90)
      expect(Math.abs(a[0]!) / Math.abs(b[0]!), letter).toBeGreaterThan(0.7)
    }
  })

  it('says that broken fonts end too early, or finds nothing in them', () => {
    const bytes = readFileSync(ours('arimo/400Regular/Arimo_400Regular'))
    for (const length of [0, 4, 11, 100, 400, 5000, 60_000, bytes.length - 100_000]) {
      try {
        openFont(bytes.subarray(0, length))?.letter(0x416)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }
  })
})
