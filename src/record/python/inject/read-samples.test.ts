import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../base/random.ts'
import { StacksBuilder } from '../../../model/part-builders.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { readMarks } from './marks.ts'
import { readSamples, SAMPLER_VALUE_TYPES, settleCpu } from './read-samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-samples-'))
const HEADER =
  '{"pyrometer": "samples", "version": 1, "start": 5000, "pid": 7, "interpreter": ["CPython", "3.12.1", ""]}'
const LINES = [
  HEADER,
  '["thread", "MainThread", 7, 1]',
  '["func", "main", "a.py", 1]',
  '["frame", 0, 3, 3, 5, 9]',
  '["stack", -1, 0]',
  '["run", 0, 0, 100, 2000, 1900, 2]',
  '["name", 0, "renamed", 8]',
  '["run", 0, 0, 2100, 1000, null, 1]',
  '["future", 1, 2, 3]',
  '["end", 4000, {"scheduled": 4, "taken": 3, "late": 1, "cpu": 50}]',
]

async function read(text: string) {
  const path = join(folder, 'samples.jsonl')
  writeFileSync(path, text)
  const shared = new SharedBuilder()
  const stacks = new StacksBuilder(SAMPLER_VALUE_TYPES)
  const file = await readSamples(path, { shared, stacks, startTime: 4000n })
  return { file, shared: shared.finish(), stacks: settleCpu(stacks.finish(true)) }
}

describe('readSamples()', () => {
  it('reads what the sampler writes, times counted from the recording', async () => {
    const { file, shared, stacks } = await read(`${LINES.join('\n')}\n`)
    expect(file).toMatchObject({
      pid: 7,
      startTime: 5000n,
      duration: 4000,
      runs: 2,
      figures: { taken: 3, late: 1 },
    })
    expect([...stacks.samples.time]).toEqual([1100, 3100])
    expect(stacks.weights.map(column => [...column])).toEqual([
      [2000, 1000],
      [1900, 0],
      [2, 1],
    ])
    expect(shared.strings[shared.threads.name[0]!]).toBe('renamed')
    expect(shared.threads.tid[0]).toBe(8)
    expect([shared.frames.line[0], shared.frames.column[0], shared.frames.endColumn[0]]).toEqual([3, 5, 9])
  })

  it('leaves CPU time out where none is known', async () => {
    const { stacks } = await read(LINES.map(line => line.replace('1900', 'null')).join('\n'))
    expect(stacks.valueTypes.map(type => type.name)).toEqual(['wall', 'samples'])
    expect([...stacks.weights[1]!]).toEqual([2, 1])
  })

  it('keeps what stands before a line that was cut off', async () => {
    const whole = LINES.slice(0, 8).join('\n')
    const { file, stacks } = await read(whole.slice(0, -10))
    expect(file).toMatchObject({ figures: null, runs: 1, duration: 2100 })
    expect(stacks.samples.length).toBe(1)
  })

  it('fails cleanly or reads a sound table when bytes are changed', async () => {
    const random = seededRandom(3)
    const text = LINES.join('\n')
    for (let round = 0; round < 150; round++) {
      const at = Math.floor(random() * text.length)
      const letter = String.fromCharCode(32 + Math.floor(random() * 95))
      try {
        const { shared, stacks } = await read(text.slice(0, at) + letter + text.slice(at + 1))
        expect(Math.max(-1, ...stacks.samples.stack)).toBeLessThan(shared.stacks.length)
      } catch (error) {
        expect(error).toMatchObject({ code: 'PYRO_FORMAT' })
      }
    }
  })
})

describe('readMarks()', () => {
  it('takes marks and leaves out what is none', () => {
    const path = join(folder, 'marks')
    writeFileSync(
      path,
      [
        '{"name": "a", "time": "1700000000000000001", "duration": 5, "pid": 1, "tid": 2}',
        '{"name": "b", "time": 12}',
        '{"name": "c", "time": "9", "duration": 0}',
        'null',
        'x'.repeat(5000),
        '{"name": "d", "time": "9", "dur',
      ].join('\n'),
    )
    expect(readMarks(path)).toEqual([
      { name: 'a', time: 1700000000000000001n, duration: 5, pid: 1, tid: 2 },
      { name: 'c', time: 9n, duration: 0, pid: -1, tid: -1 },
    ])
    expect(readMarks(join(folder, 'missing'))).toEqual([])
  })
})
