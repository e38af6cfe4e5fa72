import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { settled, test } from './support/pages.ts'

/** The pictures of the documentation: of real recordings, made when asked for (PYROMETER_IMAGES=1). */
const IMAGES = [
  { name: 'flame-dark', page: 'scatter', hash: '', theme: 'dark' },
  { name: 'flame-light', page: 'scatter', hash: '', theme: 'light' },
  { name: 'functions', page: 'scatter', hash: 'view=functions', theme: 'dark' },
  { name: 'callers', page: 'scatter', hash: 'view=callers', theme: 'light' },
  { name: 'graph', page: 'scatter', hash: 'view=graph', theme: 'light' },
  { name: 'map', page: 'scatter', hash: 'view=map', theme: 'dark' },
  { name: 'source', page: 'scatter', hash: 'view=source', theme: 'dark' },
  { name: 'time-order', page: 'threads', hash: 'order=time', theme: 'dark' },
  { name: 'threads', page: 'threads', hash: 'view=threads', theme: 'light' },
  { name: 'heap', page: 'leak', hash: 'type=__main__.Session', theme: 'dark' },
  { name: 'heap-paths', page: 'leak', hash: 'picture=paths&type=__main__.Session', theme: 'light' },
  { name: 'heap-references', page: 'leak', hash: 'picture=references&type=__main__.Session', theme: 'dark' },
] as const

test.describe('pictures of the documentation', () => {
  test.skip(process.env.PYROMETER_IMAGES === undefined, 'only with PYROMETER_IMAGES=1')
  let folder = ''

  test.beforeAll(() => {
    test.setTimeout(240_000)
    // A folder of its own: the pictures show paths, and those of this machine concern nobody.
    folder = join(tmpdir(), 'examples')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    const main = join(process.cwd(), 'dist/cli/main.js')
    const pyrometer = (...args: string[]) =>
      execFileSync(process.execPath, [main, ...args], { cwd: folder, stdio: 'pipe' })
    cpSync('examples/scatter/scatter.py', join(folder, 'scatter.py'))
    cpSync('examples/threads/main.py', join(folder, 'threads.py'))
    for (const name of ['scatter', 'threads']) {
      pyrometer('record', '--rate', '1000', '-q', '-o', `${name}.pyrometer`, `${name}.py`)
      pyrometer('view', '--html', `${name}.html`, `${name}.pyrometer`)
    }
    cpSync('examples/memory/leak.py', join(folder, 'leak.py'))
    pyrometer('record', '--mode', 'heap', '-q', '-o', 'leak.pyrometer', 'leak.py')
    pyrometer('view', '--html', 'leak.html', 'leak.pyrometer')
    if (!existsSync('docs/images')) mkdirSync('docs/images', { recursive: true })
    pyrometer('graph', '--color-nodes-by-selftime', '-o', 'scatter-graph.png', 'scatter.pyrometer')
    copyFileSync(join(folder, 'scatter-graph.png'), 'docs/images/scatter-graph.png')
  })
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const { name, page: file, hash, theme } of IMAGES) {
    test(name, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme })
      await page.goto(`${pathToFileURL(join(folder, `${file}.html`)).href}${hash === '' ? '' : `#${hash}`}`)
      await settled(page)
      await page.screenshot({ path: `docs/images/${name}.png` })
    })
  }
})
