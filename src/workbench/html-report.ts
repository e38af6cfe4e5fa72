import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PyrometerError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'
import { renderHtml } from '../render/html/render-html.ts'
import { saveChunks } from './save.ts'

// From dist/workbench, and from src/workbench when the sources are run as they are.
const PLACES = ['../ui/', '../../dist/ui/']

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

/** The one-file page of recordings, piece by piece; `hash` and the rest: see {@link renderHtml}. @throws PyrometerError when the application was
 *  not built. */
export async function renderHtmlReport(
  recordings: readonly Recording[],
  hash = '',
): Promise<Iterable<string>> {
  const template = await readFile(`${await findApplication()}single.html`, 'utf8')
  return renderHtml(recordings, template, hash)
}

/** Writes the one-file page of recordings. @throws what {@link renderHtmlReport} and {@link saveChunks} throw. */
export async function saveHtmlReport(
  recordings: readonly Recording[],
  path: string,
  hash = '',
): Promise<void> {
  const pieces = await renderHtmlReport(recordings, hash)
  await saveChunks(encoded(pieces), path)
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const piece of pieces) yield encoder.encode(piece)
}
