import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/base/random.ts'
import { formatEight, formatFloatRepr, formatTextRepr } from '../../src/render/text/python-format.ts'
import { findPythons } from '../support/pythons.ts'
import { runCli } from '../support/run-cli.ts'

const CORPUS = join(process.env.PYROMETER_CORPUS ?? '../shared/corpus', 'pstats')
/** pstats prints the same since 3.7; before, dicts and the list of keys stand in another order. */
const PYTHON = findPythons().findLast(
  ({ version }) => version.startsWith('3.') && !version.startsWith('3.6.'),
)
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-shell-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function python(args: readonly string[], input: string): string {
  return execFileSync(PYTHON!.path, args, {
    cwd: folder,
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 28,
    env: { ...process.env, TZ: 'UTC', PYTHONUTF8: '1' },
  })
}

const COMMANDS = `help
help stats
help nonsense
? sort
nonsense words

sort
sort nonsense
stats
callers
callees
sort cumulative
stats 10
sort time calls
stats 0.1 init 5
stats 0.5 5 f(
stats -3 1.0 2
callers 3
callees e
strip
stats 12
sort name
reverse
stats 20
callers 12
sort nfl stdname
callees 5
sort module line pcalls
stats 30
add b.prof
stats
sort ncalls
stats 1.5 3
reverse

read
reverse
stats 3
sort stdname
stats _
`

describe.skipIf(PYTHON === undefined || !existsSync(CORPUS))(
  'shell (needs python3.7 or newer and the corpus)',
  () => {
    it.each([
      ['coala-coala-bears__prof__combined.prof', 'coala-coala-bears__prof__requirements.txt.prof'],
      ['aplesner-vMF-sampling__scipy_implementation.py.prof', 'yangeorget-nucs__profile.pstats'],
      ['jrfonseca-gprof2dot__memtrail.pstats', 'P403n1x87-austin-python__test__data__austin.pstat'],
    ])('prints what python -m pstats prints, byte by byte, of %s and %s', async (first, second) => {
      copyFileSync(join(CORPUS, first), join(folder, 'a.prof'))
      copyFileSync(join(CORPUS, second), join(folder, 'b.prof'))
      for (const files of [['a.prof'], ['a.prof', 'b.prof']]) {
        const expected = python(['-m', 'pstats', ...files], COMMANDS)
        const { stdout, status } = await runCli(['shell', ...files], { cwd: folder, stdin: COMMANDS })
        expect(status).toBe(0)
        if (stdout !== expected) expect(stdout.split('\n')).toEqual(expected.split('\n'))
      }
    })

    it('prints what pstats prints of the plain counts of profile', async () => {
      const script =
        'import profile\ndef f(n):\n    return n and f(n - 1)\nprofile.run("f(3); sorted([2, 1], key=lambda x: -x)", "p.prof")'
      python(['-c', script], '')
      const commands = 'stats\nsort time\ncallers\ncallees 3\nstrip\nsort stdname\nstats\ncallers\n'
      const expected = python(['-m', 'pstats', 'p.prof'], commands)
      const { stdout } = await runCli(['shell', 'p.prof'], { cwd: folder, stdin: commands })
      expect(stdout).toBe(expected)
    })

    it('goes on after mistakes and says goodbye', async () => {
      copyFileSync(join(CORPUS, 'yangeorget-nucs__profile.pstats'), join(folder, 'c.prof'))
      const commands = 'read missing\nadd missing\nstats 1\nquit\nstats\n'
      const { stdout, status } = await runCli(['shell', 'c.prof'], { cwd: folder, stdin: commands })
      expect(status).toBe(0)
      expect(stdout).toContain('c.prof% Cannot read missing: there is no such file\n')
      expect(stdout).toContain('Failed to load statistics for missing: Cannot read missing')
      expect(stdout.endsWith('c.prof% Goodbye.\n')).toBe(true)
      expect(stdout.match(/function calls/g)).toHaveLength(1)
    })
  },
)

describe.skipIf(PYTHON === undefined)('report (needs python3.7 or newer)', () => {
  it.skipIf(!existsSync(CORPUS))(
    'prints the figures of pstats to the digit, with the ceiling between',
    async () => {
      copyFileSync(join(CORPUS, 'WatChMaL-WatChMaL__main.py.prof'), join(folder, 'w.prof'))
      const code = `import pstats; pstats.Stats("w.prof").strip_dirs().sort_stats("cumulative", "nfl").reverse_order().print_stats(0.5, "torch|numpy|_", 200)`
      const expected = python(['-c', code], '')
      const argv = [
        'report',
        'w.prof',
        '--strip-dirs',
        '--sort',
        'cumulative,nfl',
        '--reverse',
        '--limit',
        '0.5',
      ]
      const { stdout } = await runCli([...argv, '--limit', 'torch|numpy|_', '--limit', '200'], {
        cwd: folder,
      })
      const withoutCeiling = stdout.replace(/^(.{9}(?: .{8}){4}) .{8}(?= )/gm, '$1')
      expect(withoutCeiling).toBe(expected.replace(/ filename:lineno/, ' filename:lineno'))
    },
  )
})

describe.skipIf(PYTHON === undefined)("Python's spelling of values (needs python3.7 or newer)", () => {
  it('is that of %8.3f, ties and extremes included', () => {
    const random = seededRandom(3)
    const values = [
      0, -0, 0.0625, 0.1875, -0.0625, 2.5, 1e21, 1e22, 123456789.0005, -1e-9, 0.0005, 0.0015, 1e300,
    ]
    for (let i = 0; i < 3000; i++) values.push((random() - 0.3) * 10 ** Math.floor(random() * 12 - 5))
    for (let i = 0; i < 1000; i++) values.push(Math.floor(random() * 1e6) / 16)
    const texts = values.map(value => (Object.is(value, -0) ? '-0.0' : String(value)))
    const code = 'import sys\nfor line in sys.stdin: print("%8.3f" % float(line))'
    const expected = python(['-c', code], `${texts.join('\n')}\n`).trimEnd()
    expect(values.map(formatEight).join('\n')).toBe(expected)
  })

  it('is that of repr()', () => {
    const texts = ['a', "it's", '"', `'"`, 'a\\b', '\n\t\r', '\x1b[0m', '{built-in', '\x7f']
    const floats = [0.1, 0.5, 0.00001, 0.0001, 1, 0, 0.123456789, 1.5e-7]
    const code = 'import sys, json\nfor value in json.load(sys.stdin): print(repr(value))'
    expect(`${texts.map(formatTextRepr).join('\n')}\n`).toBe(python(['-c', code], JSON.stringify(texts)))
    const asFloats = 'import sys, json\nfor value in json.load(sys.stdin): print(repr(float(value)))'
    expect(`${floats.map(formatFloatRepr).join('\n')}\n`).toBe(
      python(['-c', asFloats], JSON.stringify(floats)),
    )
  })
})
