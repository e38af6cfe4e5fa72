import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

describe('pyrometer flame, under the names of flamegraph.pl', () => {
  it('draws flame charts, pictures centred on a function, and what flamegraph.pl draws', async () => {
    const stdin = 'main;read 2\nmain;parse;read 3\nmain;read 5\n'
    const draw = async (...args: string[]) =>
      (await runCli(['flame', '-', '-o', '-', '--static', ...args], { stdin })).stdout
    const names = (svg: string) => [...svg.matchAll(/<g[^>]*><title>([^<\n]*)/g)].map(match => match[1])
    expect(names(await draw()).sort()).toEqual(['main', 'parse', 'read', 'read'])
    expect(names(await draw('--flamechart')).sort()).toEqual(['main', 'parse', 'read', 'read', 'read'])
    expect(names(await draw('--center', 'parse')).sort()).toEqual(['main', 'parse', 'read'])
    expect(names(await draw('--compat', 'flamegraph', '--minwidth', '35%'))).toEqual([
      'all (10 samples, 100%)',
      'main (10 samples, 100.00%)',
      'read (7 samples, 70.00%)',
    ])
  })

  it('keeps colours by name in a file, as --cp of flamegraph.pl', async () => {
    const stdin = 'main;read 2\nmain;parse 3\n'
    const cwd = mkdtempSync(join(tmpdir(), 'pyrometer-palette-'))
    writeFileSync(join(cwd, 'palette.map'), 'read->rgb(1,2,3)\n')
    const { status, stdout } = await runCli(['flame', '-', '-o', '-', '--cp'], { stdin, cwd })
    expect(status).toBe(0)
    expect(stdout).toContain('fill="rgb(1,2,3)"')
    const kept = readFileSync(join(cwd, 'palette.map'), 'utf8').trim().split('\n')
    expect(kept.map(line => line.split('->')[0])).toEqual(['main', 'parse', 'read'])
    for (const line of kept) expect(stdout).toContain(`fill="${line.split('->')[1]}"`)
    rmSync(cwd, { recursive: true })
  })

  it('takes the file behind --cp and --random for the input, which take nothing in flamegraph.pl', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'pyrometer-behind-'))
    writeFileSync(join(cwd, 'a.folded'), 'main;read 2\n')
    for (const option of ['--cp', '--random']) {
      const { status, stdout } = await runCli(['flame', '-o', '-', option, 'a.folded'], { cwd })
      expect(status).toBe(0)
      expect(stdout).toContain('<title id="title">a.folded</title>')
    }
    expect(readFileSync(join(cwd, 'palette.map'), 'utf8')).toMatch(/^main->.*\nread->.*\n$/)
    expect(readFileSync(join(cwd, 'a.folded'), 'utf8')).toBe('main;read 2\n')
    rmSync(cwd, { recursive: true })
  })

  it('draws a stack of 100,000 frames, and says how many rows there are', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'pyrometer-deep-'))
    const frames = Array.from({ length: 100_000 }, (_, i) => `f${i}`)
    writeFileSync(join(cwd, 'deep.folded'), `${frames.join(';')} 1\n`)
    const { status, stdout } = await runCli(['flame', 'deep.folded', '-o', '-', '--static'], { cwd })
    expect(status).toBe(0)
    expect(stdout).toContain('99000 deeper levels: 1000 are drawn')
    rmSync(cwd, { recursive: true })
  })

  it('names the values that options allow, exit 2', async () => {
    const wrong = async (...args: string[]) => {
      const { status, stderr } = await runCli(['flame', '-', '-o', '-', ...args], { stdin: 'a;b 1\n' })
      return `${status} ${stderr}`
    }
    expect(await wrong('--colors', 'puce')).toMatch(/^2 .*heat, hot, mem/s)
    expect(await wrong('--bgcolors', 'puce')).toMatch(
      /^2 .*yellow, blue, green, grey or a colour as #rrggbb/s,
    )
    expect(await wrong('--minwidth', '101%')).toMatch(/^2 .*0% to 100%/s)
    expect(await wrong('--fontsize', '9')).toMatch(/^2 .*--fontsize 12 or more/s)
    expect(await wrong('--reverse', '--flamechart')).toMatch(/^2 .*Choose one/s)
    expect(await wrong('--random', 'x')).toMatch(/^2 .*from 0 to 4294967296/s)
    expect(await wrong('--uicolor', 'red')).toMatch(/^2 .*as #e600e6/s)
    expect(await wrong('--compat', 'x')).toMatch(/^2 .*flamegraph, flamegraph-1.0/s)
    expect(await wrong('--center', 'nobody')).toMatch(/^2 .*no function nobody/s)
    expect(await wrong('--widths', 'new')).toMatch(/^2 .*--widths is about a base/s)
    expect(await wrong('--flamechart', '--base', 'x')).toMatch(/^2 .*Leave out --base/s)
    expect(await wrong('--nameattr', 'none')).toBe('2 pyrometer: Cannot read none: there is no such file\n')
  })

  it('takes what inferno is told of its input and output, which changes nothing here', async () => {
    const draw = async (...args: string[]) =>
      (await runCli(['flame', '-', '-o', '-', ...args], { stdin: 'a;b 1\na;c 2\n' })).stdout
    const inferno = ['--no-sort', '--pretty-xml', '--truncate-text-right', '--deterministic']
    expect(await draw(...inferno)).toBe(await draw('--hash'))
    for (const name of ['--color', '--colour', '--colours']) {
      expect(await draw(`${name}=java`)).toBe(await draw('--colors', 'java'))
    }
    expect(await draw('-vv')).toBe(await draw())
  })

  it('says nothing with --quiet, and what --base FUNCTION of inferno is here', async () => {
    const draw = (...args: string[]) => runCli(['flame', '-', '-o', '-', ...args], { stdin: 'a;b 1\n' })
    expect((await draw('--focus', 'c')).stderr).toContain('nothing matches')
    expect((await draw('--focus', 'c', '-q')).stderr).toBe('')
    const { status, stderr } = await draw('--base', 'a')
    expect([status, stderr]).toEqual([2, expect.stringContaining('--show-from here')])
  })
})
