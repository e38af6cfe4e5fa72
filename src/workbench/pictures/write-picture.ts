import { isAbsolute, join } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { Page } from '../../render/vector/shapes.ts'
import type { PageOptions } from '../saving/html-report.ts'

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

/** Where a picture goes. */
export interface PictureTarget {
  readonly kind: DrawnKind
  readonly path: string
  readonly cwd: string
  /** Is told what could not be drawn as it is. */
  readonly onNote?: ((note: string) => void) | undefined
}

/** Writes an SVG document of our own renderers to a file, as what its ending says. @throws what `drawPng` and `saveChunks` throw. */
export async function writePicture(
  svg: string,
  { kind, path, cwd, onNote = () => undefined }: PictureTarget,
): Promise<void> {
  const { saveChunks } = await import('../saving/save-chunks.ts')
  await saveChunks(await drawAs(svg, kind, onNote), placeOf(path, cwd))
}

/** Where a page goes: a path, or '-' for `writeOut`. */
export interface PageTarget {
  readonly path: string
  readonly cwd: string
  readonly writeOut: (text: string) => void
}

/** Writes the browser application with recordings inside. @throws what making and saving it throw. */
export async function writePage(
  recordings: readonly Recording[],
  { path, cwd, writeOut, ...options }: PageOptions & PageTarget,
): Promise<void> {
  const { renderHtmlReport, saveHtmlReport } = await import('../saving/html-report.ts')
  if (path !== '-') return saveHtmlReport(recordings, placeOf(path, cwd), options)
  for (const piece of await renderHtmlReport(recordings, options)) writeOut(piece)
}

function placeOf(path: string, cwd: string): string {
  return isAbsolute(path) ? path : join(cwd, path)
}

async function drawAs(
  svg: string,
  kind: DrawnKind,
  onNote: (note: string) => void,
): Promise<Iterable<Uint8Array>> {
  if (kind === 'svg') return [new TextEncoder().encode(svg)]
  if (kind === 'png') {
    const { drawPng, pngSize } = await import('./draw-png.ts')
    noteShrunk(pngSize(svg), onNote)
    return [drawPng(await withForeignLetters(svg, onNote))]
  }
  const page = await readPage(svg, onNote)
  if (kind === 'pdf') {
    const { writePdf } = await import('../../render/vector/write-pdf.ts')
    return [writePdf(page)]
  }
  const { writeEps } = await import('../../render/vector/write-eps.ts')
  return encoded(writeEps(page))
}

/** Letters of 12 pixels are not read any more when they are shrunk so much. */
const LEAST_READ = 0.5

function noteShrunk(
  { width, height, scale }: { width: number; height: number; scale: number },
  onNote: (note: string) => void,
): void {
  if (scale >= LEAST_READ) return
  onNote(
    `The picture takes ${Math.round(width)} × ${Math.round(height)} pixels and is made ${Math.round(1 / scale)} times smaller, too small to be read: .svg, .pdf and .html can be zoomed, or draw less of it`,
  )
}

async function readPage(svg: string, onNote: (note: string) => void): Promise<Page> {
  const { needsLetters, readSvg } = await import('../../render/vector/read-svg.ts')
  if (!needsLetters(svg)) return readSvg(svg)
  const { loadLetters } = await import('../letters/find-letters.ts')
  const letters = await loadLetters()
  const page = letters === null ? readSvg(svg) : readSvg(svg, letters)
  if (page.missing.length > 0) onNote(missingNote(page.missing, letters !== null))
  return page
}

/** Characters that Arimo and Cousine do not have; then the machine's fonts are looked through. */
const FOREIGN = /[\u0600-\u1dff\u2300-\u24ff\u2600-\ufffc\u{10000}-\u{10ffff}]/u

/** A picture whose letters Arimo and Cousine have: what they have not is drawn. */
async function withForeignLetters(svg: string, onNote: (note: string) => void): Promise<string> {
  if (!FOREIGN.test(svg)) return svg
  const { writePlainSvg } = await import('../../render/vector/write-plain-svg.ts')
  const { pictureFamily } = await import('../letters/picture-fonts.ts')
  return [...writePlainSvg(await readPage(svg, onNote), pictureFamily)].join('')
}

const MISSING_SHOWN = 8

function missingNote(missing: readonly string[], isInstalled: boolean): string {
  const shown = missing.slice(0, MISSING_SHOWN).join(' ')
  const rest = missing.length > MISSING_SHOWN ? ` and ${missing.length - MISSING_SHOWN} others` : ''
  const help = isInstalled
    ? 'Install a font that has them, such as Noto'
    : 'Run "npm install harfbuzzjs bidi-js" beside Pyrometer'
  return `Nothing here draws ${shown}${rest}: boxes with their numbers in Unicode stand for them. ${help}, or write .svg`
}

function* encoded(lines: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const line of lines) yield encoder.encode(`${line}\n`)
}
