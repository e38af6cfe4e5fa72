import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A Python interpreter of this machine. */
export interface Python {
  /** "3.12.1". */
  readonly version: string
  readonly path: string
}

const NAMES = ['2.7', ...Array.from({ length: 13 }, (_, i) => `3.${6 + i}`)].map(
  version => `python${version}`,
)

let found: readonly Python[] | null = null

/**
 * The CPython interpreters that tests may run, one a release ("3.12"), oldest first. Of each release the first of: those
 * named in PYROMETER_PYTHONS (paths, separated as PATH is), pyenv's versions, `python2.7`, `python3.6` to `python3.18` and
 * `python3` on the PATH. Each was started once and said its version. Looked up once a process (some 20 ms each).
 */
export function findPythons(): readonly Python[] {
  found ??= lookUp()
  return found
}

/** The interpreter of one release ("3.12"), or null. */
export function findPython(release: string): Python | null {
  return findPythons().find(python => python.version.startsWith(`${release}.`)) ?? null
}

function lookUp(): readonly Python[] {
  const byRelease = new Map<string, Python>()
  const seen = new Set<string>()
  for (const path of candidates()) {
    if (!existsSync(path) || seen.has(realpathSync(path))) continue
    seen.add(realpathSync(path))
    const version = versionOf(path)
    if (version === null) continue
    const release = version.split('.').slice(0, 2).join('.')
    if (!byRelease.has(release)) byRelease.set(release, { version, path })
  }
  return [...byRelease.values()].sort((a, b) => compareVersions(a.version, b.version))
}

function candidates(): string[] {
  const named = (process.env.PYROMETER_PYTHONS ?? '').split(delimiter).filter(path => path !== '')
  const folders = (process.env.PATH ?? '').split(delimiter)
  // pyenv's shims answer for whatever version is selected, which may be none: its versions are taken instead.
  const onPath = folders.filter(folder => folder !== '' && !folder.endsWith('/shims'))
  return [
    ...named,
    ...pyenvVersions(),
    ...onPath.flatMap(folder => [...NAMES, 'python3'].map(name => join(folder, name))),
  ]
}

function pyenvVersions(): string[] {
  const root = process.env.PYENV_ROOT ?? join(process.env.HOME ?? '/nonexistent', '.pyenv')
  const folder = join(root, 'versions')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .map(version => join(folder, version, 'bin', 'python'))
}

function versionOf(path: string): string | null {
  const code =
    'import sys, platform; sys.stdout.write(platform.python_implementation() + " " + platform.python_version())'
  try {
    const text = execFileSync(path, ['-c', code], {
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return text.startsWith('CPython ') ? text.slice('CPython '.length).trim() : null
  } catch {
    return null
  }
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(version => version.split('.').map(part => Number.parseInt(part, 10)))
  for (let i = 0; i < 3; i++) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
