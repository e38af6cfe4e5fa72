import {
  ACCENT,
  contrastRatio,
  DIFFERENCE,
  DIFFERENCE_TEXT,
  HEAT,
  HEAT_TEXT,
  heatStep,
  NEUTRAL,
  NO_DIFFERENCE,
  PACKAGE,
  PACKAGE_TEXT,
  type Theme,
} from '../../src/render/svg/heat.ts'

/** How boxes are coloured. */
export type Colouring = 'heat' | 'package'

/** The colours of a picture. Boxes have tones: the steps of the scale, the same steps again, stepped back from what a search
 *  found, and last the grey of what has no func. */
export interface Palette {
  readonly background: number
  /** Fill of each tone, as canvas pixels are (0xAABBGGRR). */
  readonly fill: Uint32Array
  /** Colour of a label on each tone, and the quieter one of the figure after the name. */
  readonly texts: readonly string[]
  readonly quietTexts: readonly string[]
  /** Tone of each func, for boxes that have no step of their own. */
  readonly toneOfFunc: Uint8Array
  /** 1 where the func matches the search; null when nothing is searched. */
  readonly matches: Uint8Array | null
  readonly accent: number
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
 * The palette of a theme: boxes take the heat of their func, so that a function has one colour wherever it stands, or the hue of
 * its package. What a search does not match steps back towards the ground.
 */
export function makePalette(options: {
  theme: Theme
  colouring: Colouring
  /** What the heat is of, per func, and the largest. */
  values: Float64Array
  hottest: number
  /** The step of each func on the scale of differences, which then stands for heat. */
  steps?: Uint8Array | null
  packageOf: Int32Array
  matches: Uint8Array | null
}): Palette {
  const { theme, colouring, values, hottest, steps = null, packageOf, matches } = options
  const [scale, labels] = scaleOf(
    theme,
    colouring === 'package' ? 'package' : steps === null ? 'heat' : 'steps',
  )
  const neutral = NEUTRAL[theme]
  const ground = neutral[0]!
  const faded = scale.map(colour => mixColours(ground, colour, 0.25))
  const fadedTexts = faded.map(colour => fadedText(colour, theme))
  const toneOfFunc = new Uint8Array(packageOf.length)
  for (let func = 0; func < toneOfFunc.length; func++) {
    const step =
      colouring === 'package'
        ? Math.max(0, packageOf[func]!) % scale.length
        : steps === null
          ? heatStep(values[func] ?? 0, hottest)
          : (steps[func] ?? NO_DIFFERENCE)
    toneOfFunc[func] = matches !== null && matches[func] === 0 ? scale.length + step : step
  }
  return {
    background: pixel(ground),
    fill: Uint32Array.from([...scale, ...faded, neutral[2]!], pixel),
    texts: [...labels, ...fadedTexts, neutral[7]!],
    quietTexts: [...labels.map((label, step) => quietText(scale[step]!, label)), ...fadedTexts, neutral[6]!],
    toneOfFunc,
    matches,
    accent: pixel(ACCENT[theme]),
    outline: neutral[7]!,
    ground,
  }
}

/** A scale and the colours of text on its steps. */
function scaleOf(
  theme: Theme,
  kind: 'heat' | 'steps' | 'package',
): readonly [scale: readonly string[], texts: readonly string[]] {
  if (kind === 'package') return [PACKAGE[theme], PACKAGE_TEXT[theme]]
  return kind === 'heat' ? [HEAT[theme], HEAT_TEXT[theme]] : [DIFFERENCE[theme], DIFFERENCE_TEXT[theme]]
}

/** Tone of each box: that of its func, or of the box's own step, the grey one where the func is below 0. O(boxes). */
export function tonesOf(palette: Palette, funcs: Int32Array, steps: Uint8Array | null): Uint8Array {
  const { toneOfFunc, fill } = palette
  const grey = fill.length - 1
  const tones = new Uint8Array(funcs.length)
  for (let box = 0; box < tones.length; box++) {
    const func = funcs[box]!
    if (func < 0) tones[box] = grey
    else if (steps === null) tones[box] = toneOfFunc[func]!
    else tones[box] = steps[box]! + (isFaded(palette, func) ? grey / 2 : 0)
  }
  return tones
}

/** Whether the boxes of a func step back from what a search found. */
export function isFaded({ matches }: Palette, func: number): boolean {
  return matches !== null && matches[func] === 0
}

/** Whether two palettes paint the same. O(funcs). */
export function isSamePalette(a: Palette, b: Palette): boolean {
  if (a.background !== b.background || a.matches !== b.matches) return false
  return isSame(a.fill, b.fill) && isSame(a.toneOfFunc, b.toneOfFunc)
}

function isSame(a: Uint32Array | Uint8Array, b: typeof a): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
