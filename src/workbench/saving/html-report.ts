import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PyrometerError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { renderHtml } from '../../render/html/render-html.ts'
import type { SourceOptions } from '../opening/source-text.ts'
import { pageParts } from './compared-page.ts'
import { saveChunks } from './save-chunks.ts'

/** How a page is made. */
export interface PageOptions {
  /** What the page shows first, as its address says it after `#`. */
  readonly hash?: string | undefined
  /** Without what names people, machines and places, see redactRecordings. */
  readonly isRedacted?: boolean | undefined
  /** Put the text of sources in, found in these places; absent: only what the recording holds. */
  readonly embed?: SourceOptions | undefined
}

// From dist/workbench/saving, and from src/workbench/saving when the sources are run as they are.
const PLACES = ['../ui/', '../../../dist/ui/']

/** The folder of the built browser application, with a slash at its end. @throws PyrometerError when it was not built. */
export async function findApplication(): Promise<string> {
  for (const place of PLACES) {
    const folder = fileURLToPath(new URL(place, import.meta.url))
    const isThere = await readFile(`${folder}single.html`).then(
      () => true,
      () => false,
    )
    if (isThere) return folder
  }
  throw new PyrometerError('PYRO_NO_APPLICATION', 'The browser application is not built', {
    hint: 'Run "npm run build" in Pyrometer’s folder',
    exitStatus: 125,
  })
}

/** The one-file page of recordings, piece by piece, see {@link renderHtml}. @throws PyrometerError when the application was not built. */
export async function renderHtmlReport(
  recordings: readonly Recording[],
  options: PageOptions = {},
): Promise<Iterable<string>> {
  const template = await readFile(`${await findApplication()}single.html`, 'utf8')
  const isRedacted = options.isRedacted === true
  const { hash, recordings: held } = pageParts(recordings, { hash: options.hash, isRedacted })
  const address = isRedacted ? await redactAddress(hash, held) : hash
  return renderHtml(await preparePage(held, options), template, address)
}

/** An address whose patterns name nothing that is taken out of the recordings. */
async function redactAddress(hash: string, recordings: readonly Recording[]): Promise<string> {
  const { redactorOf } = await import('../../analysis/redact/redact-recording.ts')
  const redact = redactorOf(recordings)
  const parts = [...new URLSearchParams(hash)].map(([key, value]): [string, string] => [key, redact(value)])
  return new URLSearchParams(parts).toString()
}

/** Writes the one-file page of recordings. @throws what {@link renderHtmlReport} and {@link saveChunks} throw. */
export async function saveHtmlReport(
  recordings: readonly Recording[],
  path: string,
  options: PageOptions = {},
): Promise<void> {
  const pieces = await renderHtmlReport(recordings, options)
  await saveChunks(encoded(pieces), path)
}

/** The recordings as they go into a page or to its server. */
export async function preparePage(
  recordings: readonly Recording[],
  { isRedacted, embed }: PageOptions,
): Promise<readonly Recording[]> {
  if (isRedacted === true) {
    const { redactRecordings } = await import('../../analysis/redact/redact-recording.ts')
    return redactRecordings(recordings)
  }
  if (embed === undefined) return recordings
  const { embedSourceText } = await import('../opening/embed-source-text.ts')
  const embedded: Recording[] = []
  for (const recording of recordings) embedded.push(await embedSourceText(recording, embed))
  return embedded
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const piece of pieces) yield encoder.encode(piece)
}
