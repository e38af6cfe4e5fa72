import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withCalls } from '../../src/analysis/tree/calls-from-stacks.ts'
import { saveRecording } from '../../src/workbench/saving/save.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-transforms-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(async () => {
  const one = recordingFromText(
    `
6            3                1
thread:main  thread:main      thread:side
main         main             other
work         parse            work
             work[file:w.py]
`,
    { name: 'one' },
  )
  await saveRecording(one, join(folder, 'one.pyrometer'))
  await saveRecording(recordingFromText('main\nlate', { name: 'two' }), join(folder, 'two.pyrometer'))
  await saveRecording({ ...withCalls(one), stacks: null }, join(folder, 'calls.pyrometer'))
})

const cli = (...argv: string[]) => runCli(argv, { cwd: folder })

/** Self by function as `report --json` has it, in ms. */
async function selfOf(...options: string[]) {
  const { stdout, stderr, status } = await cli('report', 'one.pyrometer', '--json', ...options)
  expect(`${status} ${status === 0 ? '' : stderr}`).toBe('0 ')
  const { functions } = JSON.parse(stdout)
  return {
    self: Object.fromEntries(
      functions.map((row: { name: string; self: number }) => [row.name, Math.round(row.self * 1000)]),
    ),
    stderr,
  }
}

describe('options that filter and transform', () => {
  it('do what they say on report, and tell what is left', async () => {
    const focused = await selfOf('--focus', 'parse')
    expect(focused.self).toMatchObject({ work: 3, parse: 0, main: 0 })
    expect(focused.stderr).toMatch(/^Focus on \/parse\/: keeps 30\.0\s%, 3\.00\sms of 10\.0\sms\n$/)
    expect((await selfOf('--ignore', '^main$')).self).toEqual({ work: 1, other: 0 })
    expect((await selfOf('--hide', 'w\\.py')).self).toMatchObject({ parse: 3 })
    expect((await selfOf('--tagfocus', 'thread name=side')).self).toEqual({ work: 1, other: 0 })
    expect((await selfOf('--transform', 'merge-function:work')).self).toMatchObject({
      main: 6,
      parse: 3,
      other: 1,
    })
  })

  it('are done in pprof’s order, then transforms as they stand', async () => {
    // Hidden frames are still there when samples are focused.
    expect((await selfOf('--hide', 'parse', '--focus', 'parse')).self).toEqual({ main: 0, work: 3 })
    const twice = await selfOf('--transform', 'focus-function:parse', '--transform', 'merge-function:work')
    expect(twice.self).toEqual({ parse: 3 })
  })

  it('say when nothing matches', async () => {
    expect((await selfOf('--hide', 'nothing')).stderr).toBe('Hide /nothing/: nothing matches\n')
  })

  it.each([
    [['--focus', '('], /focus: Cannot read the pattern/],
    [
      ['--transform', 'shrink:x'],
      /There is no transform "shrink"\n {2}Write NAME:ARGUMENT: region:NAMES, focus:REGEX, /,
    ],
    [['--preset', 'mine'], /There is no preset "mine"\n {2}Presets: only-my-code, /],
    [['--transform', 'merge-function:missing'], /There is no function "missing" in one/],
  ])('refuse %j', async (options, message) => {
    const { status, stderr } = await cli('report', 'one.pyrometer', ...options)
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
  })

  it('are taken by lines, flame, convert and shell', async () => {
    const svg = await cli('flame', 'one.pyrometer', '-o', '-', '--hide', 'parse', '--static')
    expect(svg.stdout).toContain('work')
    expect(svg.stdout).not.toContain('parse')
    await cli(
      'convert',
      'one.pyrometer',
      '-o',
      'out.txt',
      '--to',
      'collapsed',
      '--transform',
      'drop-function:other',
    )
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).not.toContain('other')
    const shell = await runCli(['shell', 'one.pyrometer', '--focus', 'other'], {
      cwd: folder,
      stdin: 'stats\n',
    })
    expect(shell.stdout).toContain('other')
    expect(shell.stdout).not.toContain('parse')
  })

  it('need a named function in one of several inputs only', async () => {
    const both = await cli('report', 'one.pyrometer', 'two.pyrometer', '--transform', 'focus-function:late')
    expect(both.status).toBe(0)
    expect(both.stdout).toContain('late')
    expect(both.stdout).not.toContain('parse')
    const none = await cli('report', 'one.pyrometer', 'two.pyrometer', '--transform', 'focus-function:never')
    expect(none.status).toBe(2)
  })

  it('name the tags that there are where one is meant that there is not', async () => {
    for (const option of [
      ['--tagfocus', 'thraed=side'],
      ['--tagignore', 'thraed=1:'],
      ['--tagroot', 'thraed'],
      ['--tagleaf', 'thread,thraed'],
    ]) {
      const { status, stderr } = await cli('report', 'one.pyrometer', ...option)
      expect(status).toBe(2)
      expect(stderr).toMatch(/There are no tags "thraed" in one\n.*It may have: .*thread name/)
    }
    expect((await cli('report', 'one.pyrometer', '--tagfocus', '=side')).stdout).toContain('other')
  })

  it('are done to several inputs of which one is empty, as Valgrind leaves it', async () => {
    writeFileSync(join(folder, 'empty.out'), '')
    const both = await cli('report', 'empty.out', 'two.pyrometer', '--hide', 'main')
    expect(both.stderr).toContain('empty.out is empty and left out')
    expect(both.stdout).toContain('late')
    expect((await cli('report', 'two.pyrometer', 'empty.out')).status).toBe(0)
    expect((await cli('report', 'empty.out', 'empty.out')).status).toBe(2)
    expect((await cli('report', 'empty.out')).stderr).toContain('empty.out is empty')
  })

  it('are done to a call graph as to stacks where it determines what is left', async () => {
    const namesOf = (text: string) =>
      JSON.parse(text).functions.map(({ name, total }: { name: string; total: number }) => [name, total])
    const rows = async (file: string) =>
      namesOf((await cli('report', file, '--json', '--focus', 'parse')).stdout)
    const known = (await rows('one.pyrometer')).filter(([name]: [string]) => name !== 'work')
    expect((await rows('calls.pyrometer')).filter(([name]: [string]) => name !== 'work').sort()).toEqual(
      known.sort(),
    )
    for (const command of ['graph', 'flame', 'map']) {
      const { status } = await cli(command, 'calls.pyrometer', '--focus', 'parse', '-o', '-')
      expect([command, status]).toEqual([command, 0])
    }
  })

  it('say why a call graph cannot tell, and do what it can', async () => {
    const tags = await cli('report', 'calls.pyrometer', '--tagfocus', 'parse')
    expect(tags.status).toBe(2)
    expect(tags.stderr).toMatch(/who called whom: it has no samples, so none with tags/)
    const merge = await cli('report', 'calls.pyrometer', '--transform', 'merge-function:parse')
    expect(merge.status).toBe(0)
    expect(merge.stdout).not.toContain('parse')
  })
})
