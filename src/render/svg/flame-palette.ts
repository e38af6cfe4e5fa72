import type { FlamegraphVersion } from './flamegraph-dialect.ts'
import { contrastRatio } from './heat.ts'

/** A colour by the name of a frame, as SVG writes it. `described` is the name with what collapsed stacks say of a frame
 *  besides (`_[k]`, its file), where that is known. */
export type Palette = (name: string, described?: string) => string

/** Whether white text reads better than black on a colour as palettes write it, `rgb(1,2,3)` or `#010203`. */
export function isDark(colour: string): boolean {
  const channels = colour.startsWith('#')
    ? [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+/g) ?? []).map(Number)
  const hex = channels.map(channel => Math.min(255, channel).toString(16).padStart(2, '0')).join('')
  return contrastRatio(`#${hex}`, '#000000') < 4.5
}

/** Palettes of one hue each. `v1` … `v3` are shares between 0 and 1 that tell names apart. */
const HUES = {
  hot: (v1, v2, v3) => [205 + whole(50 * v3), whole(230 * v1), whole(55 * v2)],
  mem: (v1, v2) => [0, 190 + whole(50 * v2), whole(210 * v1)],
  io: (v1, v2) => [80 + whole(60 * v1), 80 + whole(60 * v1), 190 + whole(55 * v2)],
  red: v => [200 + whole(55 * v), 50 + whole(80 * v), 50 + whole(80 * v)],
  green: v => [50 + whole(60 * v), 200 + whole(55 * v), 50 + whole(60 * v)],
  blue: v => [80 + whole(60 * v), 80 + whole(60 * v), 205 + whole(50 * v)],
  yellow: v => [175 + whole(55 * v), 175 + whole(55 * v), 50 + whole(20 * v)],
  purple: v => [190 + whole(65 * v), 80 + whole(60 * v), 190 + whole(65 * v)],
  aqua: v => [50 + whole(60 * v), 165 + whole(55 * v), 165 + whole(55 * v)],
  orange: v => [190 + whole(65 * v), 90 + whole(65 * v), 0],
} as const satisfies Record<string, (v1: number, v2: number, v3: number) => readonly number[]>

type Hue = keyof typeof HUES

/** Palettes that choose a hue by what kind of frame it is. */
const KINDS: Readonly<Record<string, (name: string) => Hue>> = {
  java(name) {
    const annotation = /_\[([kij])\]$/.exec(name)?.[1]
    if (annotation !== undefined) return annotation === 'k' ? 'orange' : annotation === 'i' ? 'aqua' : 'green'
    if (/::|^[-+]\[/.test(name)) return 'yellow'
    return /^L?(?:[^[].*)?[./]|^L?\p{Lu}/u.test(name) ? 'green' : 'red'
  },
  js(name) {
    if (/^ +$/.test(name)) return 'green'
    if (name.endsWith('_[k]')) return 'orange'
    if (name.endsWith('_[j]')) return name.includes('/') ? 'green' : 'aqua'
    if (name.includes('::')) return 'yellow'
    if (/\/.*\.[cm]?js\b|^node:|^file:/.test(name)) return 'green'
    return name.includes(':') ? 'aqua' : 'red'
  },
  perl(name) {
    if (name.endsWith('_[k]')) return 'orange'
    if (/Perl|\.pl/.test(name)) return 'green'
    return name.includes('::') ? 'yellow' : 'red'
  },
  python(name) {
    if (name.endsWith('_[k]')) return 'orange'
    if (/site-packages|dist-packages/.test(name)) return 'aqua'
    if (/[/\\]lib[/\\]python[\d.]*[/\\]|<frozen /.test(name)) return 'yellow'
    return /\.py[xdi]?\b|<(?:module|genexpr|lambda|\w+comp)>/.test(name) ? 'green' : 'red'
  },
  rust(name) {
    if (/^(?:core|std|alloc)::| as (?:core|std|alloc)::/.test(name)) return 'orange'
    return name.includes('::') ? 'yellow' : 'red'
  },
  wakeup: () => 'aqua',
  chain: name => (/_\[w\]$/.test(name) ? 'aqua' : 'blue'),
}

/** What flamegraph.pl of 2017 takes for kinds of code. */
const KINDS_2017: typeof KINDS = {
  java: name =>
    /_\[j\]$/.test(name)
      ? 'green'
      : /_\[i\]$/.test(name)
        ? 'aqua'
        : /^L?(?:java|javax|jdk|net|org|com|io|sun)\//.test(name)
          ? 'green'
          : name.endsWith('_[k]')
            ? 'orange'
            : otherKind(name),
  perl: name =>
    name.includes('::')
      ? 'yellow'
      : /Perl|\.pl/.test(name)
        ? 'green'
        : name.endsWith('_[k]')
          ? 'orange'
          : 'red',
  js: name =>
    name.endsWith('_[j]')
      ? name.includes('/')
        ? 'green'
        : 'aqua'
      : name.includes('::')
        ? 'yellow'
        : /\/.*\.js/.test(name)
          ? 'green'
          : name.includes(':')
            ? 'aqua'
            : name === ' '
              ? 'green'
              : name.includes('_[k]')
                ? 'orange'
                : 'red',
  chain: name => (name.includes('_[w]') ? 'aqua' : 'blue'),
}

function otherKind(name: string): Hue {
  return name.includes('::') ? 'yellow' : 'red'
}

/** What flamegraph.pl of 2015 takes for `java` and `js`; its other palettes are ours. */
const KINDS_2015: typeof KINDS = {
  java: name => (name.includes('::') ? 'yellow' : name.includes('/') ? 'green' : 'red'),
  js: name =>
    name.includes('::')
      ? 'yellow'
      : name.includes('/')
        ? 'green'
        : name.includes(':')
          ? 'aqua'
          : name === ' '
            ? 'green'
            : 'red',
}

/** The palettes that have a name. */
export const PALETTES: readonly string[] = [...Object.keys(HUES), ...Object.keys(KINDS)]

/**
 * The palette of a name of {@link PALETTES}, which gives a name the same colour in every picture: early letters count more
 * than late ones, so that names which begin alike look alike. `random` gives 0 to 1 and takes the place of that. `version`
 * chooses kinds as that version of flamegraph.pl does; the one of 2015 takes bytes for letters.
 */
export function paletteNamed(
  palette: string,
  {
    random,
    version,
  }: { readonly random?: (() => number) | undefined; readonly version?: FlamegraphVersion | undefined } = {},
): Palette {
  const kinds = version === undefined ? KINDS : version === '2015' ? KINDS_2015 : KINDS_2017
  const kind = kinds[palette] ?? KINDS[palette] ?? (() => palette as Hue)
  return (name, described = name) => {
    const letters = version === '2015' ? bytesOf(name) : name
    const [v1, v2, v3] = random === undefined ? sharesOf(letters) : [random(), random(), random()]
    const [r, g, b] = HUES[kind(described)](v1, v2, v3)
    return `rgb(${r},${g},${b})`
  }
}

/** A letter for each byte of the name's UTF-8, as Perl sees text that it was not told the encoding of. */
function bytesOf(name: string): string {
  if (/^[\0-\x7f]*$/.test(name)) return name
  return Array.from(new TextEncoder().encode(name), byte => String.fromCharCode(byte)).join('')
}

function sharesOf(name: string): readonly [number, number, number] {
  const late = nameShare(Array.from(name).reverse().join(''))
  return [nameShare(name), late, late]
}

/** A share from the first letters of a name, without the module before a backtick. Source: flamegraph.pl's vector of a
 *  name (weights 0.7^n, moduli 10 to 12). */
function nameShare(name: string): number {
  let vector = 0
  let weight = 1
  let most = 1
  let modulus = 10
  for (const letter of firstLetters(name.replace(/.(.*?)`/, ''))) {
    vector += ((letter % modulus) / (modulus++ - 1)) * weight
    most += weight
    weight *= 0.7
    if (modulus > 12) break
  }
  return 1 - vector / most
}

/** The first three letters, as code points. */
function firstLetters(name: string): number[] {
  return Array.from(name.slice(0, 6), letter => letter.codePointAt(0)!).slice(0, 3)
}

function whole(value: number): number {
  return Math.trunc(value)
}
