import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { PyrometerError, UsageError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'
import type { PageOptions } from './html-report.ts'
import { encodePng } from './png.ts'
import { saveChunks } from './save.ts'

/** What each kind of picture is, by the ending of its file. */
const KINDS = {
  svg: '.svg for a picture',
  png: '.png for pixels',
  pdf: '.pdf for print',
  eps: '.eps for PostScript',
  html: '.html for the whole application with the recording inside',
  dot: '.dot for the DOT language',
} as const

/** Ending of a picture's file. */
export type PictureKind = keyof typeof KINDS

/** Kinds that are made of an SVG document. */
export type DrawnKind = Exclude<PictureKind, 'html' | 'dot'>

/** The kind of picture that a path names; `standard` for '-', standard output. @throws UsageError that lists the allowed ones if it
 *  names none of them. */
export function pictureKind<K extends PictureKind>(
  path: string,
  { allowed, what, standard }: { allowed: readonly K[]; what: string; standard: K },
): K {
  if (path === '-') return standard
  const ending = path.match(/\.([^./\\]+)$/)?.[1]?.toLowerCase()
  const kind = allowed.find(one => one === (ending === 'gv' ? 'dot' : ending))
  if (kind !== undefined) return kind
  const kinds = allowed.map(one => KINDS[one])
  throw new UsageError(
    `Cannot draw ${what} into ${path}: its ending names no kind of picture`,
    `Use ${kinds.join(', ')}, or - for ${standard.toUpperCase()} on standard output`,
  )
}

/** Writes an SVG document of our own renderers to a file, as what its ending says. @throws PyrometerError if what draws this kind is
 *  not installed; what {@link saveChunks} throws. */
export async function writePicture(
  svg: string,
  { kind, path, cwd }: { kind: DrawnKind; path: string; cwd: string },
): Promise<void> {
  await saveChunks(await drawAs(svg, kind), placeOf(path, cwd))
}

/** Writes the browser application with a recording inside to a file. */
export async function writePage(
  recording: Recording,
  { path, cwd, ...options }: PageOptions & { path: string; cwd: string },
): Promise<void> {
  const { saveHtmlReport } = await import('./html-report.ts')
  await saveHtmlReport([recording], placeOf(path, cwd), options)
}

function placeOf(path: string, cwd: string): string {
  return isAbsolute(path) ? path : join(cwd, path)
}

async function drawAs(svg: string, kind: DrawnKind): Promise<Iterable<Uint8Array>> {
  if (kind === 'png') return [drawPng(svg)]
  if (kind === 'svg') return [new TextEncoder().encode(svg)]
  const { readSvg } = await import('../render/vector/read-svg.ts')
  if (kind === 'pdf') {
    const { writePdf } = await import('../render/vector/write-pdf.ts')
    return [writePdf(readSvg(svg))]
  }
  const { writeEps } = await import('../render/vector/write-eps.ts')
  return encoded(writeEps(readSvg(svg)))
}

function* encoded(lines: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const line of lines) yield encoder.encode(`${line}\n`)
}

/** Pixels that a picture may have in all: larger ones take long and few programs open them. */
const MOST_PIXELS = 24e6
/** Pixels a CSS pixel: letters stay sharp on fine screens and in print. */
const SCALE = 2
/** Longest side of a picture. */
const LONGEST = 32_000

/** Fonts as wide as those that labels are measured with. Machines without any font draw letters too. */
const FONTS = [
  ...['400Regular/Arimo_400Regular', '700Bold/Arimo_700Bold'].map(name => `arimo/${name}`),
  ...['400Regular/Cousine_400Regular', '700Bold/Cousine_700Bold'].map(name => `cousine/${name}`),
]
/** Characters that those fonts do not have; then the machine's fonts are looked through, which takes a while. */
const FOREIGN = /[\u0600-\u1dff\u2300-\u24ff\u2600-\ufffc\u{10000}-\u{10ffff}]/u

function drawPng(svg: string): Uint8Array {
  const [, width = '1', height = '1'] = svg.match(/^<svg[^>]*\swidth="([\d.]+)" height="([\d.]+)"/) ?? []
  const [w, h] = [Number(width), Number(height)]
  const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (w * h)), LONGEST / w, LONGEST / h)
  const { Resvg } = load<typeof import('@resvg/resvg-js')>('@resvg/resvg-js')
  const require = createRequire(import.meta.url)
  const fontFiles = FONTS.map(name => locate(require, `@expo-google-fonts/${name}.ttf`)).filter(
    path => path !== null,
  )
  const image = new Resvg(longhand(svg), {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: fontFiles.length < FONTS.length || FOREIGN.test(svg),
      fontFiles,
      defaultFontFamily: 'Arimo',
      sansSerifFamily: 'Arimo',
      monospaceFamily: 'Cousine',
    },
  })
  const { pixels, width: columns, height: rows } = image.render()
  return encodePng(pixels, columns, rows)
}

/** What draws PNG does not know the short form of fonts in style sheets. */
function longhand(svg: string): string {
  return svg.replace(/<style>[^<]*/, style =>
    style.replaceAll(/\bfont:([\d.]+px) ([^;}]+)/g, 'font-size:$1;font-family:$2'),
  )
}

function locate(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name)
  } catch {
    return null
  }
}

/** An optional dependency. @throws PyrometerError that names it when it is not installed. */
function load<T>(name: string): T {
  try {
    return createRequire(import.meta.url)(name) as T
  } catch (cause) {
    throw new PyrometerError(
      'PYRO_NO_PACKAGE',
      `Drawing PNG needs the package ${name}, which is not installed`,
      {
        hint: `Run "npm install ${name}" beside Pyrometer, or write .svg or .pdf`,
        cause,
      },
    )
  }
}
