// Makes a checkout ready to run, by itself and only when something changed: installs what package-lock.json names and
// builds dist/. Plain JavaScript with no dependency, because it runs before there are any.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const INSTALL_STAMP = join(ROOT, 'node_modules', '.pyrometer-installed')
const BUILD_STAMP = join(ROOT, 'dist', '.pyrometer-built')
const BUILD_INPUTS = [
  'src',
  'ui',
  'scripts/build-ui.mjs',
  'scripts/bundle-program.mjs',
  'scripts/bundle-registry.mjs',
  'scripts/keep-code.cjs',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.pure.json',
  'tsconfig.node.json',
]

/** Installs the dependencies and builds, each only if its inputs changed since the last time. Exits on failure. */
export function setUp({ build = true } = {}) {
  assertNodeVersion()
  step('Installing the dependencies', INSTALL_STAMP, hashFiles(['package-lock.json']), () => {
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  })
  if (!build) return
  step('Building', BUILD_STAMP, hashFiles(BUILD_INPUTS), () => {
    run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-b', 'tsconfig.node.json'])
    run(process.execPath, [join('scripts', 'bundle-registry.mjs')])
    run(process.execPath, [join('scripts', 'bundle-program.mjs')])
    run(process.execPath, [join('scripts', 'build-ui.mjs')])
  })
}

/** Runs a program in the checkout with its output on standard error; ends this process if it fails. */
export function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (error !== undefined) fail(`cannot run ${program}: ${error.message}`)
  if (status !== 0) fail(`"${program} ${args.join(' ')}" failed; its output is above`)
}

function step(title, stamp, fingerprint, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return
  process.stderr.write(`${title} …\n`)
  work()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, fingerprint)
}

function hashFiles(paths) {
  const hash = createHash('sha256')
  const queue = paths.map(path => join(ROOT, path))
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (!existsSync(path)) continue
    if (statSync(path).isDirectory()) {
      queue.push(
        ...readdirSync(path)
          .filter(name => !name.includes('.test.'))
          .sort()
          .map(name => join(path, name)),
      )
    } else {
      hash.update(path.slice(ROOT.length)).update(readFileSync(path))
    }
  }
  return hash.digest('hex')
}

function assertNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const isSupported = major > 20 || (major === 20 && minor >= 19)
  if (!isSupported) fail(`Node.js 20.19 or newer is needed, this is ${process.versions.node}`)
}

function fail(message) {
  process.stderr.write(`pyrometer: ${message}\n`)
  process.exit(2)
}
