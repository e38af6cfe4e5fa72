import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../test/support/run-cli.ts'
import { overviewAnswer } from '../../wire/overview.ts'
import {
  distantRelativesAnswer,
  groupsAnswer,
  hotStackAnswer,
  partsAnswer,
  valuesAnswer,
} from '../../wire/panes.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-report-base-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FILES = {
  'new.folded': 'main;a.load;a.read 4\nmain;a.load 1\nmain;b.work;b.work 5\n',
  'old.folded': 'main;a.load;a.read 9\nmain;b.work 2\nmain;c.gone 3\n',
  'new.dat': 'CMDLINE python x.py\nMEM 1.5 1600000000.0\nMEM 30.5 1600000001.0\n',
  'old.dat': 'CMDLINE python x.py\nMEM 2.5 1600000000.0\nMEM 20.5 1600000001.0\n',
}
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)

async function answer(...argv: string[]): Promise<unknown> {
  const { stdout, stderr, status } = await runCli(['report', ...argv, '--json'], { cwd: folder })
  expect([status, stderr.replace(/^Focus on .*\n/, '')]).toEqual([0, ''])
  return JSON.parse(stdout)
}
const compared = (...argv: string[]) => answer('new.folded', '--base', 'old.folded', ...argv)

describe('report --base', () => {
  it('shows both sides of groups', async () => {
    const { groups, baseTotal } = groupsAnswer.parse(await compared('--group', 'class'))
    expect(baseTotal).toBe(14)
    const rows = groups.map(({ name, self, total, base }) => [name, self, total, base?.self, base?.total])
    // What differs most first.
    expect(rows).toEqual([
      ['a', 5, 5, 9, 9],
      ['b', 5, 5, 2, 2],
      ['c', 0, 0, 3, 3],
      ['(no class)', 0, 10, 0, 14],
    ])
  })

  it('shows both sides of distant relatives, of the most expensive stack and of values', async () => {
    const { functions } = distantRelativesAnswer.parse(await compared('--all-callees', 'main'))
    const rows = functions[0]!.relatives.map(({ name, total, base }) => [name, total, base?.total])
    expect([functions[0]!.total, functions[0]!.base?.total]).toEqual([10, 14])
    expect(rows).toEqual([
      ['a.read', 4, 9],
      ['a.load', 5, 9],
      ['b.work', 5, 2],
      ['c.gone', 0, 3],
    ])
    const { stack } = hotStackAnswer.parse(await compared('--hot-stack'))
    expect(stack.map(({ name, total, base }) => [name, total, base?.total])).toEqual([
      ['main', 10, 14],
      ['a.load', 5, 9],
      ['a.read', 4, 9],
    ])
    const { functions: valued } = valuesAnswer.parse(
      await compared('--value', 'samples', '--value', 'Twice = 2 samples'),
    )
    const read = valued.find(({ name }) => name === 'a.read')!
    expect([read.self, read.base?.self]).toEqual([
      [4, 8],
      [9, 18],
    ])
  })

  it('shows parts of both sides, filtered alike', async () => {
    const { parts, totals, baseTotals } = partsAnswer.parse(await compared('--parts', '--focus', 'read'))
    expect([totals, baseTotals, parts.length]).toEqual([[4], [9], 1])
    expect([parts[0]!.sums, parts[0]!.baseSums]).toEqual([[4], [9]])
  })

  it('shows both sides of values over time', async () => {
    const { timelines } = overviewAnswer.parse(await answer('new.dat', '--base', 'old.dat'))
    expect(timelines.map(({ most, base }) => [most! / 2 ** 20, base!.most! / 2 ** 20])).toEqual([
      [30.5, 20.5],
    ])
  })

  it('prints each with signs and arrows', async () => {
    for (const pane of [['--group', 'class'], ['--all-callees', 'main'], ['--hot-stack'], ['--parts']]) {
      const { stdout } = await runCli(['report', 'new.folded', '--base', 'old.folded', ...pane], {
        cwd: folder,
      })
      expect(stdout, pane.join(' ')).toMatch(/▼ −\d/)
    }
    const over = await runCli(['report', 'new.dat', '--base', 'old.dat'], { cwd: folder })
    expect(over.stdout).toMatch(/▲ \+10\.5\sMB\s+\+49\s%/)
  })

  it('draws values over time with what they differ by', async () => {
    const plot = ['plot', 'new.dat', '--base', 'old.dat', '-o', '-']
    const { stdout, status } = await runCli(plot, { cwd: folder })
    expect(status).toBe(0)
    expect(stdout).toMatch(/peak 32\.0\sMB, was 21\.5\sMB: ▲ \+10\.5\sMB \(\+49\s%\)/)
    expect(stdout).toMatch(/class="up"[\s\S]*>now<[\s\S]*>before<[\s\S]*more than before/)
    const several = await runCli(['plot', 'new.dat', 'new.dat', '--base', 'old.dat', '-o', '-'], {
      cwd: folder,
    })
    expect([several.status, several.stderr]).toEqual([
      2,
      expect.stringContaining('--base compares one input'),
    ])
  })

  it('writes pages at what is asked for, of both sides', async () => {
    const hashOf = async (...argv: string[]) => {
      const { status, stderr } = await runCli(['report', ...argv, '--html', 'page.html'], { cwd: folder })
      expect([status, stderr]).toEqual([0, ''])
      const page = readFileSync(join(folder, 'page.html'), 'utf8')
      const hashes = [...page.matchAll(/data-name="([^"]*)" data-hash="([^"]*)"/g)]
      return hashes.map(([, name, hash]) => [name, hash!.replaceAll('&amp;', '&')])
    }
    expect(await hashOf('new.folded', '--group', 'file')).toEqual([
      ['new.folded', 'view=functions&group=file'],
    ])
    expect(await hashOf('new.folded', '--all-callers', 'read')).toEqual([
      ['new.folded', expect.stringMatching(/^view=callers&f=\d+&relatives=all-callers$/)],
    ])
    const peak = 'view=threads&over=memory&base=1&sort=delta'
    expect(await hashOf('new.dat', '--peak', '--base', 'old.dat')).toEqual([
      ['new.dat', peak],
      ['old.dat', peak],
    ])
  })

  it('compares by what both measure, and refuses the rest', async () => {
    const speedscope = (profiles: readonly (readonly [string, number])[]) =>
      JSON.stringify({
        $schema: 'https://www.speedscope.app/file-format-schema.json',
        shared: { frames: [{ name: 'f' }] },
        profiles: profiles.map(([unit, weight]) => ({
          ...{ type: 'sampled', name: unit, unit, startValue: 0, endValue: weight },
          ...{ samples: [[0]], weights: [weight] },
        })),
      })
    writeFileSync(join(folder, 'time.json'), speedscope([['seconds', 3]]))
    writeFileSync(join(folder, 'bytes.json'), speedscope([['bytes', 9]]))
    const apart = await runCli(['report', 'time.json', '--base', 'bytes.json'], { cwd: folder })
    expect([apart.status, apart.stderr]).toEqual([2, expect.stringContaining('nothing that both measure')])
    const unknown = await runCli(['flame', 'new.folded', '--base', 'old.folded', '--value', 'x', '-o', '-'], {
      cwd: folder,
    })
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('does not measure "x"')])
  })

  it('refuses options of a page where none is written', async () => {
    const { status, stderr } = await runCli(['report', 'new.folded', '--base', 'old.folded', '--redact'], {
      cwd: folder,
    })
    expect([status, stderr]).toEqual([2, expect.stringContaining('--redact says how a page is written')])
  })
})
