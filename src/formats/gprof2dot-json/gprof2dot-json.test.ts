import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { gprof2dotJson } from './format.ts'

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const read = async (value: unknown) => (await readWith(gprof2dotJson, bytesOf(value), 'x.json'))[0]!

const FILE = {
  version: 0,
  costs: [{ description: 'Time', unit: 'ms' }, { description: 'Samples' }],
  functions: [{ name: 'main', module: '/bin/a', process: 'a' }, { name: 'f' }],
  events: [
    { callchain: [1, 0], cost: [1.5, 2] },
    { callchain: [], cost: [0.5, 1] },
  ],
}

describe('readGprof2dotJson()', () => {
  it('reads several costs, modules and processes', async () => {
    const recording = await read(FILE)
    expect(sayStacks(recording)).toEqual([
      ['main > f', 1.5, 2],
      ['', 0.5, 1],
    ])
    expect(recording.stacks!.valueTypes.map(({ unit }) => unit)).toEqual(['milliseconds', 'count'])
    expect([...recording.stacks!.samples.thread]).toEqual([0, -1])
    expect(recording.shared.strings).toContain('a')
  })

  it('is known by its functions alone, when they fill what is seen of the file', () => {
    const names = Array.from({ length: 5000 }, (_, i) => ({ name: `a function of number ${i}` }))
    const head = bytesOf({ version: 0, functions: names, events: FILE.events }).subarray(0, 1 << 16)
    expect(gprof2dotJson.detect(head, null)).toBeGreaterThan(0)
  })

  it.each([
    [{ ...FILE, version: 1 }, 'gprof2dot-json: version 1 is not supported'],
    [
      { ...FILE, events: [{ callchain: [7], cost: [1, 2] }] },
      'events[0].callchain: expected numbers of 2 functions',
    ],
    [{ ...FILE, events: [{ callchain: [1], cost: [1] }] }, 'events[0].cost: expected 2 numbers, one a cost'],
    [
      { ...FILE, events: [FILE.events[0], { callchain: [1], cost: [1, 'x'] }] },
      'events[1].cost[1]: expected a number',
    ],
    [{ ...FILE, events: [FILE.events[0], 3] }, 'events[1]: expected an object'],
    [{ ...FILE, events: {} }, 'events: expected a list'],
  ])('fails on %j', async (value, message) => {
    await expect(read(value)).rejects.toThrow(message)
  })
})
