/** A page drawn on black or on paper. */
export type Theme = 'dark' | 'light'

/** Cold to hot, eight perceptually even steps in OKLCH: the only thing colour means in Pyrometer. */
export const HEAT: Readonly<Record<Theme, readonly string[]>> = {
  dark: ['#212327', '#462623', '#6e2924', '#9c3024', '#ba4019', '#e37109', '#f3a52b', '#f8dc86'],
  light: ['#f9f6ed', '#f6e8c8', '#f5d498', '#f4b561', '#f08d34', '#e36015', '#c5341c', '#921a1c'],
}

/** Much faster to much slower in seven steps; step 3 is "no difference". Always shown with a sign or an arrow too. */
export const DIFFERENCE: Readonly<Record<Theme, readonly string[]>> = {
  dark: ['#71c1f7', '#3e8cc9', '#2b567c', '#24272a', '#7e4328', '#ca6d2b', '#f6b669'],
  light: ['#1666aa', '#478cc4', '#88b8da', '#e9e8e3', '#e8b181', '#dc7b40', '#b4481e'],
}

/** Greys from the page's ground (0) to its strongest text (7). */
export const NEUTRAL: Readonly<Record<Theme, readonly string[]>> = {
  dark: ['#0e0f13', '#131519', '#1a1c20', '#232529', '#33353a', '#8b8e93', '#b9bcc2', '#e8ebf1'],
  light: ['#fdfcf9', '#f8f7f4', '#f1f0ed', '#e5e4e2', '#d2d1ce', '#6b6a68', '#454442', '#1b1a18'],
}

/** Packages told apart by hue at equal lightness; only where the reader chose "By package". */
export const PACKAGE: Readonly<Record<Theme, readonly string[]>> = {
  dark: ['#784949', '#6f512e', '#535d33', '#31644f', '#226269', '#3b5b7b', '#5b5179', '#714963'],
  light: ['#e4a5a4', '#d7af83', '#b1bf89', '#89c7ab', '#7bc6ce', '#93bce6', '#baaee3', '#d9a5c7'],
}

/** Links, brushes and focus rings. */
export const ACCENT: Readonly<Record<Theme, string>> = { dark: '#73b0ee', light: '#2e69b2' }

/** Text colour on each step of {@link HEAT}: at least 4.5:1 (WCAG 2.2, 1.4.3). */
export const HEAT_TEXT = textColours(HEAT)
/** Text colour on each step of {@link DIFFERENCE}: at least 4.5:1. */
export const DIFFERENCE_TEXT = textColours(DIFFERENCE)
/** Text colour on each of {@link PACKAGE}: at least 4.5:1. */
export const PACKAGE_TEXT = textColours(PACKAGE)

const LAST_HEAT = 7
/** The step of {@link DIFFERENCE} that stands for none. */
export const NO_DIFFERENCE = 3

/**
 * The step of {@link HEAT}, 0 to 7, of a value beside the hottest one of its kind. The square root spreads the low shares,
 * where most functions are, over the steps: 1/4 of the hottest is half way. 0 for nothing, for NaN and where nothing is
 * hot.
 */
export function heatStep(value: number, hottest: number): number {
  const share = value / hottest
  if (!(share > 0) || !(hottest > 0)) return 0
  return Math.round(LAST_HEAT * Math.sqrt(Math.min(1, share)))
}

/** The step of {@link DIFFERENCE}, 0 to 6, of a difference beside the largest one (its size); 3 for none and NaN. */
export function differenceStep(difference: number, largest: number): number {
  const share = Math.abs(difference) / largest
  if (!(share > 0) || !(largest > 0)) return NO_DIFFERENCE
  return NO_DIFFERENCE + Math.sign(difference) * Math.round(3 * Math.sqrt(Math.min(1, share)))
}

/** Contrast of two colours written `#rrggbb`, from 1 to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrastRatio(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/** The theme's strongest text where it reads well, else its opposite. Worked out when a theme is first asked for: commands
 *  that draw nothing load this file too. */
function textColours(
  scale: Readonly<Record<Theme, readonly string[]>>,
): Readonly<Record<Theme, readonly string[]>> {
  const known: Partial<Record<Theme, readonly string[]>> = {}
  return {
    get dark() {
      known.dark ??= scale.dark.map(ground => readable(ground, NEUTRAL.dark[7]!, NEUTRAL.dark[0]!))
      return known.dark
    },
    get light() {
      known.light ??= scale.light.map(ground => readable(ground, NEUTRAL.light[7]!, '#ffffff'))
      return known.light
    },
  }
}

function readable(ground: string, ...texts: readonly string[]): string {
  return texts.find(text => contrastRatio(ground, text) >= 4.5) ?? '#ffffff'
}
