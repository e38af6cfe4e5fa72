// Builds the browser application into dist/ui/: index.html with its assets for the server, and single.html, the same
// application in one file, into which recordings are put (src/render/html). Called by `npm run build`.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { toBase85 } from '../dist/base/base85.js'
import { ROOT } from './setup.mjs'

/** The application without data stays under this. */
const MOST_BYTES = 700_000

const out = join(ROOT, 'dist', 'ui')
const configFile = join(ROOT, 'ui', 'vite.config.ts')
await build({ configFile, mode: 'production' })
await build({ configFile, mode: 'worker' })
await build({ configFile, mode: 'start' })

const read = name => readFileSync(join(out, 'assets', name), 'utf8')
const style = read('app.css')
// Compressed: the page is sent around. The worker is the larger part: it reads every format.
const packed = name => {
  const text = toBase85(gzipSync(read(name), { level: 9 }))
  // The one text of these digits that would keep a script element open.
  if (/<!--.*<script/i.test(text)) throw new Error(`${name} cannot stand in a page: change a letter of it`)
  return text
}
const script = escapeScript(read('start.js').trim())
const index = readFileSync(join(out, 'index.html'), 'utf8')
// What stands there while a large page arrives: the theme, and the stage that the application shows first.
const firstPaint = name => readFileSync(join(ROOT, 'ui', 'first-paint', name), 'utf8')
const theme = escapeScript(firstPaint('theme.js').replaceAll(/^\s*\/\/.*\n/gm, ''))
const stage = firstPaint('stage.html').replaceAll(/\n\s*/g, '')

const hash = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const policy = [
  "default-src 'none'",
  // The start and the theme by their text; the rest is what the start unpacks.
  `script-src ${hash(script)} ${hash(theme)} blob:`,
  `style-src ${hash(style)}`,
  'img-src data:',
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const single = index
  .replace('data-source="server"', 'data-source="file"')
  .replace(
    '<meta charset="utf-8" />',
    () => `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  )
  .replace(/\s*<script type="module"[^>]*><\/script>/, '')
  .replace('<title>', () => `<script id="pyrometer-theme">${theme}</script>\n    <title>`)
  .replace('<div id="app"></div>', () => `<div id="app">${stage}</div>`)
  .replace(/<link rel="stylesheet"[^>]*>/, () => `<style id="pyrometer-style">${style}</style>`)
  .replace(
    '</body>',
    () =>
      `  <script type="application/gzip" id="pyrometer-worker">${packed('worker.js')}</script>\n` +
      `    <script type="application/gzip" id="pyrometer-app">${packed('app.js')}</script>\n` +
      '    <!--pyrometer-recordings-->\n' +
      `    <script type="module" id="pyrometer-start">${script}</script>\n  </body>`,
  )
for (const part of ['http-equiv', '<style id', 'pyrometer-theme', 'pyrometer-worker', stage]) {
  if (!single.includes(part)) throw new Error(`single.html lacks ${part}: the shape of index.html changed`)
}
writeFileSync(join(out, 'single.html'), single)
rmSync(join(out, 'assets', 'start.js'))
rmSync(join(out, 'assets', 'app.js.map'), { force: true })

const size = Buffer.byteLength(single)
process.stdout.write(
  `The browser application: ${kilobytes(size)} in one file, ${kilobytes(gzipSync(single).length)} gzipped\n`,
)
if (size > MOST_BYTES) {
  process.stderr.write(`It is larger than ${kilobytes(MOST_BYTES)}\n`)
  process.exit(1)
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} KB`
}

// What ends a script element, or hides its end, must not stand in one.
function escapeScript(text) {
  return text.replaceAll(/<(?=\/script|!--)/gi, '\\x3c')
}
