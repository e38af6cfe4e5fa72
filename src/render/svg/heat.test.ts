import { describe, expect, it } from 'vitest'
import {
  contrastRatio,
  DIFFERENCE,
  DIFFERENCE_TEXT,
  differenceStep,
  HEAT,
  HEAT_TEXT,
  heatStep,
  PACKAGE,
  PACKAGE_TEXT,
} from './heat.ts'

describe('contrastRatio()', () => {
  it('agrees with the values WCAG gives for black on white and for #777777', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 10)
    expect(contrastRatio('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  })
})

describe('text on the scales', () => {
  const scales = {
    HEAT: [HEAT, HEAT_TEXT],
    DIFFERENCE: [DIFFERENCE, DIFFERENCE_TEXT],
    PACKAGE: [PACKAGE, PACKAGE_TEXT],
  }
  for (const [name, [grounds, texts]] of Object.entries(scales)) {
    for (const theme of ['dark', 'light'] as const) {
      it(`reads at 4.5:1 or better on every step of ${name}, ${theme}`, () => {
        const ratios = grounds![theme].map((ground, i) => contrastRatio(ground, texts![theme][i]!))
        expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5)
      })
    }
  }
  it('is light up to step 4 and dark from step 5 on the dark page, dark up to 5 and white from 6 on the light page', () => {
    expect(new Set(HEAT_TEXT.dark.slice(0, 5))).toEqual(new Set(['#e8ebf1']))
    expect(new Set(HEAT_TEXT.dark.slice(5))).toEqual(new Set(['#0e0f13']))
    expect(new Set(HEAT_TEXT.light.slice(0, 6))).toEqual(new Set(['#1b1a18']))
    expect(new Set(HEAT_TEXT.light.slice(6))).toEqual(new Set(['#ffffff']))
  })
})

describe('heatStep()', () => {
  it('is 0 for nothing, 7 for the hottest and never falls in between', () => {
    expect(heatStep(0, 10)).toBe(0)
    expect(heatStep(10, 10)).toBe(7)
    const steps = Array.from({ length: 1001 }, (_, i) => heatStep(i, 1000))
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(new Set(steps).size).toBe(8)
  })
  it('stays in the scale when the figures are not sound', () => {
    expect([
      heatStep(Number.NaN, 1),
      heatStep(1, 0),
      heatStep(-1, 1),
      heatStep(5, 1),
      heatStep(0, 0),
    ]).toEqual([0, 0, 0, 7, 0])
  })
})

describe('differenceStep()', () => {
  it('is symmetric about the middle', () => {
    for (const share of [0, 0.01, 0.2, 0.5, 1, 2]) {
      expect(differenceStep(share, 1) - 3).toBe(-(differenceStep(-share, 1) - 3) + 0)
    }
    expect([differenceStep(1, 1), differenceStep(-1, 1), differenceStep(Number.NaN, 1)]).toEqual([6, 0, 3])
  })
})
