import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeRecording } from '../../src/model/codec/write.ts'
import { convertAnswer, formatsAnswer } from '../../src/wire/formats.ts'
import { generateRecording } from '../support/generate-recording.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-convert-'))
const cli = (...argv: string[]) => runCli(argv, { cwd: folder, stdin: 'main;read 2\nmain 1\n' })
const file = (name: string) => readFileSync(join(folder, name), 'utf8')
writeFileSync(join(folder, 'a.folded'), 'main;read 2\nmain 1\n')
writeFileSync(join(folder, 'b.folded'), 'main;read 5\n')
writeFileSync(
  join(folder, 'timed.pyrometer'),
  encodeRecording(generateRecording({ stacks: 20, samples: 60 })),
)

describe('pyrometer convert', () => {
  it.each([
    'pyrometer',
    'pb.gz',
    'pprof',
    'speedscope.json',
    'pstats',
    'collapsed',
  ])('writes .%s, which gives the stacks back', async ending => {
    expect(await cli('convert', 'a.folded', '-o', `out.${ending}`)).toMatchObject({
      status: 0,
      stdout: `out.${ending}\n`,
    })
    expect((await cli('convert', `out.${ending}`, '-o', 'back.folded')).status).toBe(0)
    expect(file('back.folded').split('\n').sort()).toEqual(['', 'main 1', 'main;read 2'])
  })

  it('writes .cpuprofile, which knows nothing but microseconds', async () => {
    expect((await cli('convert', 'a.folded', '-o', 'out.cpuprofile')).stderr).toContain(
      'as if they were microseconds',
    )
    await cli('convert', 'out.cpuprofile', '-o', 'back.folded')
    expect(file('back.folded')).toBe('main;read 2000\nmain 1000\n')
  })

  it('reads standard input and writes standard output', async () => {
    const result = await cli('convert', '-', '-o', '-', '--to', 'collapsed')
    expect(result).toEqual({ status: 0, stdout: 'main;read 2\nmain 1\n', stderr: '' })
  })

  it('merges several inputs', async () => {
    await cli('convert', 'a.folded', 'b.folded', '-o', 'merged.folded')
    expect(file('merged.folded')).toBe('main;read 7\nmain 1\n')
  })

  it('says in one line what the target cannot hold', async () => {
    const { status, stderr } = await cli('convert', 'timed.pyrometer', '-o', 'x.folded')
    expect(status).toBe(0)
    expect(stderr).toBe(
      'Collapsed stacks cannot hold: which thread and process a sample is of; when samples were taken; more than one value type; what threads were doing and waiting for\n',
    )
  })

  it('lists the losses with --json', async () => {
    const { stdout, stderr } = await cli('convert', 'timed.pyrometer', '-o', 'x.pb.gz', '--json')
    expect(stderr).toBe('')
    const answer = convertAnswer.parse(JSON.parse(stdout))
    expect(answer).toMatchObject({ format: 'pprof', output: 'x.pb.gz', recordings: 1, isEstimated: false })
    expect(answer.losses.map(loss => loss.what)).toEqual(['time-order'])
  })

  it('says that stacks made of a call graph are an estimate', async () => {
    await cli('convert', 'a.folded', '-o', 'x.pstats')
    const { stderr } = await cli('convert', 'x.pstats', '-o', 'x.speedscope.json')
    expect(stderr).toContain('the stacks are an estimate')
  })

  it.each([
    ['no known ending', ['a.folded', '-o', 'x.unknown'], 'The ending of x.unknown names no format'],
    ['an unknown format', ['a.folded', '-o', 'x', '--to', 'nope'], 'There is no format nope'],
    ['no such folder', ['a.folded', '-o', 'no/x.folded'], 'Cannot write'],
    [
      'what cannot be merged',
      ['a.folded', 'timed.pyrometer', '-o', 'x.folded'],
      'cannot be merged: they measure different values',
    ],
    ['a missing input', ['missing', '-o', 'x.folded'], 'Cannot read missing'],
  ])('ends with 2 and one sentence for %s', async (_, argv, message) => {
    const { status, stderr, stdout } = await cli('convert', ...argv)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.split('\n')[0]).toContain(message)
  })
})

describe('pyrometer formats', () => {
  it('lists every format as JSON in the documented shape', async () => {
    const formats = formatsAnswer.parse(JSON.parse((await cli('formats', '--json')).stdout))
    expect(formats.map(format => format.id)).toEqual(
      expect.arrayContaining(['pyrometer', 'pstats', 'pprof', 'speedscope', 'cpuprofile', 'collapsed']),
    )
    expect(formats.every(format => format.read || format.write)).toBe(true)
  })

  it('prints a table', async () => {
    const { stdout } = await cli('formats')
    expect(stdout).toMatch(/^format +R\/W +endings +produced by\n/)
    expect(stdout).toMatch(/\npprof +RW +\.pb\.gz /)
  })
})
