import {
  ACCENT,
  contrastRatio,
  DIFFERENCE,
  DIFFERENCE_TEXT,
  HEAT,
  HEAT_TEXT,
  heatStep,
  NEUTRAL,
  PACKAGE,
  PACKAGE_TEXT,
  type Theme,
} from '../../src/render/svg/heat.ts'

/** How boxes are coloured. */
export type Colouring = 'heat' | 'package'

/** The colours of a picture, per func, packed as canvas pixels are (0xAABBGGRR). */
export interface Palette {
  readonly background: number
  /** Fill of each func's boxes; one entry a func. */
  readonly fill: Uint32Array
  /** Index into `texts` of the label on that fill. */
  readonly text: Uint8Array
  readonly texts: readonly string[]
  /** The quieter colour of the share after the name, at the same index. */
  readonly quietTexts: readonly string[]
  /** 1 where the func matches the search; null when nothing is searched. */
  readonly matches: Uint8Array | null
  readonly accent: number
  readonly accentText: string
  /** Strongest text colour: the outline of the selection. */
  readonly outline: string
  /** The page's ground, beside the outline of what is under the keyboard. */
  readonly ground: string
}

/** `#rrggbb` as a canvas pixel. */
export function pixel(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16)
  return ((0xff << 24) | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0
}

/** `share` of `top` over `bottom`, per channel. */
export function mixPixels(bottom: number, top: number, share: number): number {
  const mix = (shift: number) => {
    const b = (bottom >>> shift) & 0xff
    return Math.round(b + (((top >>> shift) & 0xff) - b) * share) << shift
  }
  return (0xff000000 | mix(16) | mix(8) | mix(0)) >>> 0
}

function mixColours(bottom: string, top: string, share: number): string {
  const mixed = mixPixels(pixel(bottom), pixel(top), share)
  const hex = (value: number) => (value & 0xff).toString(16).padStart(2, '0')
  return `#${hex(mixed)}${hex(mixed >>> 8)}${hex(mixed >>> 16)}`
}

/** The quietest mix of text and ground that is still read with ease (4.5:1). */
function quietText(ground: string, text: string): string {
  for (const share of [0.68, 0.76, 0.84, 0.92]) {
    const colour = mixColours(ground, text, share)
    if (contrastRatio(ground, colour) >= 4.5) return colour
  }
  return text
}

/** The quietest grey that is still read on a faded box. */
function fadedText(ground: string, theme: Theme): string {
  return NEUTRAL[theme].slice(5).find(text => contrastRatio(ground, text) >= 4.5) ?? NEUTRAL[theme][7]!
}

/**
 * The palette of a theme: boxes take the heat of their func's self time, so that a function has one colour wherever it
 * stands, or the hue of its package. What a search does not match steps back towards the ground.
 */
export function makePalette(options: {
  theme: Theme
  colouring: Colouring
  /** Self time per func, and the largest. */
  self: Float64Array
  hottest: number
  /** With a base: the step of each func's difference, which then stands for heat. */
  difference?: Uint8Array | null
  packageOf: Int32Array
  matches: Uint8Array | null
}): Palette {
  const { theme, colouring, self, hottest, difference = null, packageOf, matches } = options
  const isHeat = colouring === 'heat'
  const heats = difference === null ? HEAT[theme] : DIFFERENCE[theme]
  const scale = isHeat ? heats : PACKAGE[theme]
  const heatTexts = difference === null ? HEAT_TEXT[theme] : DIFFERENCE_TEXT[theme]
  const labels = isHeat ? heatTexts : PACKAGE_TEXT[theme]
  const ground = NEUTRAL[theme][0]!
  const pixels = scale.map(pixel)
  const faded = scale.map(colour => mixColours(ground, colour, 0.25))
  const fadedPixels = faded.map(pixel)
  const fadedTexts = faded.map(colour => fadedText(colour, theme))
  const length = packageOf.length
  const fill = new Uint32Array(length)
  const text = new Uint8Array(length)
  for (let func = 0; func < length; func++) {
    const heat = difference === null ? heatStep(self[func] ?? 0, hottest) : (difference[func] ?? 3)
    const step = isHeat ? heat : Math.max(0, packageOf[func]!) % scale.length
    const isFaded = matches !== null && matches[func] === 0
    fill[func] = isFaded ? fadedPixels[step]! : pixels[step]!
    text[func] = isFaded ? scale.length + step : step
  }
  return {
    background: pixel(ground),
    fill,
    text,
    texts: [...labels, ...fadedTexts],
    quietTexts: [...labels.map((label, step) => quietText(scale[step]!, label)), ...fadedTexts],
    matches,
    accent: pixel(ACCENT[theme]),
    accentText: ACCENT[theme],
    outline: NEUTRAL[theme][7]!,
    ground: NEUTRAL[theme][0]!,
  }
}

/** Whether two palettes paint the same. O(funcs). */
export function isSamePalette(a: Palette, b: Palette): boolean {
  if (a.background !== b.background || a.matches !== b.matches || a.fill.length !== b.fill.length)
    return false
  for (let func = 0; func < a.fill.length; func++) if (a.fill[func] !== b.fill[func]) return false
  return true
}
