import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

/** What grew and what shrank, in a line of its own file; sums below zero, of nothing, and no weight at all. */
const INPUTS = {
  shrunk: 'a (a.py:1);b (a.py:5) -5\na (a.py:2);c (b.py:6) 3\n',
  even: 'a (a.py:1);b (a.py:5) -5\na (a.py:2);c (b.py:6) 5\n',
  gone: 'a (a.py:1);b (a.py:5) -5\n',
  nothing: 'a (a.py:1);b (a.py:5) 5\na (a.py:1);b (a.py:5) -5\n',
  unweighed: 'a (a.py:1);b (a.py:5) 0\n',
}
const REPORTS = [
  [],
  ['--callers', 'b'],
  ['--callees', 'a'],
  ['--all-callers', 'b'],
  ['--all-callees', 'a'],
  ['--group', 'file'],
  ['--group', 'cycle'],
  ['--hot-stack'],
  ['--parts'],
  ['--value', 'samples', '--value', 'samples * 2'],
  ['--focus', 'b'],
]
const PICTURES = [
  ['flame'],
  ['flame', '--static'],
  ['flame', '--center', 'a'],
  ['flame', '--reverse'],
  ['flame', '--compat', 'flamegraph'],
  ['graph'],
  ['graph', '--color-nodes-by-selftime'],
  ['graph', '--nodecount', '2'],
  ['graph', '--format', 'svg'],
  ['map'],
  ['map', '--callees', 'a'],
  ['map', '--by', 'packages'],
]
const COMMANDS = [
  ...REPORTS.flatMap(options => [
    ['report', '-', ...options],
    ['report', '-', ...options, '--json'],
  ]),
  ['lines', '-'],
  ['lines', '-', '--json'],
  ['lines', '-', 'a', '--json'],
  ...PICTURES.map(([command, ...options]) => [command!, '-', '-o', '-', ...options]),
]

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-signed-'))
const BASE = join(folder, 'base.folded')
writeFileSync(BASE, 'a (a.py:1);b (a.py:5) 4\na (a.py:2);d (d.py:6) -7\n')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a base may be put under. */
const COMPARED = COMMANDS.filter(argv => !argv.includes('--static') && !argv.includes('samples * 2'))

describe.each(Object.entries(INPUTS))('figures below zero: %s', (_, stdin) => {
  it.each(
    COMMANDS.map(argv => [argv.join(' '), argv] as const),
  )('%s prints no figure that is none', async (_, argv) => {
    const { status, stdout, stderr } = await runCli(argv, { stdin })
    // Nothing may match what weighs nothing.
    if (status !== 0) expect(stderr).toMatch(/No function matches|"a"|"b"|found none/)
    // Scripts in pictures may say so.
    expect(stdout.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/NaN|Infinity|undefined/)
    if (argv.includes('--json') && status === 0) JSON.parse(stdout)
  })

  it.each(
    COMPARED.map(argv => [argv.join(' '), argv] as const),
  )('%s beside a base prints no figure that is none', async (_, argv) => {
    const { status, stdout, stderr } = await runCli([...argv, '--base', BASE], { stdin })
    if (status !== 0) expect(stderr).toMatch(/No function matches|"a"|"b"|found none|--base/)
    expect(stdout.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/NaN|Infinity|undefined/)
  })
})
