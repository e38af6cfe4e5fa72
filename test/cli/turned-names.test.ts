import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const HOSTILE = 'evil\u202egpj.exe\u001b[31m\u0007\u2066x'
const INPUT = `main (${HOSTILE}.py:3);${HOSTILE} (\u202ea.py:5) 5\nmain (${HOSTILE}.py:3);שלום (b.py:7) 3\n`
/** What people read. DOT, JSON and the other formats of files keep names as they are. */
const COMMANDS = [
  ['report', '-'],
  ['report', '-', '--callers', 'evil'],
  ['report', '-', '--callees', 'main'],
  ['report', '-', '--all-callers', 'evil'],
  ['report', '-', '--all-callees', 'main'],
  ['report', '-', '--group', 'file'],
  ['report', '-', '--hot-stack'],
  ['report', '-', '--parts'],
  ['report', '-', '--strip-dirs', '--reverse'],
  ['lines', '-'],
  ['flame', '-', '-o', '-'],
  ['flame', '-', '-o', '-', '--flamechart'],
  ['flame', '-', '-o', '-', '--compat', 'flamegraph'],
  ['map', '-', '-o', '-'],
  ['graph', '-', '--list-functions', '*'],
  ['report', '-', '--callers', '\u202eno\u001b[2J such'],
  ['report', '-', '--region', '\u202eno\u001b[2J such'],
]

describe('names with marks that turn the direction round, and control characters', () => {
  it.each(COMMANDS.map(argv => [argv.join(' '), argv] as const))('%j lets none through', async (_, argv) => {
    const { stdout, stderr } = await runCli(argv, { stdin: INPUT })
    const said = stdout + stderr
    expect(said.length).toBeGreaterThan(20)
    // The mark from left to right is ours: it keeps figures behind names.
    const bad = said.match(/(?![\n\t\u200e])[\p{Cc}\p{Bidi_Control}]/gu)
    expect(bad?.map(char => char.codePointAt(0)!.toString(16)) ?? []).toEqual([])
  })

  it('keeps figures behind a name that is written from the right', async () => {
    const { stdout } = await runCli(['report', '-'], { stdin: INPUT })
    expect(stdout).toMatch(/\u200eשלום\u200e +37\.5/)
  })
})
