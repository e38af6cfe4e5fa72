import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linesAnswer } from '../../src/wire/lines.ts'
import { saveRecording } from '../../src/workbench/saving/save.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(async () => {
  const recording = recordingFromText(
    `
6                                 3                                1
main[file:a.py][fline:1][line:2]  main[file:a.py][fline:1][line:3]  main[file:a.py][fline:1][line:3]
                                  work[file:b.py][fline:1][line:5]
`,
    { name: 'made.py' },
  )
  await saveRecording(recording, join(folder, 'a.pyrometer'))
  const { stacks: _, ...rest } = recordingFromText('main')
  await saveRecording({ ...rest, stacks: null }, join(folder, 'none.pyrometer'))
})

async function pyrometer(...argv: string[]) {
  const { status, stdout, stderr } = await runCli(argv, { cwd: folder })
  return { status, out: stdout, err: stderr }
}

describe('pyrometer lines', () => {
  it('prints the hot lines, then the hottest functions', async () => {
    const { status, out } = await pyrometer('lines', 'a.pyrometer')
    expect(status).toBe(0)
    expect(out).toMatch(/60\.0 .* a\.py:2\n.* 30\.0 .* b\.py:5\n.* 10\.0 /)
    expect(out.indexOf('\nmain\n')).toBeLessThan(out.indexOf('\nwork\n'))
  })
  it('prints the function that is named, and what fits a glob', async () => {
    const { out } = await pyrometer('lines', 'a.pyrometer', 'work')
    expect(out).toMatch(/^work\nb\.py:1\n/)
    expect((await pyrometer('lines', 'a.pyrometer', '*', '--limit', '1')).out).toContain('1 more match;')
  })
  it('asks the newest recording where a function stands first', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'pyrometer-lines-newest-'))
    try {
      const alone = await runCli(['lines', 'work'], { cwd })
      expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining('there is no such file')])
      mkdirSync(join(cwd, '.pyrometer'))
      copyFileSync(join(folder, 'a.pyrometer'), join(cwd, '.pyrometer', 'a.pyrometer'))
      expect((await runCli(['lines', 'work'], { cwd })).stdout).toMatch(/^work\nb\.py:1\n/)
      expect((await runCli(['lines', 'main', 'work'], { cwd })).stdout).toMatch(/^main\n[\s\S]*^work\n/m)
      const { status, stderr } = await runCli(['lines', 'b.pyrometer'], { cwd })
      expect(status).toBe(2)
      expect(stderr).toContain('no function "b.pyrometer" in made.py, and no file of that name')
    } finally {
      rmSync(cwd, { recursive: true })
    }
  })
  it('answers as JSON in the documented shape, unknowns as null', async () => {
    const { out } = await pyrometer('lines', 'a.pyrometer', 'main', '--json')
    const answer = linesAnswer.parse(JSON.parse(out))
    expect(answer.total).toBe(10e6)
    expect(answer.functions).toMatchObject([
      {
        name: 'main',
        file: 'a.py',
        line: 1,
        total: 10e6,
        lines: [
          { line: 2, self: 6e6, text: null, hits: null },
          { line: 3, self: 1e6, total: 4e6 },
        ],
      },
    ])
    expect(answer.hotLines.map(line => [line.function, line.line, line.self])).toEqual([
      ['main', 2, 6e6],
      ['work', 5, 3e6],
      ['main', 3, 1e6],
    ])
  })
  it('says what is wrong in one line and a hint, exit 2', async () => {
    for (const [argv, message] of [
      [['a.pyrometer', 'nothing'], /^pyrometer: There is no function "nothing" in made\.py\n/],
      [['none.pyrometer'], /^pyrometer: test has no figures of lines/],
      [['a.pyrometer', '--value', 'heat'], /does not measure "heat"\n {2}It measures: wall, samples\n/],
      [['missing.pyrometer'], /^pyrometer: Cannot read missing\.pyrometer/],
    ] as const) {
      const { status, err } = await pyrometer('lines', ...argv)
      expect(err).toMatch(message)
      expect(status).toBe(2)
    }
  })
})

describe('pyrometer flame', () => {
  it('writes SVG to standard output', async () => {
    const { status, out } = await pyrometer('flame', 'a.pyrometer', '-o', '-', '--static', '--title', 'T')
    expect(status).toBe(0)
    expect(out).toMatch(/^<svg .*>\n<title id="title">T<\/title>/)
    expect(out.match(/<g><title>/g)).toHaveLength(2)
  })
  it('turns the tree round with --reverse', async () => {
    const { out } = await pyrometer('flame', 'a.pyrometer', '-o', '-', '--static', '--reverse')
    expect(out.match(/<g><title>(\w+)/g)).toEqual(['<g><title>main', '<g><title>work', '<g><title>main'])
  })
  it('names the endings it can draw, exit 2', async () => {
    const { status, err } = await pyrometer('flame', 'a.pyrometer', '-o', 'x.bmp')
    expect([status, err]).toEqual([
      2,
      expect.stringMatching(/x\.bmp: its ending names no kind of picture\n.*\.svg/),
    ])
  })
})
