import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { convertAnswer } from '../../src/wire/formats.ts'
import { reportAnswer } from '../../src/wire/report.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-graph-lines-'))
const cli = (...argv: string[]) => runCli(argv, { cwd: folder })
const file = (name: string) => readFileSync(join(folder, name), 'utf8')

/** main calls a (60) and b (30), both call shared, a third of whose cost is b's; strange code has no lines (10 of 100). */
writeFileSync(
  join(folder, 'own.cg'),
  `version: 1
creator: callgrind-3.22.0
events: Ir

fl=(1) x.c
fn=(1) main
3 0
cfn=(2) a
calls=1 10
4 60
cfn=(3) b
calls=1 20
5 30
cfl=(2) ???
cfn=(4) strange
calls=1 0
6 10

fn=(2)
11 20
cfn=(5) shared
calls=2 30
12 40

fn=(3)
21 10
cfn=(5)
calls=1 30
22 20

fn=(5)
31 60

fl=(2)
fn=(4)
0 10

totals: 100
`,
)

describe('figures of lines of a call graph', () => {
  it('are shares of all that was counted, also of what has no lines', async () => {
    const { stdout } = await cli('lines', 'own.cg', 'shared', '--json')
    const answer = JSON.parse(stdout)
    expect(answer.total).toBe(100)
    expect((await cli('lines', 'own.cg', 'shared')).stdout).toMatch(/60\sIr, 60\.0\s% of the whole \(100\)/)
  })

  it('stay with what filters keep, in proportion', async () => {
    const { stdout, stderr } = await cli('lines', 'own.cg', 'shared', '--focus', '^a$', '--json')
    expect(stderr).toContain('estimated in proportion')
    const { total, functions } = JSON.parse(stdout)
    expect(total).toBe(60)
    expect(JSON.parse(stdout).isEstimated).toBe(true)
    expect(functions[0].lines).toMatchObject([{ line: 31, self: 40, total: 40 }])
  })

  it('are none where filters leave none', async () => {
    const { status, stdout, stderr } = await cli('lines', 'own.cg', '--focus', 'zzz')
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Self %') })
    expect(stderr).toContain('nothing matches')
  })

  it('take on what is folded on the line that called it', async () => {
    const { stdout } = await cli('lines', 'own.cg', 'a', '--hide', '^shared$', '--json')
    const { functions } = JSON.parse(stdout)
    expect(functions[0].lines).toMatchObject([
      { line: 11, self: 20 },
      { line: 12, self: 40 },
    ])
  })
})

describe('report of a filter that only estimates', () => {
  it('says so once', async () => {
    const { stderr } = await cli('report', 'own.cg', '--focus', '^a$')
    expect(stderr.match(/estimated in proportion/g)).toHaveLength(1)
    expect(stderr).not.toContain('unknown place')
    const json = async (...argv: string[]) =>
      reportAnswer.parse(JSON.parse((await cli('report', 'own.cg', '--json', ...argv)).stdout))
    expect((await json('--focus', '^a$')).isEstimated).toBe(true)
    expect(await json('--focus', '^main$')).not.toHaveProperty('isEstimated')
  })
})

describe('convert after a filter that only estimates', () => {
  it('says so, keeps the mark where the format can, and else counts it among the losses', async () => {
    const convert = async (...argv: string[]) =>
      convertAnswer.parse(JSON.parse((await cli('convert', ...argv, '--json')).stdout))
    const kept = await convert('own.cg', '--focus', '^a$', '-o', 'cut.cg')
    expect(kept).toMatchObject({ isEstimated: true, losses: [] })
    expect(file('cut.cg')).toContain('callers=estimated')
    const again = await convert('cut.cg', '-o', 'cut.pyrometer')
    expect(again.isEstimated).toBe(true)
    const table = await convert('cut.pyrometer', '-o', 'cut.csv')
    expect(table.isEstimated).toBe(true)
    expect(table.losses).toContainEqual({ what: 'estimates', message: 'that figures are estimates' })
    expect(await convert('own.cg', '--focus', '^main$', '-o', 'all.cg')).toMatchObject({ isEstimated: false })
  })
})
