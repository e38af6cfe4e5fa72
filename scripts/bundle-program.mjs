// Puts the command line into some CommonJS files in dist/program/, and what loads them into dist/cli/main.js: a hundred
// small modules cost every start some 40 ms. The library stays what the compiler made.
// See docs/decisions/008-bundled-command-line.md. Run after the compiler.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { rolldown } from 'rolldown'
import { ROOT } from './setup.mjs'

const SOURCES = join(ROOT, 'src')
const PROGRAM = join(ROOT, 'dist', 'program')
const CLI = join(ROOT, 'dist', 'cli')
const MAIN = join(CLI, 'main.js')

/** What nearly every command needs is loaded together; what few of them need stays apart. */
const GROUPS = [
  { name: 'core', test: /src[\\/](base|model[\\/][^\\/]*\.ts)/ },
  { name: 'query', test: /src[\\/](analysis|query|render[\\/]text)/, minShareCount: 3 },
]

/** The formats of a small file that the usual command lines are run with. */
const WRITTEN = ['a.pstats', 'a.speedscope.json', 'a.pb.gz', 'a.pyrometer']

/** Command lines whose code is kept, so that V8 need not make it at every start: each adds to what those before it kept. */
const USUAL = [
  ['--help'],
  ...WRITTEN.map(file => ['convert', 'a.folded', '-o', file]),
  ...['a.folded', ...WRITTEN].map(file => ['report', file]),
  ['lines', 'a.pyrometer'],
  ['flame', '-o', 'a.svg', 'a.pyrometer'],
  ['graph', '-o', 'a.dot', 'a.pyrometer'],
  ...['a.folded', 'a.pstats'].map(file => ['graph', '--compat', 'gprof2dot', '-o', 'a.dot', file]),
]

await bundleProgram()
mkdirSync(CLI, { recursive: true })
copyFileSync(join(SOURCES, 'cli', 'launch.cjs'), MAIN)
chmodSync(MAIN, 0o755)
copyFileSync(
  join(SOURCES, 'workbench', 'letters', 'import-package.cjs'),
  join(ROOT, 'dist', 'workbench', 'letters', 'import-package.cjs'),
)
writeFileSync(join(CLI, 'package.json'), '{ "type": "commonjs" }\n')
keepCode()

async function bundleProgram() {
  const bundle = await rolldown({
    // The second is for scripts/generate-docs.mjs.
    input: { program: join(SOURCES, 'cli', 'program.ts'), run: join(SOURCES, 'cli', 'run.ts') },
    platform: 'node',
    plugins: [keepAddresses(), withoutChildProcess()],
    logLevel: 'warn',
  })
  await bundle.write({
    dir: PROGRAM,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    cleanDir: true,
    codeSplitting: { groups: GROUPS },
  })
  await bundle.close()
}

/** Modules find what lies beside them (the sampler's thread, the Python package, the browser application) by their own
 *  address: in the bundle, too, that is the address of the file that the compiler made. */
function keepAddresses() {
  return {
    name: 'keep-addresses',
    transform(code, id) {
      if (!id.startsWith(SOURCES) || !code.includes('import.meta.url')) return null
      const compiled = relative(SOURCES, id).split(sep).join('/').replace(/\.ts$/, '.js')
      return code.replaceAll('import.meta.url', `new URL('../${compiled}', import.meta.url).href`)
    },
  }
}

/** commander can run a program of its own for each command. Ours are none, and node:child_process costs 4 ms. */
function withoutChildProcess() {
  return {
    name: 'without-child-process',
    resolveId: (specifier, importer = '') =>
      specifier === 'node:child_process' && importer.includes(`${sep}commander${sep}`) ? '\0nothing' : null,
    load: id => (id === '\0nothing' ? 'module.exports = {}' : null),
  }
}

function keepCode() {
  const folder = mkdtempSync(join(tmpdir(), 'pyrometer-code-'))
  writeFileSync(join(folder, 'a.folded'), 'main (a.py:1);read (a.py:5) 2\nmain (a.py:1);write (b.py:7) 1\n')
  const keeper = join(ROOT, 'scripts', 'keep-code.cjs')
  for (const commandLine of USUAL) {
    const args = ['--require', keeper, MAIN, ...commandLine]
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`pyrometer ${commandLine.join(' ')} failed:\n${stderr}`)
  }
  rmSync(folder, { recursive: true })
}
