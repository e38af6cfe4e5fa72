import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrastRatio, DIFFERENCE, HEAT, NEUTRAL, type Theme } from '../../src/render/svg/heat.ts'
import { makePalette } from './palette.ts'

const THEMES: readonly Theme[] = ['dark', 'light']
const hex = (pixel: number) =>
  `#${[pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255].map(value => value.toString(16).padStart(2, '0')).join('')}`

describe('makePalette()', () => {
  it.each(
    THEMES.flatMap(theme =>
      (['heat', 'package'] as const).flatMap(colouring =>
        [false, true].map(isSearch => ({ theme, colouring, isSearch })),
      ),
    ),
  )('keeps every label readable: $theme, $colouring, search $isSearch', ({ theme, colouring, isSearch }) => {
    const self = Float64Array.from({ length: 64 }, (_, i) => i)
    const palette = makePalette({
      theme,
      colouring,
      values: self,
      hottest: 63,
      packageOf: Int32Array.from(self),
      matches: isSearch ? Uint8Array.from(self, i => i % 2) : null,
    })
    for (let func = 0; func < 64; func++) {
      const tone = palette.toneOfFunc[func]!
      const ground = hex(palette.fill[tone]!)
      expect(contrastRatio(ground, palette.texts[tone]!)).toBeGreaterThanOrEqual(4.5)
      expect(contrastRatio(ground, palette.quietTexts[tone]!)).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('makePalette() of a difference', () => {
  it.each(THEMES)('paints by steps, not by heat, and keeps every label readable: %s', theme => {
    const steps = Uint8Array.from({ length: 7 }, (_, step) => step)
    const palette = makePalette({
      ...{ theme, colouring: 'heat', values: new Float64Array(7).fill(1), hottest: 1, steps },
      ...{ packageOf: new Int32Array(7), matches: null },
    })
    const fills = Array.from(palette.toneOfFunc, tone => hex(palette.fill[tone]!))
    expect(fills).toEqual([...DIFFERENCE[theme]])
    for (const [func, fill] of fills.entries()) {
      const tone = palette.toneOfFunc[func]!
      expect(contrastRatio(fill, palette.texts[tone]!)).toBeGreaterThanOrEqual(4.5)
      expect(contrastRatio(fill, palette.quietTexts[tone]!)).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('tokens.css', () => {
  const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8')
  const [dark, light] = css.split(':root[data-theme="light"]') as [string, string]
  const token = (block: string, name: string) => block.match(new RegExp(`--${name}: (#\\w+);`))?.[1]

  it.each(THEMES)('has the same scales as the canvas: %s', theme => {
    const block = theme === 'dark' ? dark : light
    for (let step = 0; step < 8; step++) {
      const ground = token(block, `heat-${step}`)!
      expect(ground).toBe(HEAT[theme][step])
      expect(contrastRatio(ground, token(block, `on-heat-${step}`)!)).toBeGreaterThanOrEqual(4.5)
    }
    for (let step = 0; step < 7; step++) {
      const ground = token(block, `diff-${step}`)!
      expect(ground).toBe(DIFFERENCE[theme][step])
      expect(contrastRatio(ground, token(block, `on-diff-${step}`)!)).toBeGreaterThanOrEqual(4.5)
    }
    const neutrals = ['bg', 'panel', 'raised', 'hairline', 'line', 'muted', 'soft', 'text']
    expect(neutrals.map(name => token(block, name))).toEqual([...NEUTRAL[theme]])
  })
})
