import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pstats } from '../../src/formats/pstats/format.ts'
import { findPythons, type Python } from '../support/pythons.ts'
import { readWith, writeWith } from '../support/read-format.ts'

const CORPUS = join(process.env.PYROMETER_CORPUS ?? '../shared/corpus', 'pstats')
const FILES = existsSync(CORPUS) ? readdirSync(CORPUS).filter(name => /\.(prof|pstats?)$/.test(name)) : []
const PYTHONS = findPythons()
const PRINT = join(import.meta.dirname, 'print-pstats.py')
const KEYS = ['calls', 'cumulative', 'module', 'line', 'name', 'nfl', 'pcalls', 'stdname', 'time']
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pstats-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(python: Python, args: readonly string[]): string | null {
  try {
    return execFileSync(python.path, args, {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PYTHONHASHSEED: '0', PYTHONIOENCODING: 'utf8' },
    })
  } catch {
    return null
  }
}

/** What pstats prints, but for where code objects lie in memory. */
function print(python: Python, path: string, keys = KEYS): string | null {
  return run(python, [PRINT, path, keys.join(',')])?.replace(/ at 0x[0-9a-f]+,/g, ',') ?? null
}

async function rewrite(path: string): Promise<string> {
  const target = join(folder, `${path.replace(/.*\//, '')}.again`)
  writeFileSync(target, await writeWith(pstats, await readWith(pstats, readFileSync(path), path)))
  return target
}

describe.skipIf(FILES.length === 0)('pstats files of the corpus (needs the corpus)', () => {
  const oldest = PYTHONS[0]
  const newest = PYTHONS.at(-1)
  it.skipIf(oldest === undefined).each(FILES)('%s prints the same when written again', async name => {
    const path = join(CORPUS, name)
    const again = await rewrite(path)
    let readers = 0
    for (const python of new Set([oldest!, newest!])) {
      const before = print(python, path)
      if (before === null) continue
      readers++
      expect(print(python, again)).toBe(before)
    }
    expect(readers).toBeGreaterThan(0)
  })
})

const TARGET = `
import sys
def leaf(n):
    return sum(range(n))
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def ping(n):
    return 0 if n == 0 else pong(n - 1)
def pong(n):
    return ping(n) + len(str(n))
class Caf:
    def method(self):
        return [leaf(i) for i in range(5)]
fib(8); ping(6); Caf().method(); sorted([3, 1, 2], key=lambda x: -x)
`

describe.skipIf(PYTHONS.length === 0)('profiles made here (needs a Python)', () => {
  const script = join(folder, 'target.py')
  writeFileSync(script, TARGET)

  it.each(
    PYTHONS.flatMap(python =>
      ['cProfile', 'profile'].map(module => ({ version: python.version, python, module })),
    ),
  )('$module of Python $version reads, and prints the same when written again', async ({
    python,
    module,
  }) => {
    const path = join(folder, `${module}-${python.version}.prof`)
    expect(run(python, ['-m', module, '-o', path, script])).not.toBeNull()
    const [recording] = await readWith(pstats, readFileSync(path), path)
    expect(recording!.meta.warnings).toEqual([])
    expect(recording!.meta.recorder.name).toBe(module)
    const again = await rewrite(path)
    // The pure Python profiler names the script by its code object, which pstats cannot compare with text, and
    // whose address widens its column.
    const isPure = module === 'profile'
    const keys = isPure ? KEYS.filter(key => key !== 'name' && key !== 'nfl') : KEYS
    const text = (file: string) => print(python, file, keys)?.replace(isPure ? / {2,}/g : /$^/, ' ') ?? ''
    // Python 2's dicts stand in the order of hashes, and a code object's is not that of its name.
    const lines = (file: string) => text(file).split('\n').sort()
    const isUnordered = isPure && python.version.startsWith('2.')
    expect(text(path)).not.toBe('')
    if (isUnordered) expect(lines(again)).toEqual(lines(path))
    else expect(text(again)).toBe(text(path))
    // What one Python wrote, every other must be able to load.
    for (const other of PYTHONS)
      expect(run(other, ['-c', LOAD, again]), `Python ${other.version}`).toBe('True')
  })
})

const LOAD = `
import pstats, sys
stats = pstats.Stats(sys.argv[1]).stats
sys.stdout.write(str(all(isinstance(key[0], str) and isinstance(key[2], str) for key in stats)))
`
