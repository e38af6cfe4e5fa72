import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayWritten } from '../../src/cli/say-written.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-written-'))
beforeAll(() => {
  writeFileSync(join(folder, 'a.folded'), 'main;read 2\nmain;write 1\n')
  writeFileSync(join(folder, 'm.dat'), 'CMDLINE x\nMEM 1.5 1.0\nMEM 2.5 2.0\nMEM 1.0 3.0\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pyrometer = (...argv: string[]) => runCli(argv, { cwd: folder })

describe('commands that write a file', () => {
  it.each([
    [['flame', 'a.folded', '-o', 'f.svg'], 'f.svg'],
    [['graph', 'a.folded', '-o', 'g.svg'], 'g.svg'],
    [['graph', 'a.folded', '-o', 'g.dot'], 'g.dot'],
    [['map', 'a.folded', '-o', 'm.pdf'], 'm.pdf'],
    [['map', 'a.folded', '-o', 'm.html'], 'm.html'],
    [['plot', 'm.dat', '-o', 'p.svg'], 'p.svg'],
    [['convert', 'a.folded', '-o', 'c.pyrometer'], 'c.pyrometer'],
    [['report', 'a.folded', '--html', 'r.html'], 'r.html'],
    [['flame', 'a.folded', '--html', 'f.html'], 'f.html'],
    [['view', 'a.folded', '--html', 'v.html'], 'v.html'],
  ])('%j prints its name alone', async (argv, name) => {
    expect(await pyrometer(...argv)).toEqual({ status: 0, stdout: `${name}\n`, stderr: '' })
    expect(readFileSync(join(folder, name)).length).toBeGreaterThan(50)
  })

  it('print nothing behind what goes to standard output, or into a device', async () => {
    expect((await pyrometer('flame', 'a.folded', '-o', '-')).stdout).toMatch(/<\/svg>\n?$/)
    expect((await pyrometer('graph', 'a.folded')).stdout).toMatch(/\}\n$/)
    for (const command of ['flame', 'graph', 'map', 'report', 'view', 'convert']) {
      const { status, stdout } = await pyrometer(command, 'a.folded', '--html', '-')
      expect([status, stdout.slice(-8)]).toEqual([0, '</html>\n'])
    }
    const out: string[] = []
    for (const path of ['-', '/dev/null', 'missing']) {
      sayWritten(path, { cwd: folder, out: { write: text => out.push(String(text)) } })
    }
    expect(out).toEqual([])
  })
})

describe('an option that lacks its value', () => {
  it.each([
    [['flame', 'a.folded', '--html', '-o', 'x.svg'], '--html <file> lacks its value: -o is an option itself'],
    [['map', 'a.folded', '-o', '--html', 'x.html'], '--html is an option itself'],
    [['report', 'a.folded', '--focus', '--limit=3'], '--limit=3 is an option itself'],
    [['graph', '--root', '--help'], '--help is an option itself'],
    [['record', '--html', '-o', 'x', '-m', 'a'], '--html <file> lacks its value'],
  ])('%j is a usage error', async (argv, message) => {
    const { status, stdout, stderr } = await pyrometer(...argv)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
  })

  it('may be given what looks like an option, and leaves those of others alone', async () => {
    expect((await pyrometer('report', 'a.folded', '--focus=-o')).stderr).toContain('nothing matches')
    const program = ['print(1)', '--html', '-o', '--rate', '--json']
    const recorded = await pyrometer(
      ...['record', '-q', '--mode', 'trace', '-o', 'r.pstats', '-c', ...program],
    )
    expect([recorded.status, recorded.stderr]).toEqual([0, ''])
  })

  it('may not be a page in a file that ends as a picture', async () => {
    const { status, stderr } = await pyrometer('graph', 'a.folded', '--html', 'x.svg')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/A page ends in \.html.*"-o x\.svg"/)])
  })
})
