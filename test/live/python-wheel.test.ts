import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPyPy } from '../support/pypys.ts'
import { findPythons } from '../support/pythons.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const PACKAGE = join(ROOT, 'python')
const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string
}
const cpythons = findPythons().filter(({ version }) => /^3\.(?:[89]|\d\d)\./.test(version))
const pypy = findPyPy()
const newest = cpythons.at(-1)?.path ?? 'python3'
const middle = cpythons[Math.floor(cpythons.length / 2)]
// The oldest, one between and the newest; PyPy.
const targets = [
  ...new Set(
    [cpythons[0], middle, cpythons.at(-1), pypy].filter(python => python !== null && python !== undefined),
  ),
]

/** What an archive holds: path in it to text. */
const LIST = `import json, sys, tarfile, zipfile
path = sys.argv[1]
if path.endswith(".whl"):
    archive = zipfile.ZipFile(path)
    files = {name: archive.read(name).decode() for name in archive.namelist() if not name.endswith("/")}
else:
    archive = tarfile.open(path)
    files = {m.name: archive.extractfile(m).read().decode() for m in archive.getmembers() if m.isfile()}
print(json.dumps(files))`

/** Uses every part that needs no terminal, where only the wheel is installed. */
const USE = `import json, os, sys
import pyrometer
assert "site-packages" in pyrometer.__file__, pyrometer.__file__
assert not [name for name in sys.modules if name.partition(".")[0] in ("IPython", "numpy")]
def f(n):
    return sum(range(n))
modes = ["sample", "lines", "memory"] + (["trace"] if sys.implementation.name == "cpython" else [])
for mode in modes:
    with pyrometer.Recording(mode + ".pyrometer", mode=mode, **({"functions": [f]} if mode == "lines" else {})):
        with pyrometer.region("span"):
            f(10)
usage = pyrometer.memory_usage()
folder = os.path.dirname(pyrometer.__file__)
undocumented = [name for name in pyrometer.__all__ if not getattr(pyrometer, name).__doc__]
print(json.dumps({
    "version": pyrometer.__version__,
    "written": sorted(name for name in os.listdir(".") if name.endswith(".pyrometer")),
    "typed": os.path.exists(os.path.join(folder, "py.typed")),
    "inject": os.path.exists(os.path.join(folder, "_inject", "sitecustomize.py")),
    "undocumented": undocumented,
    "usage": len(usage),
}))`

describe.skipIf(cpythons.length === 0)('the wheel and the source archive (need Python 3.8 or newer)', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-build-')))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = (python: string, args: readonly string[], cwd = folder, env: Record<string, string> = {}) =>
    execFileSync(python, args, {
      cwd,
      env: { ...process.env, PYTHONPATH: undefined, ...env } as NodeJS.ProcessEnv,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 1 << 26,
    })
  const archive = `pyrometer-${VERSION}.tar.gz`
  const wheel = `pyrometer-${VERSION}-py3-none-any.whl`
  let missing: string | null = null

  beforeAll(() => {
    const tools = join(folder, 'tools')
    const install = ['-m', 'pip', 'install', '-q', '--target', tools, 'setuptools>=70.1']
    try {
      execFileSync(newest, install, { stdio: 'pipe', timeout: 60_000 })
    } catch {
      missing = 'needs setuptools, which could not be installed'
      return
    }
    const source = join(folder, 'python')
    cpSync(PACKAGE, source, {
      recursive: true,
      filter: path => !/__pycache__|\.egg-info|\/(?:build|dist)$/.test(path),
    })
    for (const kind of ['sdist', 'wheel']) {
      const build = `import setuptools.build_meta as backend; backend.build_${kind}(${JSON.stringify(folder)})`
      run(newest, ['-c', build], source, { PYTHONPATH: tools })
    }
  })

  const filesOf = (name: string) => JSON.parse(run(newest, ['-c', LIST, name])) as Record<string, string>
  /** The files of the package as they stand in the repository. */
  const sources = () =>
    Object.fromEntries(
      readdirSync(join(PACKAGE, 'pyrometer'), { recursive: true, encoding: 'utf8' })
        .filter(path => /(?:\.py|py\.typed)$/.test(path))
        .map(path => [`pyrometer/${path}`, readFileSync(join(PACKAGE, 'pyrometer', path), 'utf8')]),
    )

  it('hold the package as it is, its licence and what is said of it', context => {
    if (missing !== null) context.skip(missing)
    const inWheel = filesOf(wheel)
    const about = `pyrometer-${VERSION}.dist-info/`
    const ofPackage = Object.entries(inWheel).filter(([path]) => !path.startsWith(about))
    expect(Object.fromEntries(ofPackage)).toEqual(sources())
    const licence = Object.keys(inWheel).find(path => path.startsWith(about) && path.endsWith('LICENSE'))
    expect(inWheel[licence!]).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'))
    const metadata = inWheel[`${about}METADATA`]!
    for (const line of [
      'Name: pyrometer',
      `Version: ${VERSION}`,
      'Requires-Python: >=3.8',
      'Description-Content-Type: text/markdown',
      'Classifier: Typing :: Typed',
      'Classifier: Framework :: IPython',
    ]) {
      expect(metadata.split('\n')).toContain(line)
    }
    expect(metadata).toMatch(/^License(?:-Expression)?: MIT$/m)
    expect(metadata).not.toContain('Requires-Dist')
    expect(metadata).toContain(readFileSync(join(PACKAGE, 'README.md'), 'utf8').trim())
    expect(inWheel[`${about}WHEEL`]).toMatch(/^Tag: py3-none-any$/m)

    const inArchive = filesOf(archive)
    const top = `pyrometer-${VERSION}/`
    for (const [path, text] of Object.entries(sources()))
      expect([path, inArchive[top + path]]).toEqual([path, text])
    for (const name of ['LICENSE', 'README.md', 'pyproject.toml', 'PKG-INFO']) {
      expect(Object.keys(inArchive)).toContain(top + name)
    }
    expect(Object.keys(inArchive).filter(path => /__pycache__|\.pyc$/.test(path))).toEqual([])
  })

  for (const target of targets) {
    const title = `${target.path === pypy?.path ? 'PyPy' : 'CPython'} ${target.version}`
    it(`install and work where nothing else is, ${title}`, context => {
      if (missing !== null) context.skip(missing)
      const place = mkdtempSync(join(folder, 'fresh-'))
      run(target.path, ['-m', 'venv', '--without-pip', join(place, 'venv')])
      const python = join(place, 'venv', 'bin', 'python')
      const site = run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']).trim()
      // Every Python can be installed for by the newest one's pip.
      const flags = ['--no-index', '--no-deps', '--ignore-requires-python', '--target', site]
      run(newest, ['-m', 'pip', 'install', '-q', ...flags, join(folder, wheel)])
      const told = JSON.parse(run(python, ['-W', 'error', '-c', USE], place)) as Record<string, unknown>
      const isPyPy = target.path === pypy?.path
      const modes = ['lines', 'memory', 'sample', ...(isPyPy ? [] : ['trace'])]
      expect(told).toEqual({
        version: VERSION,
        written: modes.map(mode => `${mode}.pyrometer`),
        typed: true,
        inject: true,
        undocumented: [],
        usage: 1,
      })
    })
  }

  it('is the same from the source archive', context => {
    if (missing !== null) context.skip(missing)
    run(newest, ['-c', `import tarfile; tarfile.open(${JSON.stringify(archive)}).extractall("unpacked")`])
    const build = `import setuptools.build_meta as backend; backend.build_wheel(${JSON.stringify(join(folder, 'unpacked'))})`
    const tools = { PYTHONPATH: join(folder, 'tools') }
    run(newest, ['-c', build], join(folder, 'unpacked', `pyrometer-${VERSION}`), tools)
    const package_ = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('pyrometer/')))
    expect(package_(filesOf(join('unpacked', wheel)))).toEqual(package_(filesOf(wheel)))
  })

  it('has the version of Pyrometer', () => {
    expect(readFileSync(join(PACKAGE, 'pyrometer/_version.py'), 'utf8')).toContain(
      `__version__ = "${VERSION}"`,
    )
  })
})
