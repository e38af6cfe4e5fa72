import { describe, expect, it } from 'vitest'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { chromeTrace } from './format.ts'

function read(value: unknown): Promise<readonly Recording[]> {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return readWith(chromeTrace, new TextEncoder().encode(text), 'trace.json')
}

/** Rows as `path from-to calls`, in microseconds. */
function rows({ shared, stacks }: Recording): string[] {
  const { samples, weights } = stacks!
  return Array.from({ length: samples.length }, (_, i) => {
    const names: string[] = []
    for (let at = samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    const from = samples.time[i]! / 1000
    return `${names.reverse().join(';')} ${from}-${from + weights[0]![i]! / 1000} ${weights[1]![i]}`
  })
}

const at = { pid: 1, tid: 1 }

describe('readChromeTrace()', () => {
  it('makes rows of what is open between two moments, and counts what begins', async () => {
    const [recording] = await read([
      { ...at, ph: 'X', name: 'a', ts: 0, dur: 10 },
      { ...at, ph: 'X', name: 'b', ts: 0, dur: 4 },
      { ...at, ph: 'B', name: 'c', ts: 6 },
      { ...at, ph: 'E', ts: 8 },
    ])
    expect(rows(recording!)).toEqual(['a 0-0 1', 'a;b 0-4 1', 'a 4-6 0', 'a;c 6-8 1', 'a 8-10 0'])
  })

  it('keeps events without a length where the file puts them', async () => {
    const [recording] = await read([
      { ...at, ph: 'B', name: 'a', ts: 0 },
      { ...at, ph: 'E', name: 'a', ts: 5 },
      { ...at, ph: 'B', name: 'z', ts: 5 },
      { ...at, ph: 'E', name: 'z', ts: 5 },
      { ...at, ph: 'B', name: 'b', ts: 5 },
      { ...at, ph: 'B', name: 'y', ts: 7 },
      { ...at, ph: 'E', name: 'y', ts: 7 },
      { ...at, ph: 'E', name: 'b', ts: 7 },
    ])
    expect(rows(recording!)).toEqual(['a 0-5 1', 'z 5-5 1', 'b 5-7 1', 'b;y 7-7 1'])
  })

  it('lets an event that outlasts the one it began in go on without it, and says so', async () => {
    const [recording] = await read([
      { ...at, ph: 'X', name: 'a', ts: 0, dur: 4 },
      { ...at, ph: 'X', name: 'b', ts: 2, dur: 6 },
    ])
    expect(rows(recording!)).toEqual(['a 0-2 1', 'a;b 2-4 1', 'b 4-8 0'])
    expect(recording!.meta.warnings.map(({ code }) => code)).toEqual(['overlapping-events'])
    const [again] = await readWith(chromeTrace, await writeWith(chromeTrace, [recording!]))
    expect(rows(again!)).toEqual(rows(recording!))
  })

  it('keeps nanoseconds of clocks that count from 1970', async () => {
    const start = 1_700_000_000_000_000
    const [recording] = await read([
      { ...at, ph: 'X', name: 'a', ts: start, dur: 2.5 },
      { ...at, ph: 'X', name: 'b', ts: start + 10, dur: 0.5 },
    ])
    expect(recording!.meta.startTime).toBe('1700000000000000000')
    expect(recording!.stacks!.weights[0]![0]).toBe(2500)
  })

  it('lays asynchronous operations that overlap into threads of their own', async () => {
    const load = { pid: 1, cat: 'net', name: 'load' }
    const [recording] = await read([
      { ...load, ph: 'b', id: '0x1', ts: 0 },
      { ...load, ph: 'b', id: '0x2', ts: 5 },
      { ...load, ph: 'n', id: '0x2', name: 'first byte', ts: 7 },
      { ...load, ph: 'e', id: '0x1', ts: 10 },
      { ...load, ph: 'e', id: '0x2', ts: 12 },
      { ...load, ph: 'b', id: '0x3', ts: 11 },
      { ...load, ph: 'e', id: '0x3', ts: 13 },
    ])
    expect(rows(recording!)).toEqual(['load 0-10 1', 'load 11-13 1', 'load 5-12 1'])
    expect(Array.from(recording!.stacks!.samples.thread)).toEqual([0, 0, 1])
    expect(recording!.shared.strings[recording!.marks!.name[0]!]).toBe('first byte')
  })

  it('makes timelines of counters and takes units out of their keys', async () => {
    const [recording] = await read([
      { pid: 1, ph: 'C', name: 'heap', ts: 2, args: { bytes: 7 } },
      { pid: 1, ph: 'C', name: 'heap', ts: 1, args: { bytes: 5 } },
      { pid: 1, ph: 'C', name: 'cats', ts: 1, args: { alive: 9, dead: '1' } },
    ])
    const found = recording!.timelines.map(({ name, unit, points }) => [name, unit, ...points.value])
    expect(found).toEqual([
      ['heap', 'bytes', 5, 7],
      ['cats: alive', 'count', 9],
      ['cats: dead', 'count', 1],
    ])
  })

  it('reads a list that is cut off, and counts what it leaves out', async () => {
    const [recording] = await read(
      '[{"ph":"X","name":"a","ts":0,"dur":1,"pid":1},{"ph":"s","ts":0},{"ph":"X","na',
    )
    expect(rows(recording!)).toEqual(['a 0-1 1'])
    const codes = recording!.meta.warnings.map(({ code, count }) => `${code} ${count}`)
    expect(codes).toEqual(['flow-events 1', 'cut-off 1'])
  })

  it('takes places from names and arguments', async () => {
    const [recording] = await read([
      { ...at, ph: 'X', name: 'fib (/src/fib.py:3)', ts: 0, dur: 1 },
      { ...at, ph: 'X', name: 'walk', ts: 2, dur: 1, args: { filename: 'tree.py', line: 12, funcLine: 9 } },
      { ...at, ph: 'X', name: 'f (x:1)', ts: 4, dur: 1 },
    ])
    const { strings, sources, funcs, frames } = recording!.shared
    const found = Array.from(funcs.name, (name, i) => {
      const file = funcs.source[i] === -1 ? '' : strings[sources.path[funcs.source[i]!]!]
      return `${strings[name]}|${file}|${funcs.line[i]}|${frames.line[i]}`
    })
    expect(found).toEqual(['fib|/src/fib.py|3|-1', 'walk|tree.py|9|12', 'f (x:1)||-1|-1'])
  })

  it('puts the chunks of a CPU profile together', async () => {
    const chunk = { ...at, ph: 'P', name: 'ProfileChunk', id: '0x1', ts: 110 }
    const node = (id: number, parent: number, functionName: string) => ({
      id,
      parent,
      callFrame: { functionName },
    })
    const [recording] = await read([
      { ...at, ph: 'P', name: 'Profile', id: '0x1', ts: 100, args: { data: { startTime: 100 } } },
      {
        ...chunk,
        args: {
          data: {
            cpuProfile: {
              nodes: [{ id: 1, callFrame: { functionName: '(root)' } }, node(2, 1, 'f')],
              samples: [2],
            },
            timeDeltas: [5],
          },
        },
      },
      {
        ...chunk,
        args: {
          data: {
            cpuProfile: { nodes: [node(3, 2, 'g')], samples: [3, 2], endTime: 130 },
            timeDeltas: [10, 10],
          },
        },
      },
    ])
    expect(rows(recording!)).toEqual(['f 5-15 1', 'f;g 15-25 1', 'f 25-30 1'])
    expect(recording!.stacks!.valueTypes[0]!.precision).toBe('sampled')
  })

  it('bounds the work on events that overlap without end', async () => {
    const events = Array.from({ length: 60_000 }, (_, i) => ({
      ...at,
      ph: 'X',
      name: 'a',
      ts: i,
      dur: 60_000,
    }))
    await expect(read(events)).rejects.toMatchObject({ code: 'PYRO_LIMIT' })
  })

  it('names the byte of broken JSON', async () => {
    await expect(read('{"traceEvents":[{"ph":"X"},{"ph":X}]}')).rejects.toThrow(
      /^chrome-trace: byte 33: expected JSON/,
    )
    await expect(read('{"traceEvents":[{"ph":"X"}}}')).rejects.toThrow(
      /^chrome-trace: byte 26: expected an item/,
    )
  })
})
