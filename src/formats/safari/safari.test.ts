import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { safari } from './format.ts'

const trace = (timestamp: number, ...names: string[]) => ({
  timestamp,
  stackFrames: names.map(name => ({ name, url: 'a.js', line: 3, column: 1 })),
})

async function read(recording: object) {
  const bytes = new TextEncoder().encode(JSON.stringify({ version: 1, recording }))
  return (await readWith(safari, bytes, 'x-recording.json'))[0]!
}

describe('readSafari()', () => {
  it('lets samples without durations last to the next one', async () => {
    const { shared, stacks } = await read({
      startTime: 1,
      endTime: 2,
      sampleStackTraces: [trace(1.25, 'b', 'a'), trace(1.5, 'a'), trace(1.75, '')],
    })
    expect(Array.from(stacks!.weights[0]!)).toEqual([0.25e9, 0.25e9, 0.25e9])
    expect(Array.from(stacks!.samples.time)).toEqual([0.25e9, 0.5e9, 0.75e9])
    expect(Array.from(shared.funcs.name, name => shared.strings[name])).toEqual(['a', 'b', '(anonymous)'])
    expect(shared.stacks.prefix[stacks!.samples.stack[0]!]).toBe(stacks!.samples.stack[1])
  })

  it('makes timelines of use and marks of records', async () => {
    const { timelines, marks, shared, meta } = await read({
      startTime: 0,
      records: [
        { type: 'timeline-record-type-cpu', timestamp: 1, usage: 12.5 },
        {
          type: 'timeline-record-type-memory',
          startTime: 2,
          categories: [{ type: 'javascript', size: 4096 }],
        },
        { type: 'timeline-record-type-layout', eventType: 'paint', startTime: 3, endTime: 3.5 },
        { type: 'timeline-record-type-network', entry: {} },
      ],
    })
    expect(timelines.map(({ name, unit, points }) => [name, unit, points.value[0]])).toEqual([
      ['cpu', 'percent', 12.5],
      ['memory: javascript', 'bytes', 4096],
    ])
    expect([shared.strings[marks!.name[0]!], marks!.time[0], marks!.duration[0]]).toEqual([
      'layout: paint',
      3e9,
      0.5e9,
    ])
    expect(meta.warnings.map(({ code, count }) => `${code} ${count}`)).toEqual(['records-without-time 1'])
  })
})
