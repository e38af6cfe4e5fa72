import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import { formatFrameText } from '../../formats/collapsed/frame-text.ts'
import type { Recording } from '../../model/recording.ts'
import { type Palette, paletteNamed } from '../../render/svg/flame-palette.ts'
import type { ChosenColours } from '../../render/svg/flame-style.ts'
import type { FlamegraphVersion } from '../../render/svg/flamegraph-dialect.ts'
import { cannotRead } from '../opening/cannot-read.ts'
import { saveChunks } from '../saving/save-chunks.ts'
import type { FlameLook } from './flame-look.ts'

/** Grounds that have a name, from top to bottom: flamegraph.pl's. */
export const GROUNDS: Readonly<Record<string, readonly [string, string]>> = {
  yellow: ['#eeeeee', '#eeeeb0'],
  blue: ['#eeeeee', '#e0e0ff'],
  green: ['#eef2ee', '#e0ffe0'],
  grey: ['#f8f8f8', '#e8e8e8'],
}

/** A ground by its name or as one colour; undefined where none is asked for. @throws UsageError that lists the names. */
export function backgroundOf(text: string | undefined): readonly [string, string] | undefined {
  if (text === undefined) return undefined
  const ground = Object.hasOwn(GROUNDS, text) ? GROUNDS[text] : undefined
  if (ground !== undefined) return ground
  if (/^#[0-9a-f]{6}$/i.test(text)) return [text, text]
  throw new UsageError(
    `${text} is no ground`,
    `Use ${Object.keys(GROUNDS).join(', ')} or a colour as #rrggbb`,
  )
}

/** Colours that take the place of the look's own. @throws UsageError for one that is not written as #rrggbb. */
export function chosenColours(look: FlameLook): ChosenColours {
  return {
    tools: colourNamed('--uicolor', look.uiColor),
    found: colourNamed('--search-color', look.searchColor),
    outline: look.strokeColor === 'none' ? undefined : colourNamed('--stroke-color', look.strokeColor),
  }
}

function colourNamed(option: string, text: string | undefined): string | undefined {
  if (text === undefined || /^#[0-9a-f]{6}$/i.test(text)) return text
  throw new UsageError(`${option}: ${text} is no colour`, 'Use six hexadecimal digits, as #e600e6')
}

/** The colour of each func's boxes; undefined where colour is heat. */
export function colourOf(
  { shared }: Recording,
  look: FlameLook,
  kept: Map<string, string> | undefined,
): ((func: number) => string) | undefined {
  const named = look.colors ?? (look.random === undefined && kept === undefined ? 'heat' : 'hot')
  if (named === 'heat') return undefined
  const palette = remembering(paletteOf({ ...look, colors: named }), kept)
  const colours = new Map<number, string>()
  const { strings, funcs, sources } = shared
  return func => {
    let colour = colours.get(func)
    if (colour === undefined) {
      const name = strings[funcs.name[func]!]!
      const source = funcs.source[func]!
      const file = source === -1 ? null : strings[sources.path[source]!]!
      colour = palette(
        name,
        formatFrameText({ name, file, line: -1, kind: funcs.kind[func]!, isInlined: false }),
      )
      colours.set(func, colour)
    }
    return colour
  }
}

/** The palette a person asks for, `hot` by default. */
export function paletteOf(look: FlameLook, version?: FlamegraphVersion): Palette {
  const random = look.random === undefined ? undefined : seededRandom(look.random)
  const name = look.colors === undefined || look.colors === 'heat' ? 'hot' : look.colors
  return paletteNamed(name, { random, version })
}

/** A palette that gives names the colours they have in `kept`, and puts new ones there. */
export function remembering(palette: Palette, kept: Map<string, string> | undefined): Palette {
  if (kept === undefined) return palette
  return (name, described) => {
    let colour = kept.get(name)
    if (colour === undefined) {
      colour = palette(name, described)
      kept.set(name, colour)
    }
    return colour
  }
}

/** Colours by name that are kept in a file between pictures, as flamegraph.pl does: a line a name, `name->rgb(…)`. */
export interface KeptPalette {
  readonly colours: Map<string, string>
  save(): Promise<void>
}

/** Reads a file of colours; one that is not there is empty. @throws UsageError for one that cannot be read, or is none. */
export async function openPalette(path: string, cwd: string): Promise<KeptPalette> {
  const place = isAbsolute(path) ? path : join(cwd, path)
  const colours = new Map<string, string>()
  for (const line of textOf(place, path).split(/\r?\n/)) {
    if (line === '') continue
    const match = /^(.*)->(rgb\(\d{1,3},\d{1,3},\d{1,3}\)|#[0-9a-f]{6})$/i.exec(line)
    if (match === null) throw new UsageError(`${path} is no palette: expected lines of name->rgb(1,2,3)`)
    colours.set(match[1]!, match[2]!)
  }
  const save = async () => {
    const lines = [...colours.keys()]
      .sort()
      .map(name => `${name.replace(/[\r\n]+/g, ' ')}->${colours.get(name)}\n`)
    await saveChunks([new TextEncoder().encode(lines.join(''))], place)
  }
  return { colours, save }
}

function textOf(place: string, path: string): string {
  try {
    return readFileSync(place, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw cannotRead(path, error)
  }
}
