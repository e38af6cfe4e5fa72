// Writes docs/cli.md from the command line's own definitions, docs/formats.md from the registry of formats and
// docs/file-format.md from src/model/tables.ts, and the swatches of docs/design.md from the scales of the look.
// `--check` writes nothing and fails when a page is not what would be written. Needs a build.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cliPage } from './docs/cli-page.mjs'
import { fileFormatPage } from './docs/file-format-page.mjs'
import { formatsPage } from './docs/formats-page.mjs'
import { swatchPictures } from './docs/swatches.mjs'

const ROOT = join(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')
const load = path => import(pathToFileURL(join(ROOT, 'dist', path)).href)

const pages = {
  'docs/cli.md': await cliPage(load),
  'docs/formats.md': await formatsPage(load),
  'docs/file-format.md': await fileFormatPage(
    load,
    ['tables', 'heap-tables']
      .map(name => readFileSync(join(ROOT, `src/model/${name}.ts`), 'utf8'))
      .join('\n'),
  ),
  ...(await swatchPictures(load)),
}
let stale = 0
for (const [path, text] of Object.entries(pages)) {
  const before = read(join(ROOT, path))
  if (before === text) continue
  if (!isCheck) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), text)
  }
  if (isCheck) stale++
  process.stdout.write(
    `${path}: ${isCheck ? 'out of date: run "node scripts/generate-docs.mjs"' : 'written'}\n`,
  )
}
process.exitCode = stale > 0 ? 1 : 0

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
