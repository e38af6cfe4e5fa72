import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What a browser of a test is started with: no display, no network of its own. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Chromium's program: `PYROMETER_CHROMIUM`, else the first on the PATH; null when there is none. */
export function findChromium(): string | null {
  const named = process.env.PYROMETER_CHROMIUM
  if (named !== undefined && existsSync(named)) return named
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const path = join(folder, name)
      if (folder !== '' && existsSync(path)) return path
    }
  }
  return null
}
