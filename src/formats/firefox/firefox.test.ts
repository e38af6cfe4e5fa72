import { describe, expect, it } from 'vitest'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { firefox } from './format.ts'
import { parseInParts } from './parse-profile.ts'

async function read(value: unknown): Promise<readonly Recording[]> {
  return readWith(firefox, new TextEncoder().encode(JSON.stringify(value)), 'p.json')
}

/** Rows as `path@lines ms: weights`. */
function rows({ shared, stacks }: Recording): string[] {
  const { strings, funcs, frames } = shared
  return Array.from({ length: stacks!.samples.length }, (_, i) => {
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const line = frames.line[frame]! > 0 ? `:${frames.line[frame]}` : ''
      names.push(`${strings[funcs.name[frames.func[frame]!]!]}${line}`)
    }
    const weights = stacks!.weights.map(column => column[i])
    return `${names.reverse().join(';')} ${stacks!.samples.time[i]! / 1e6}: ${weights.join(' ')}`
  })
}

const thread = { name: 'GeckoMain', processType: 'default', pid: '7', tid: 8, isMainThread: true }
const noMarkers = { data: [], name: [], startTime: [], endTime: [], phase: [], category: [], length: 0 }

/** Two functions, `a` calls `b` at line 5, in the layout of version 75: differences, offsets and flags. */
const newest = {
  meta: { interval: 1, startTime: 1e12, preprocessedProfileVersion: 75, product: 'Firefox', categories: [] },
  libs: [{ name: 'libx.so', path: '/lib/libx.so', debugName: 'libx.so', breakpadId: 'AB0', codeId: null }],
  shared: {
    stringArray: ['a', 'b', 'https://x/y.js'],
    sources: { id: [null], filename: [2], startLine: [1], startColumn: [1], sourceMapURL: [null], length: 1 },
    stackTable: { frame: [0, 1], prefixOffset: [0, 1], length: 2 },
    frameTable: {
      ...{
        flags: [2, 16],
        address: [64, 0],
        category: [0, 0],
        subcategory: [0, 0],
        func: [0, 1],
        lib: [0, 0],
      },
      ...{ nativeSymbol: [0, 0], innerWindowID: [0, 0], line: [9, 5], column: [9, 9], length: 2 },
    },
    funcTable: {
      ...{ flags: [0, 1 | 8 | 16], name: [0, 1], resource: [0, 0], source: [0, 0] },
      ...{ lineNumber: [3, 4], columnNumber: [0, 0], length: 2 },
    },
    resourceTable: { name: [], host: [], type: [], length: 0 },
    nativeSymbols: { libIndex: [], address: [], name: [], functionSize: [], length: 0 },
  },
  threads: [
    {
      ...thread,
      samples: {
        stack: [0, 1, null],
        timeDeltas: [100, 1, 1],
        weight: null,
        weightType: 'samples',
        length: 3,
      },
      markers: noMarkers,
    },
  ],
}

describe('readFirefox()', () => {
  it('reads the newest layout: offsets, differences, and cells that flags switch off', async () => {
    const [recording] = await read(newest)
    expect(rows(recording!)).toEqual(['a 0: 1000000 1', 'a;b:5 1: 1000000 1', ' 2: 1000000 1'])
    const { strings, funcs, sources, libs, frames } = recording!.shared
    expect(strings[libs.path[funcs.lib[0]!]!]).toBe('/lib/libx.so')
    expect([funcs.lib[1], funcs.line[0], funcs.line[1], frames.address[0]]).toEqual([-1, -1, 4, 64n])
    expect(strings[sources.path[funcs.source[1]!]!]).toBe('https://x/y.js')
    expect(recording!.meta.startTime).toBe('1000000000100000000')
    expect(recording!.meta.warnings).toEqual([])
  })

  it('warns of a version that is newer than all it knows', async () => {
    const [recording] = await read({ ...newest, meta: { ...newest.meta, preprocessedProfileVersion: 999 } })
    expect(recording!.meta.warnings.map(({ code }) => code)).toEqual(['newer-version'])
    expect(rows(recording!)).toHaveLength(3)
  })

  it('keeps threads of other weights and allocations as recordings of their own, and gives them back', async () => {
    const samples = { stack: [0, 1], time: [0, 2], weight: [2, 1.5], weightType: 'tracing-ms', length: 2 }
    const nativeAllocations = {
      time: [1, 3, 2],
      weight: [64, -64, 32],
      weightType: 'bytes',
      stack: [0, 0, 1],
      length: 3,
    }
    const more = { ...thread, name: 'traced', tid: 9, samples, markers: noMarkers, nativeAllocations }
    const recordings = await read({ ...newest, threads: [...newest.threads, more] })
    expect(
      recordings.map(({ meta, stacks }) => [meta.name, stacks!.valueTypes.map(({ name }) => name).join()]),
    ).toEqual([
      ['p.json: samples', 'wall,samples'],
      ['p.json: tracing-ms', 'wall'],
      ['p.json: native allocations', 'allocated bytes,allocations,freed bytes,frees'],
    ])
    expect(rows(recordings[1]!)).toEqual(['a 0: 2000000', 'a;b:5 2: 1500000'])
    expect(rows(recordings[2]!)).toEqual(['a 1: 64 1 0 0', 'a;b:5 2: 32 1 0 0', 'a 3: 0 0 64 1'])
    const again = await readWith(firefox, await writeWith(firefox, recordings))
    expect(again.map(rows)).toEqual(recordings.map(rows))
    expect(again.map(({ meta }) => meta.name)).toEqual(recordings.map(({ meta }) => meta.name))
    expect(again.map(({ stacks }) => stacks!.valueTypes[0]!.precision)).toEqual([
      'sampled',
      'exact',
      'sampled',
    ])
  })

  it('joins the start and the end of a marker, and tells what text markers say', async () => {
    const markers = {
      data: [null, null, { type: 'Text', name: 'it' }, null],
      ...{ name: [0, 0, 1, 1], startTime: [1, null, 2, 4], endTime: [null, 3, null, 6], phase: [2, 3, 0, 1] },
      ...{ category: [0, 0, 0, 0], length: 4 },
    }
    const [recording] = await read({ ...newest, threads: [{ ...newest.threads[0], markers }] })
    const { marks, shared } = recording!
    const found = Array.from(marks!.name, (name, i) => [
      shared.strings[name],
      marks!.time[i]! / 1e6,
      marks!.duration[i]! / 1e6,
    ])
    expect(found).toEqual([
      ['a', 0, 2],
      ['b: it', 1, 0],
      ['b', 3, 2],
    ])
  })

  it('adds the steps of a counter up', async () => {
    const samples = { timeDeltas: [100, 1, 1], count: [10, -4, 3], length: 3 }
    const counter = {
      name: 'malloc',
      category: 'Memory',
      description: '',
      pid: '7',
      mainThreadIndex: 0,
      samples,
    }
    const [recording] = await read({ ...newest, counters: [counter] })
    const [timeline] = recording!.timelines
    expect([timeline!.name, timeline!.unit, ...timeline!.points.value]).toEqual(['malloc', 'bytes', 10, 6, 9])
  })

  it('keeps categories as labels and writes them', async () => {
    const { shared, meta, ...rest } = newest
    const categories = [
      { name: 'Other', color: 'grey', subcategories: ['Other'] },
      { name: 'Layout', color: 'purple', subcategories: ['Other'] },
    ]
    const frameTable = { ...shared.frameTable, flags: [2 | 4, 16], category: [1, 0] }
    const [recording] = await read({
      ...rest,
      meta: { ...meta, categories },
      shared: { ...shared, frameTable },
    })
    const labelOf = ({ shared: tables, stacks }: Recording, i: number) => {
      const set = stacks!.samples.labels[i]!
      return set === -1 ? '' : tables.strings[tables.labels.text[set]!]
    }
    expect([0, 1, 2].map(i => labelOf(recording!, i))).toEqual(['Layout', 'Layout', ''])
    const [again] = await readWith(firefox, await writeWith(firefox, [recording!]))
    expect([0, 1, 2].map(i => labelOf(again!, i))).toEqual(['Layout', 'Layout', ''])
  })

  it('reads a Gecko profile: places in texts, addresses in binaries, times of each process from its own start', async () => {
    const table = {
      ...{ name: 'GeckoMain', processType: 'default', pid: 1, tid: 1, registerTime: 0, unregisterTime: null },
      stringTable: ['(root)', '0x1010', 'f (chrome://x/a.js -> resource://y/b.js:34:7)', 'Startup::Main'],
      stackTable: {
        schema: { prefix: 0, frame: 1 },
        data: [
          [null, 0],
          [0, 1],
          [1, 2],
          [0, 3],
        ],
      },
      frameTable: { schema: { location: 0, line: 1 }, data: [[0], [1], [2, 40], [3]] },
      samples: {
        schema: { stack: 0, time: 1 },
        data: [
          [2, 5],
          [3, 6],
        ],
      },
      markers: { schema: { name: 0, time: 1, data: 2 }, data: [] },
    }
    const libs = [
      {
        name: 'xul',
        path: '/xul',
        debugName: 'xul',
        breakpadId: 'A0',
        start: 0x1000,
        end: 0x2000,
        offset: 0,
      },
    ]
    const child = {
      meta: { version: 9, startTime: 2010 },
      libs,
      threads: [{ ...table, pid: 2 }],
      processes: [],
    }
    const [recording] = await read({
      meta: { version: 9, startTime: 2000, interval: 1, stackwalk: 1, processType: 0 },
      ...{ libs, threads: [table], processes: [child] },
    })
    expect(rows(recording!).map(row => row.replace(/:(?= ).*/, ''))).toHaveLength(4)
    expect(Array.from(recording!.stacks!.samples.time)).toEqual([0, 1e6, 10e6, 11e6])
    const { strings, funcs, sources, frames, libs: binaries } = recording!.shared
    const f = Array.from(funcs.name).findIndex(name => strings[name] === 'f')
    expect([strings[sources.path[funcs.source[f]!]!], funcs.line[f]]).toEqual(['resource://y/b.js', 34])
    const inXul = frames.address.indexOf(0x1010n)
    expect(strings[binaries.path[frames.lib[inXul]!]!]).toBe('/xul')
  })

  it('refuses stacks that are in themselves and numbers of nothing', async () => {
    const { shared } = newest
    const broken = (stackTable: object) => read({ ...newest, shared: { ...shared, stackTable } })
    await expect(broken({ frame: [0, 1], prefix: [1, 0], length: 2 })).rejects.toThrow(
      /^firefox: stackTable: expected a prefix/,
    )
    await expect(broken({ frame: [0, 7], prefix: [null, 0], length: 2 })).rejects.toThrow(
      /^firefox: frameTable: expected/,
    )
    await expect(read({ meta: 1 })).rejects.toThrow(/^firefox: meta: expected an object/)
  })
})

describe('parseInParts()', () => {
  it('gives what JSON.parse gives', () => {
    const text = JSON.stringify(newest, null, 1)
    expect({ ...parseInParts(new TextEncoder().encode(text)) }).toEqual(JSON.parse(text))
    expect(() => parseInParts(new TextEncoder().encode(text.slice(0, -3)))).toThrow(
      /^firefox: byte \d+: expected the rest/,
    )
  })
})
