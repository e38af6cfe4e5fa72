import { describe, expect, it } from 'vitest'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { mprof } from './format.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readWith(mprof, bytesOf(text), 'm.dat')
const textOf = async (recordings: readonly Recording[]) =>
  new TextDecoder().decode(await writeWith(mprof, recordings))

describe('readMprof()', () => {
  it('reads memory as bytes and times since the first', async () => {
    const [recording] = await read('CMDLINE a "b c" \'d e\'\nMEM 0.5 10.2500\nMEM 1.25 10.3501\n')
    expect(recording!.meta).toMatchObject({
      startTime: '10250000000',
      duration: 100_100_000,
      command: ['a', '"b', 'c"', 'd e'],
    })
    const [{ points, name, unit }] = recording!.timelines as [Recording['timelines'][number]]
    expect([name, unit, [...points.time], [...points.value]]).toEqual([
      'rss',
      'bytes',
      [0, 100_100_000],
      [524_288, 1_310_720],
    ])
  })

  it('gives calls that stand before their run to the run in which they ended', async () => {
    const text = [
      ...['FUNC m.f 1 10.0000 2 10.5000 0', 'CMDLINE a', 'MEM 1.0 10.0000', 'MEM 1.0 11.0000'],
      ...['FUNC m.g 1 20.0000 2 20.5000', 'CMDLINE b', 'MEM 3.0 20.0000'],
    ].join('\n')
    const recordings = await read(text)
    const names = recordings.map(({ marks, shared }) => Array.from(marks!.name, name => shared.strings[name]))
    expect(names).toEqual([['m.f'], ['m.g']])
    expect(recordings.map(({ meta }) => meta.name)).toEqual(['m.dat #1', 'm.dat #2'])
  })

  it('keeps nested calls with the memory at their ends, whatever their order', async () => {
    const lines = [
      'MEM 1.000000 10.0000',
      'FUNC m.outer 1.0000 10.0000 4.0000 10.9000 0',
      'FUNC m.inner 2.0000 10.1000 3.0000 10.2000 1',
    ]
    const text = `CMDLINE x\n${[lines[0], lines[2], lines[1]].join('\n')}\n`
    expect(await textOf(await read(text))).toBe(`CMDLINE x\n${lines.join('\n')}\n`)
  })

  it('warns of blank lines, other words and times that run back', async () => {
    const [recording] = await read('MEM 1 10\n\nWHAT 1 2\nMEM 2 9\nMEM x 3\n')
    expect(recording!.meta.warnings).toMatchObject([
      { code: 'blank-line', count: 1, firstAt: 'line 2' },
      { code: 'unknown-lines', count: 2, firstAt: 'line 3' },
      { code: 'time-order', count: 1 },
    ])
    expect([...recording!.timelines[0]!.points.value]).toEqual([2 << 20, 1 << 20])
  })

  it('reads what python -m memory_profiler --timestamp writes: calls alone', async () => {
    const text = 'FUNC m.f 1.5000 10.0000 2.0000 10.5000 0\n'
    expect(await textOf(await read(text))).toBe(text)
  })

  it('fails with the line when nothing is known', async () => {
    await expect(read('hello\n')).rejects.toThrow(
      'mprof: line 1: expected lines of MEM, CHLD, FUNC or CMDLINE',
    )
  })
})

describe('writeMprof()', () => {
  it('refuses a recording without memory over time', async () => {
    await expect(writeWith(mprof, [recordingFromText('1\na')])).rejects.toThrow('holds memory over time')
  })

  it('takes the memory at a mark from the timeline where nothing else says it', async () => {
    const [recording] = await read('CMDLINE x\nMEM 1.0 10.0000\nMEM 5.0 11.0000\nFUNC f 9 10.5 9 11.5\n')
    const bare = { ...recording!, timelines: recording!.timelines.slice(0, 1) }
    expect(await textOf([bare])).toContain('FUNC f 1.0000 10.5000 5.0000 11.5000\n')
  })
})

describe('mprof.detect()', () => {
  it.each([
    ['CMDLINE python x.py\nMEM 1.000000 1703592602.8589\n', 'x', 0.95],
    ['FUNC m.f 1.5000 10.0000 2.0000 10.5000 0\n', 'x', 0.95],
    ['CMDLINE python x.py\n', 'mprofile_20231226201002.dat', 0.9],
    ['MEM and more text\n', 'x', 0],
    ['main;a 12\n', 'x.dat', 0],
  ])('%j named %s is %d sure', (text, name, wanted) => {
    expect(mprof.detect(bytesOf(text), name)).toBe(wanted)
  })
})
