import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeRecording } from '../../src/model/codec/write.ts'
import { comparedReport } from '../../src/wire/compared-report.ts'
import { graphAnswer } from '../../src/wire/graph.ts'
import { linesAnswer } from '../../src/wire/lines.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-difference-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const cli = (...argv: string[]) => runCli(argv, { cwd: folder })
const file = (name: string) => readFileSync(join(folder, name), 'utf8')
writeFileSync(join(folder, 'new.folded'), 'main;read 200\nmain;parse 900\nmain;write 50\n')
writeFileSync(join(folder, 'old.folded'), 'main;read 200\nmain;parse 300\nmain;old 100\n')
writeFileSync(join(folder, 'both.folded'), 'main;read 200 200\nmain;parse 300 900\nmain;old 100 0\n')
const grid = (cost: number) =>
  recordingFromText(`
    ${cost}
    work[file:a.py][fline:1][line:3]
  `)
writeFileSync(join(folder, 'new.pyrometer'), encodeRecording(grid(40)))
writeFileSync(join(folder, 'old.pyrometer'), encodeRecording(grid(20)))

describe('--base', () => {
  it('has both figures in the JSON of report, with the interval of the difference', async () => {
    const { stdout, status } = await cli('report', 'new.folded', '--base', 'old.folded', '--json')
    expect(status).toBe(0)
    const answer = comparedReport.parse(JSON.parse(stdout))
    expect([answer.total, answer.base]).toEqual([1150, { total: 600, samples: 600, scale: 1 }])
    const byName = new Map(answer.functions.map(one => [one.name, one]))
    expect([...byName.keys()][0]).toBe('parse')
    expect(byName.get('parse')).toMatchObject({
      self: 900,
      selfDelta: 600,
      isNoise: false,
      base: { self: 300 },
    })
    expect(byName.get('old')).toMatchObject({ self: 0, selfDelta: -100, base: { self: 100 } })
    expect(byName.get('read')).toMatchObject({ selfDelta: 0, base: { self: 200 } })
    const [low, high] = byName.get('parse')!.selfDeltaInterval!
    expect(low).toBeLessThan(600)
    expect(high).toBeGreaterThan(600)
  })

  it('prints signs and arrows, and colours only where there are any', async () => {
    const { stdout } = await cli('report', 'new.folded', '--base', 'old.folded')
    expect(stdout).toMatch(/parse +900 +300 +▲ \+600 +\+200\s%/)
    expect(stdout).toMatch(/write +50 +0 +▲ \+50 +new/)
    expect(stdout).toMatch(/old +0 +100 +▼ −100 +gone/)
    expect(stdout).not.toContain('\u001b')
  })

  it('takes a file of two counts for a difference', async () => {
    const { stdout } = await cli('report', 'both.folded')
    expect(stdout).toMatch(/parse +900 +300 +▲ \+600/)
    await cli('flame', 'both.folded', '-o', 'both.svg')
    expect(file('both.svg')).toContain('was 300: ▲ +600 (+200')
  })

  it('draws flame graphs, maps and call graphs, of the costs now, before or both', async () => {
    for (const widths of ['new', 'base', 'union']) {
      const { status } = await cli(
        'flame',
        'new.folded',
        '--base',
        'old.folded',
        '--widths',
        widths,
        '-o',
        'f.svg',
      )
      expect(status).toBe(0)
      expect(file('f.svg').includes('\nself 0, was 100: ▼ −100 (gone)')).toBe(widths !== 'new')
      expect(file('f.svg').includes('self 50, was 0: ▲ +50 (new)')).toBe(widths !== 'base')
    }
    await cli('map', 'new.folded', '--base', 'old.folded', '-o', 'm.svg')
    expect(file('m.svg')).toContain('difference of self')
    const dot = await cli('graph', 'new.folded', '--base', 'old.folded')
    expect(dot.stdout).toMatch(/▲ \+600 \(\+200\s%\)/)
    const graph = graphAnswer.parse(
      JSON.parse((await cli('graph', 'new.folded', '--base', 'old.folded', '--json')).stdout),
    )
    const parse = graph.nodes.find(({ name }) => name === 'parse')!
    expect([parse.self, parse.base!.self, parse.weight]).toEqual([900, 300, 1])
    expect(graph.nodes.find(({ name }) => name === 'old')!.weight).toBeLessThan(0)
  })

  it('has both figures of lines', async () => {
    const { stdout } = await cli('lines', 'new.pyrometer', 'work', '--base', 'old.pyrometer', '--json')
    const answer = linesAnswer.parse(JSON.parse(stdout))
    expect(answer.functions[0]!.lines).toMatchObject([{ line: 3, total: 40e6, base: { total: 20e6 } }])
  })

  it('brings the base to scale as it is asked', async () => {
    const { stdout } = await cli(
      'report',
      'new.folded',
      '--base',
      'old.folded',
      '--normalize',
      'total',
      '--json',
    )
    expect(comparedReport.parse(JSON.parse(stdout)).base.total).toBeCloseTo(1150)
    const unknown = await cli('report', 'new.folded', '--base', 'old.folded', '--normalize', 'duration')
    expect(unknown).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('does not say how long it was measured'),
    })
  })

  it('refuses what cannot be compared, and options that mean nothing', async () => {
    const other = await cli('report', 'new.folded', '--base', 'old.pyrometer', '--value', 'nothing')
    expect(other.status).toBe(2)
    expect((await cli('report', 'new.folded', '--normalize', 'total')).stderr).toContain(
      '--normalize is about a base',
    )
    expect((await cli('graph', 'new.folded', '--base', 'old.folded', '--compare')).stderr).toContain(
      '--compare',
    )
    expect(
      (await cli('flame', 'new.folded', '--base', 'old.folded', '--widths', 'old', '-o', 'x.svg')).stderr,
    ).toContain('new, base, union')
  })
})
