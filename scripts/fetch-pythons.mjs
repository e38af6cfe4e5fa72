// Unpacks newer CPythons than the machine has, for the live tests, into .pyrometer-cache/pythons/RELEASE/:
//   node scripts/fetch-pythons.mjs [RELEASE…]        (default: 3.14 3.15)
// They come from Debian's unstable suite, by apt itself with a state folder of its own: the mirror is the one that this
// machine's apt is configured with, nothing is installed, and the packages' signatures are checked. Each unpacked
// interpreter runs through its own dynamic loader and C library, by the script `python` in its folder.
// Does nothing for a release that is there already. Exit status 0 done, 3 when apt or the mirror is not to be had.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../.pyrometer-cache/', import.meta.url))
const SUITE = 'unstable'
/** Libraries that the interpreters and their modules need in a version that belongs to them. */
const LIBRARIES = [
  'libc6',
  'libexpat1',
  'zlib1g',
  'libffi8',
  'libbz2-1.0',
  'liblzma5',
  'libuuid1',
  'libzstd1',
  'libgcc-s1',
]

const releases = process.argv.slice(2)
for (const release of releases.length > 0 ? releases : ['3.14', '3.15']) {
  if (!/^3\.\d+$/.test(release)) fail(`expected releases such as 3.14, found "${release}"`)
  const folder = join(CACHE, 'pythons', release)
  if (existsSync(join(folder, 'python'))) console.log(`${release}: there already`)
  else fetchPython(release, folder)
}

function fetchPython(release, folder) {
  const config = aptConfig()
  const packages = [
    `python${release}`,
    `python${release}-minimal`,
    `libpython${release}-minimal`,
    `libpython${release}-stdlib`,
    `libpython${release}`,
    ...LIBRARIES,
  ]
  const downloads = join(CACHE, 'apt', 'debs', release)
  mkdirSync(downloads, { recursive: true })
  run('apt-get', ['download', ...packages], { cwd: downloads, config })
  const unpacked = `${folder}.part`
  rmSync(unpacked, { recursive: true, force: true })
  mkdirSync(unpacked, { recursive: true })
  for (const name of readdirSync(downloads)) {
    if (name.endsWith('.deb')) run('dpkg-deb', ['-x', join(downloads, name), unpacked], {})
  }
  rmSync(downloads, { recursive: true, force: true })
  writeLauncher(unpacked, release)
  renameSync(unpacked, folder)
  const version = run(join(folder, 'python'), ['-c', 'import sys; print(sys.version.split()[0])'], {})
  console.log(`${release}: ${version.trim()}`)
}

/** A shell script beside the interpreter that starts it through its own loader. */
function writeLauncher(root, release) {
  const triplet = readdirSync(join(root, 'usr', 'lib')).find(name => name.endsWith('-linux-gnu'))
  const loader = readdirSync(join(root, 'usr', 'lib', triplet)).find(name => name.startsWith('ld-linux'))
  const script = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
libraries="$here/usr/lib/${triplet}:$here/lib/${triplet}"
exec "$here/usr/lib/${triplet}/${loader}" --library-path "$libraries" "$here/usr/bin/python${release}" "$@"
`
  writeFileSync(join(root, 'python'), script)
  chmodSync(join(root, 'python'), 0o755)
}

/** An apt configuration that leaves the machine's own alone; made once, with the package lists of the suite. */
function aptConfig() {
  const root = join(CACHE, 'apt')
  const config = join(root, 'apt.conf')
  mkdirSync(join(root, 'state', 'lists', 'partial'), { recursive: true })
  mkdirSync(join(root, 'cache', 'archives', 'partial'), { recursive: true })
  writeFileSync(join(root, 'sources.list'), `${debianSource()}\n`)
  writeFileSync(
    config,
    `Dir::State "${join(root, 'state')}";
Dir::Cache "${join(root, 'cache')}";
Dir::Etc::sourcelist "${join(root, 'sources.list')}";
Dir::Etc::sourceparts "/dev/null";
Dir::State::status "/dev/null";
APT::Sandbox::User "root";
Acquire::Languages "none";
`,
  )
  run('apt-get', ['update'], { config })
  return config
}

/** The machine's own Debian archive with its suite replaced: the first source of the component main that is no security archive. */
function debianSource() {
  for (const source of readSources()) {
    if (!source.components.includes('main') || !/\/debian\/?$/.test(source.uri)) continue
    const signed = source.signedBy === null ? '' : `[signed-by=${source.signedBy}] `
    return `deb ${signed}${source.uri} ${SUITE} main`
  }
  return fail('this machine has no Debian archive among its apt sources')
}

/** Every source of /etc/apt, in both of apt's formats. */
function readSources() {
  const parts = '/etc/apt/sources.list.d'
  const files = ['/etc/apt/sources.list']
  if (existsSync(parts))
    files.push(
      ...readdirSync(parts)
        .sort()
        .map(name => join(parts, name)),
    )
  return files
    .filter(file => existsSync(file))
    .flatMap(file => {
      const text = readFileSync(file, 'utf8')
      if (file.endsWith('.sources')) return text.split(/\n\s*\n/).flatMap(parseStanza)
      return file.endsWith('.list') ? text.split('\n').flatMap(parseLine) : []
    })
}

function parseStanza(stanza) {
  const field = name => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(stanza)?.[1]?.trim() ?? null
  if (field('Types') === null || field('URIs') === null || /^no$/i.test(field('Enabled') ?? '')) return []
  const components = (field('Components') ?? '').split(/\s+/)
  return field('URIs')
    .split(/\s+/)
    .map(uri => ({ uri, components, signedBy: field('Signed-By') }))
}

function parseLine(line) {
  const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+\S+\s+(.*)$/.exec(line.trim())
  if (match === null) return []
  const signedBy = /signed-by=(\S+)/.exec(match[1] ?? '')?.[1] ?? null
  return [{ uri: match[2], components: match[3].split(/\s+/), signedBy }]
}

function run(program, args, { cwd, config }) {
  try {
    return execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      env: config === undefined ? process.env : { ...process.env, APT_CONFIG: config },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    return fail(
      `${program} ${args[0]}: ${String(error.stderr || error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    )
  }
}

function fail(message) {
  console.error(`fetch-pythons: ${message}`)
  process.exit(3)
}
