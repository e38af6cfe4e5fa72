import {
  DIFFERENCE,
  DIFFERENCE_TEXT,
  differenceStep,
  HEAT,
  HEAT_TEXT,
  heatStep,
  NEUTRAL,
} from '../svg/heat.ts'

/** How a call graph is painted. Weights are in [0, 1], or in [-1, 1] where the scale has two sides (all others paint by their
 *  size); colours are `#rrggbb`. */
export interface DotTheme {
  readonly fontName: string
  readonly fontColor: string
  /** 'filled' or 'solid'. */
  readonly nodeStyle: string
  /** Null: none is said, so that it is transparent. */
  readonly background: string | null
  readonly node: (weight: number) => {
    readonly color: string
    readonly fontColor: string
    readonly fill?: string
  }
  readonly edge: (weight: number) => { readonly color: string; readonly fontColor: string }
  /** Boxes around nodes that stand together. */
  readonly group: { readonly color: string; readonly fontColor: string; readonly fill?: string }
  readonly fontSize: (weight: number) => number
  readonly penWidth: (weight: number) => number
}

/** The themes of gprof2dot. */
const GPROF2DOT_THEMES = ['bw', 'color', 'gray', 'pink', 'print'] as const

/** Names for `--colormap`: gprof2dot's and our own. */
export const THEME_NAMES = ['heat', ...GPROF2DOT_THEMES] as const

/** One of {@link THEME_NAMES}. */
export type ThemeName = (typeof THEME_NAMES)[number]

/** Hue, saturation and lightness in [0, 1]. */
type Hsl = readonly [number, number, number]

interface Scale {
  readonly low: Hsl
  readonly high: Hsl
  readonly gamma: number
  readonly fontSizes: readonly [number, number]
  readonly penWidths: readonly [number, number]
  readonly isSolid?: boolean
}

const BLACK: Hsl = [0, 0, 0]
const WHITE: Hsl = [0, 0, 1]
const THIN = { fontSizes: [10, 10], penWidths: [0.5, 4] } as const

/** gprof2dot's scales, from cold to hot. */
const SCALES: Readonly<Record<(typeof GPROF2DOT_THEMES)[number], Scale>> = {
  bw: { low: BLACK, high: BLACK, gamma: 2.2, fontSizes: [8, 24], penWidths: [0.1, 8] },
  color: { low: [2 / 3, 0.8, 0.25], high: [0, 1, 0.5], gamma: 1, ...THIN },
  gray: { low: [0, 0, 0.85], high: BLACK, gamma: 2.2, ...THIN },
  pink: { low: [0, 1, 0.9], high: [0, 1, 0.5], gamma: 2.2, ...THIN },
  print: { low: BLACK, high: BLACK, gamma: 2.2, fontSizes: [18, 30], penWidths: [0.1, 8], isSolid: true },
}

/** A theme by its name. `skew` bends the scale: below 1 low weights differ more, above 1 less; 1, and 0 as in gprof2dot, leave
 *  it straight. */
export function themeNamed(name: ThemeName | 'difference', skew = 1): DotTheme {
  if (name === 'difference') return differenceTheme(skew)
  return name === 'heat' ? heatTheme(skew) : scaleTheme(SCALES[name], skew)
}

function scaleTheme(scale: Scale, skew: number): DotTheme {
  const { fontSizes, penWidths, isSolid = false } = scale
  const background = hexOf(WHITE, scale.gamma)
  const colorOf = (weight: number) => {
    const bent = bendWeight(Math.abs(weight), skew)
    const mix = (k: 0 | 1 | 2) => scale.low[k] + (scale.high[k] - scale.low[k]) * bent
    return hexOf([mix(0), mix(1), mix(2)], scale.gamma)
  }
  return {
    fontName: 'Arial',
    fontColor: isSolid ? 'black' : 'white',
    nodeStyle: isSolid ? 'solid' : 'filled',
    background: null,
    node: weight => {
      const color = colorOf(weight)
      return { color, fontColor: isSolid ? color : background }
    },
    edge: weight => {
      const color = colorOf(weight)
      return { color, fontColor: color }
    },
    group: { color: '#d2d1ce', fontColor: 'black' },
    fontSize: weight => Math.max(weight ** 2 * fontSizes[1], fontSizes[0]),
    penWidth: weight => Math.max(Math.abs(weight) * penWidths[1], penWidths[0]),
  }
}

/** Our own: heat on paper, grey lines that take colour where they are hot. */
function heatTheme(skew: number): DotTheme {
  const step = (weight: number) => heatStep(bendWeight(weight, skew), 1)
  return {
    fontName: 'Helvetica,Arial,sans-serif',
    fontColor: NEUTRAL.light[7]!,
    nodeStyle: 'filled',
    background: NEUTRAL.light[0]!,
    node: weight => ({
      color: NEUTRAL.light[4]!,
      fill: HEAT.light[step(weight)]!,
      fontColor: HEAT_TEXT.light[step(weight)]!,
    }),
    edge: weight => ({
      color: step(weight) < 3 ? NEUTRAL.light[5]! : HEAT.light[Math.max(4, step(weight))]!,
      fontColor: NEUTRAL.light[6]!,
    }),
    group: { color: NEUTRAL.light[4]!, fontColor: NEUTRAL.light[6]!, fill: NEUTRAL.light[1]! },
    fontSize: () => 12,
    penWidth: weight => Math.max(weight * 5, 1),
  }
}

/** Our own for differences and what is below zero: weights are in [-1, 1], from faster to slower. */
function differenceTheme(skew: number): DotTheme {
  const step = (weight: number) => signedStep(weight, skew)
  return {
    ...heatTheme(1),
    node: weight => ({
      color: NEUTRAL.light[4]!,
      fill: DIFFERENCE.light[step(weight)]!,
      fontColor: DIFFERENCE_TEXT.light[step(weight)]!,
    }),
    edge: weight => ({
      color: step(weight) === 3 ? NEUTRAL.light[5]! : DIFFERENCE.light[step(weight)]!,
      fontColor: NEUTRAL.light[6]!,
    }),
    penWidth: weight => Math.max(Math.abs(weight) * 5, 1),
  }
}

/** The place of a weight on a scale bent by `skew`, from 0 to 1. */
export function bendWeight(weight: number, skew: number): number {
  return bend(clamp(weight), skew)
}

/** The step of the scale of differences of a weight in [-1, 1], each side bent by `skew`. */
export function signedStep(weight: number, skew: number): number {
  return differenceStep(Math.sign(weight) * bendWeight(Math.abs(weight), skew), 1)
}

/** The theme that an answer is painted in: where it differs, or is below zero, our own scale has two sides; the themes of
 *  gprof2dot paint by size, and signs stand in the figures. */
export function themeOf(
  chosen: ThemeName,
  answer: { readonly difference: unknown; readonly largestSigned: number | null },
): ThemeName | 'difference' {
  const isTwoSided = answer.difference !== null || answer.largestSigned !== null
  return chosen === 'heat' && isTwoSided ? 'difference' : chosen
}

function bend(weight: number, skew: number): number {
  return skew === 1 || skew === 0 ? weight : (skew ** weight - 1) / (skew - 1)
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1)
}

/** Source: CSS Color Module Level 3, 4.2.4; then gamma. */
function hexOf([hue, saturation, lightness]: Hsl, gamma: number): string {
  const h = ((hue % 1) + 1) % 1
  const [s, l] = [clamp(saturation), clamp(lightness)]
  const high = l <= 0.5 ? l * (s + 1) : l + s - l * s
  const low = l * 2 - high
  const parts = [h + 1 / 3, h, h - 1 / 3].map(part => channel(low, high, part) ** gamma)
  return `#${parts.map(hexByte).join('')}`
}

function channel(low: number, high: number, hue: number): number {
  const h = hue < 0 ? hue + 1 : hue > 1 ? hue - 1 : hue
  if (h * 6 < 1) return low + (high - low) * h * 6
  if (h * 2 < 1) return high
  if (h * 3 < 2) return low + (high - low) * (2 / 3 - h) * 6
  return low
}

function hexByte(part: number): string {
  const byte = part <= 0 ? 0 : part >= 1 ? 255 : Math.floor(255 * part + 0.5)
  return byte.toString(16).padStart(2, '0')
}
