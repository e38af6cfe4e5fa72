import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../test/support/run-cli.ts'
import {
  distantRelativesAnswer,
  groupsAnswer,
  hotStackAnswer,
  partsAnswer,
  valuesAnswer,
} from '../../wire/panes.ts'

const cwd = join(import.meta.dirname, '../../../test/fixtures/formats/callgrind')
const EVENTS = 'instructions-and-jumps.callgrind'
const PARTS = 'parts-and-threads.callgrind'

const STACKS = 'main;a.load;a.read 4\nmain;a.load 1\nmain;b.work;b.work 5\n'

async function json(...argv: string[]): Promise<unknown> {
  const { stdout, status, stderr } = await runCli(['report', ...argv, '--json'], { cwd, stdin: STACKS })
  expect([status, stderr.includes('fault')]).toEqual([0, false])
  return JSON.parse(stdout)
}

describe('report', () => {
  it('sums groups, once a sample', async () => {
    const { groups, total } = groupsAnswer.parse(await json('-', '--group', 'class'))
    expect(total).toBe(10)
    expect(groups).toEqual([
      { name: 'a', functions: 2, self: 5, total: 5 },
      { name: 'b', functions: 1, self: 5, total: 5 },
      { name: '(no class)', functions: 1, self: 0, total: 10 },
    ])
  })

  it('says what groups there are', async () => {
    const { status, stderr } = await runCli(['report', '-', '--group', 'colour'], { stdin: STACKS })
    expect([status, stderr]).toEqual([2, expect.stringMatching(/file, module, library, class, cycle/)])
  })

  it('lists all callers and callees with their distance', async () => {
    const callers = distantRelativesAnswer.parse(await json('-', '--all-callers', 'read'))
    const [read] = callers.functions
    expect(read!.relatives.map(({ name, total, distance }) => [name, total, distance])).toEqual([
      ['a.load', 4, 1],
      ['main', 4, 2],
    ])
    const callees = distantRelativesAnswer.parse(await json('-', '--all-callees', 'main'))
    expect(
      callees.functions[0]!.relatives.map(({ name, total, distance, farthest }) => [
        name,
        total,
        distance,
        farthest,
      ]),
    ).toEqual([
      ['a.load', 5, 1, 1],
      ['b.work', 5, 1, 2],
      ['a.read', 4, 2, 2],
    ])
  })

  it('marks what is estimated', async () => {
    const calls = distantRelativesAnswer.parse(await json(EVENTS, '--all-callees', 'work'))
    expect(calls.isEstimated).toBe(true)
    const { stdout } = await runCli(['report', EVENTS, '--hot-stack'], { cwd })
    expect(stdout).toMatch(/^Most expensive stack, an estimate/)
    const stack = hotStackAnswer.parse(await json('-', '--hot-stack'))
    expect(stack.isEstimated).toBe(false)
    expect(stack.stack.map(({ name, total }) => [name, total])).toEqual([
      ['main', 10],
      ['a.load', 5],
      ['a.read', 4],
    ])
  })

  it('lists parts that add up, and reports some', async () => {
    const { parts, totals } = partsAnswer.parse(await json(PARTS, '--parts'))
    expect(parts.reduce((sum, part) => sum + part.sums[0]!, 0)).toBe(totals[0])
    const part = parts.find(({ sums }) => sums[0]! > 1000)!
    const alone = valuesAnswer.parse(
      await json(PARTS, '--part', String(part.number), '--value', 'Ir', '--value', 'Ir'),
    )
    expect(alone.values[0]!.whole).toBe(part.sums[0])
    const none = await runCli(['report', PARTS, '--part', 'nobody'], { cwd })
    expect([none.status, none.stderr]).toEqual([
      2,
      expect.stringMatching(/No part is meant by "nobody"\n.*1 parts/s),
    ])
  })

  it('puts values and formulas side by side', async () => {
    const formula = 'CEst = Ir + 10 Bcm + 10 Bim'
    const answer = valuesAnswer.parse(
      await json(
        EVENTS,
        '--value',
        'Ir',
        '--value',
        'Bcm',
        '--value',
        'Bim',
        '--value',
        formula,
        '--value',
        'R = Dr / Ir',
      ),
    )
    expect(answer.values.map(({ name, isRatio }) => [name, isRatio])).toEqual([
      ['Ir', false],
      ['Bcm', false],
      ['Bim', false],
      ['CEst', false],
      ['R', true],
    ])
    for (const { self, total } of answer.functions) {
      for (const [ir, bcm, bim, sum] of [self, total]) expect(sum).toBe(ir! + 10 * bcm! + 10 * bim!)
    }
    const { stdout } = await runCli(['report', EVENTS, '--value', 'R = Dr / Ir'], { cwd })
    expect(stdout).toMatch(/R: 0\.\d+ over all, a ratio .*does not add up/)
  })

  it('takes a formula everywhere, but no ratio', async () => {
    const { stdout } = await runCli(['report', EVENTS, '--value', 'E = 2 Ir', '--callers', 'malloc'], { cwd })
    expect(stdout).toMatch(/was called by/)
    const ratio = await runCli(['map', EVENTS, '--value', 'R = Dr / Ir', '-o', '-'], { cwd })
    expect([ratio.status, ratio.stderr]).toEqual([2, expect.stringMatching(/R is a ratio/)])
    const wrong = await runCli(['report', EVENTS, '--value', 'E = Ir + '], { cwd })
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringMatching(/ends too early/)])
  })
})

describe('lines', () => {
  it('puts further values beside', async () => {
    const argv = [
      'lines',
      EVENTS,
      "fib'2",
      '--value',
      'Ir',
      '--value',
      'Dr',
      '--value',
      'R = Dr / Ir',
      '--json',
    ]
    const { stdout } = await runCli(argv, { cwd })
    const [fib] = JSON.parse(stdout).functions
    const [line] = fib.lines
    expect(line.besides.map(({ name }: { name: string }) => name)).toEqual(['Dr', 'R'])
    expect(line.besides[1].self).toBeCloseTo(line.besides[0].self / line.self)
  })
})

describe('--part', () => {
  it('draws a part alone', async () => {
    const { stdout, status } = await runCli(['graph', PARTS, '--part', 'part 2 thread 2', '--json'], { cwd })
    expect([status, JSON.parse(stdout).total]).toEqual([0, 16_011])
  })
})
