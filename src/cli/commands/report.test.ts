import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../test/support/run-cli.ts'
import { reportAnswer } from '../../wire/report.ts'

const cwd = join(import.meta.dirname, '../../../test/fixtures/pstats')
const FILE = 'cprofile-3.12.prof'

describe('report', () => {
  it('prints JSON of the documented shape', async () => {
    const { stdout, status } = await runCli(
      ['report', FILE, '--json', '--sort', 'ncalls', '--callers', 'ping'],
      { cwd },
    )
    expect(status).toBe(0)
    const answer = reportAnswer.parse(JSON.parse(stdout))
    const [ping] = answer.functions
    expect(answer).toMatchObject({
      recording: FILE,
      valueType: { name: 'time', unit: 'seconds' },
      samples: null,
    })
    expect(ping).toMatchObject({ name: 'ping', file: 'ring.py', line: 1, calls: 7, primitiveCalls: 1 })
    const { callers } = ping!
    expect(callers!.at(-1)).toMatchObject({ isSelf: true, calls: 0 })
    expect(callers!.map(({ name }) => name)).toEqual(['<module>', 'pong', '(self)'])
  })

  it('reads samples, with intervals', async () => {
    const stdin = 'main;work 60\nmain;idle 40\n'
    const { stdout } = await runCli(['report', '-', '--json'], { stdin })
    const answer = reportAnswer.parse(JSON.parse(stdout))
    expect(answer.total).toBe(100)
    expect(answer.samples).toBeCloseTo(100)
    const [work] = answer.functions
    expect(work).toMatchObject({ name: 'work', self: 60, calls: null, file: null })
    expect(work!.selfInterval![0]).toBeLessThan(60)
    expect(work!.selfInterval![1]).toBeGreaterThan(60)
    const main = answer.functions.find(({ name }) => name === 'main')
    expect(main!.ceiling).toBeNull()
  })

  it('prints samples as a table, and their callers with a self row', async () => {
    const stdin = 'main;work 60\nmain;idle 40\n'
    const table = await runCli(['report', '-'], { stdin, columns: 60 })
    expect(table.stdout).toMatch(/work +60\.0\u2009% +█+ +47\.1 – 71\.6\u2009% +60\.0\u2009% +2\.5×/)
    expect(table.stdout.split('\n').every(line => line.length <= 60)).toBe(true)
    const callers = await runCli(['report', '-', '--callers', 'work'], { stdin })
    expect(callers.stdout).toMatch(/ {2}main +60\.0\u2009% +█+ +100\.0\u2009%/)
    expect(callers.stdout).toMatch(/ {2}\(self\) +0\.0/)
  })

  it('adds several inputs', async () => {
    const one = reportAnswer.parse(JSON.parse((await runCli(['report', FILE, '--json'], { cwd })).stdout))
    const two = reportAnswer.parse(
      JSON.parse((await runCli(['report', FILE, FILE, '--json'], { cwd })).stdout),
    )
    expect(two.total).toBeCloseTo(2 * one.total)
  })

  it.each([
    [['--sort', 'c'], 'Cannot sort by "c"'],
    [['--limit', '1.5'], 'a share must be between 0 and 1'],
    [['--limit', '('], 'it is no regular expression'],
    [['--callers', '('], 'it is no regular expression'],
    [['--callees', '(x+)+\\1y'], 'it repeats a group that can match in several ways'],
    [['--limit', '(x+)+\\1y'], 'it repeats a group that can match in several ways'],
    [['--all-callers', '(x|xx)*\\1y'], 'it repeats a group that can match in several ways'],
    [['--part', '(x+)+\\1y', '--parts'], 'it refers back to a group'],
    [['--callers', 'nothing'], 'No function matches "nothing"'],
    [['--value', 'cpu'], 'has no value type "cpu"'],
    [['missing.prof'], 'Cannot read missing.prof: there is no such file'],
  ])('ends with status 2 and a sentence for %j', async (argv, message) => {
    const { status, stderr, stdout } = await runCli(['report', FILE, ...argv], { cwd })
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })
})
