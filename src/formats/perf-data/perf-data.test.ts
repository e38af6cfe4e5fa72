import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  appendRecord,
  type MadeRecord,
  makePerfData,
  PerfBytes,
} from '../../../test/support/make-perf-data.ts'
import { inputOf } from '../../../test/support/read-format.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { perfData } from './format.ts'
import { readPerfData } from './read.ts'
import type { SavedStack } from './saved-stack.ts'

const IP = 1
const TID = 2
const TIME = 4
const READ = 16
const CHAIN = 32
const ID = 64
const CPU = 128
const PERIOD = 256
const BRANCHES = 2048
const REGISTERS = 4096
const STACK = 8192
const IDENTIFIER = 65536
const SAMPLE_ID_ALL = 18

const USER = -512
const KERNEL = -128

async function read(bytes: Uint8Array): Promise<Recording[]> {
  const recordings = await readPerfData(inputOf(bytes, 'perf.data'))
  for (const recording of recordings) assertIntegrity(recording)
  return recordings
}

/** Each sample as `thread: root > … > leaf = weights`. */
function samplesOf({ shared, stacks }: Recording): string[] {
  const { strings, funcs, frames, threads } = shared
  return Array.from(stacks!.samples.stack, (leaf, i) => {
    const path: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      path.unshift(strings[funcs.name[frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    const thread = strings[threads.name[stacks!.samples.thread[i]!]!]
    return `${thread}: ${path.join(' > ')} = ${stacks!.weights.map(column => column[i]).join(' ')}`
  })
}

/** The trailer of records other than samples, for TID and TIME. */
const trailer = (bytes: PerfBytes, pid: number, time: number) => bytes.u32(pid, pid).u64(time)

function comm(pid: number, name: string, time: number, misc = 0): MadeRecord {
  return { type: 3, misc, body: bytes => trailer(bytes.u32(pid, pid).text(name), pid, time) }
}

function mmap(
  pid: number,
  {
    start,
    length,
    offset,
    path,
    misc = 2,
    time = 0,
  }: {
    start: number | bigint
    length: number
    offset: number | bigint
    path: string
    misc?: number
    time?: number
  },
): MadeRecord {
  return {
    type: 1,
    misc,
    body: bytes => trailer(bytes.u32(pid, pid).u64(start, length, offset).text(path), pid, time),
  }
}

function fork(pid: number, parent: number, time: number): MadeRecord {
  return { type: 7, body: bytes => trailer(bytes.u32(pid, parent, pid, parent).u64(time), pid, time) }
}

function chainSample(pid: number, time: number, chain: readonly (number | bigint)[], misc = 2): MadeRecord {
  const ip = chain.find(address => address > 0) ?? 0
  return {
    type: 9,
    misc,
    body: bytes =>
      bytes
        .u64(ip)
        .u32(pid, pid)
        .u64(time)
        .u64(7)
        .u64(chain.length, ...chain),
  }
}

const EVENT = { sampleType: IP | TID | TIME | PERIOD | CHAIN, flags: [SAMPLE_ID_ALL] }
const EXEC = 1 << 13

const STORY: readonly MadeRecord[] = [
  mmap(-1, {
    start: 0xffffffff81000000n,
    length: 0x1000000,
    offset: 0xffffffff81000000n,
    path: '[kernel.kallsyms]_text',
    misc: 1,
  }),
  comm(10, 'shell', 0),
  mmap(10, { start: 0x1000, length: 0x1000, offset: 0x400, path: '/bin/sh' }),
  chainSample(10, 200, [KERNEL, 0xffffffff81000123n, USER, 0x1010, 0x1020]),
  chainSample(10, 100, [USER, 0x1010]),
  fork(11, 10, 300),
  chainSample(11, 400, [USER, 0x1fff]),
  comm(11, 'gzip', 500, EXEC),
  chainSample(11, 600, [USER, 0x1010]),
  mmap(11, { start: 0x1000, length: 0x800, offset: 0, path: '/bin/gzip', time: 700 }),
  chainSample(11, 800, [USER, 0x1010]),
]

const TOLD = [
  'shell: sh+0x410 = 7 1',
  'shell: sh+0x420 > sh+0x410 > [kernel.kallsyms]+0x123 = 7 1',
  'shell: sh+0x13ff = 7 1',
  'gzip: 0x1010 = 7 1',
  'gzip: gzip+0x10 = 7 1',
]

describe('readPerfData()', () => {
  for (const isLittle of [true, false]) {
    for (const isPipe of [false, true]) {
      const title = `${isLittle ? 'little' : 'big'}-endian ${isPipe ? 'stream' : 'file'}`
      it(`follows times, forks, exec and mappings in a ${title}`, async () => {
        const bytes = makePerfData(isLittle, { events: [EVENT], records: STORY, isPipe })
        expect(perfData.detect(bytes, null)).toBe(1)
        const [recording] = await read(bytes)
        expect(samplesOf(recording!)).toEqual(TOLD)
        expect([...recording!.stacks!.samples.time]).toEqual([0, 100, 300, 500, 700])
        const { processes, strings } = recording!.shared
        expect(Array.from(processes.name, name => strings[name])).toEqual(['shell', 'shell', 'gzip'])
        expect([...processes.parent]).toEqual([-1, 0, 0])
      })
    }
  }

  it('reads a stream in pieces of any size', async () => {
    const bytes = makePerfData(true, { events: [EVENT], records: STORY, isPipe: true })
    const input = {
      ...inputOf(bytes, null),
      async *chunks() {
        for (let i = 0; i < bytes.length; i += 3) yield bytes.subarray(i, i + 3)
      },
    }
    expect(samplesOf((await readPerfData(input))[0]!)).toEqual(TOLD)
  })

  it('reads the first version, and sets of features in words of 32 bits', async () => {
    const features = {
      3: (bytes: PerfBytes) => bytes.u32(8).text('host'),
      6: (bytes: PerfBytes) => bytes.u32(8).text('ppc'),
    }
    for (const isLittle of [true, false]) {
      for (const options of [{ magic: 'PERFFILE' }, { featureWord: 32 as const }]) {
        const [recording] = await read(
          makePerfData(isLittle, { events: [EVENT], records: STORY, features, ...options }),
        )
        expect(samplesOf(recording!)).toEqual(TOLD)
        expect(recording!.meta).toMatchObject({ host: 'host', platform: 'ppc' })
      }
    }
  })

  it('reads what perf left when it was killed', async () => {
    const bytes = makePerfData(true, { events: [EVENT], records: STORY })
    new DataView(bytes.buffer).setBigUint64(48, 0n, true)
    const [recording] = await read(bytes.subarray(0, bytes.length - 5))
    expect(samplesOf(recording!)).toEqual(TOLD.slice(0, 4))
    expect(recording!.meta.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['unfinished', 'cut-off']),
    )
  })

  it('tells events by their ids, and counts what a group counted along', async () => {
    const sampleType = IDENTIFIER | IP | TID | TIME | CPU | READ
    const [group, withId] = [8, 4]
    const event = { sampleType, readFormat: group | withId, flags: [SAMPLE_ID_ALL] }
    const sample = (id: number, time: number, values: readonly number[]): MadeRecord => ({
      type: 9,
      misc: 2,
      body: bytes =>
        bytes.u64(id, 0x1000).u32(5, 5).u64(time).u32(3, 0).u64(2, values[0]!, 71, values[1]!, 72),
    })
    const [recording] = await read(
      makePerfData(true, {
        events: [
          { ...event, ids: [71] },
          { ...event, config: 1, ids: [72] },
        ],
        records: [
          sample(71, 10, [100, 3]),
          sample(71, 20, [150, 3]),
          sample(71, 30, [180, 9]),
          sample(99, 40, [1, 1]),
        ],
      }),
    )
    const { valueTypes, weights } = recording!.stacks!
    expect(valueTypes.map(({ name }, k) => `${name}: ${[...weights[k]!]}`)).toEqual([
      'cycles: 100,50,30',
      'cycles samples: 1,1,1',
      'instructions: 3,0,6',
      'instructions samples: 1,0,1',
    ])
    expect(recording!.meta.warnings).toMatchObject([{ code: 'unknown-id', count: 1 }])
    const { labels, strings } = recording!.shared
    expect([strings[labels.key[0]!], labels.number[0]]).toEqual(['cpu', 3])
  })

  it('makes a recording of every eight events', async () => {
    const sampleType = IP | TID | TIME | ID
    const events = Array.from({ length: 10 }, (_, i) => ({ type: 4, config: i, sampleType, ids: [i + 1] }))
    const records = events.map((_, i) => ({
      type: 9,
      body: (bytes: PerfBytes) =>
        bytes
          .u64(0x1000)
          .u32(1, 1)
          .u64(i + 1, i + 1),
    }))
    const recordings = await read(makePerfData(false, { events, records }))
    expect(recordings.map(({ stacks }) => stacks!.samples.length)).toEqual([8, 2])
    expect(recordings[1]!.meta.name).toBe('perf.data: raw 0x8, raw 0x9')
    expect([...recordings[1]!.stacks!.weights[0]!]).toEqual([1000, 0])
  })

  it('takes callers from the branch stack where it is one', async () => {
    const callStack = 1 << 11
    const event = { sampleType: IP | TID | TIME | CHAIN | BRANCHES, branchType: callStack }
    const sample: MadeRecord = {
      type: 9,
      misc: 2,
      body: bytes => bytes.u64(0x30).u32(1, 1).u64(5).u64(2, USER, 0x30).u64(2, 0x25, 0x30, 0, 0x15, 0x20, 0),
    }
    const [recording] = await read(makePerfData(true, { events: [event], records: [sample] }))
    expect(samplesOf(recording!)).toEqual([':1: 0x15 > 0x25 > 0x30 = 1000 1'])
  })

  it('joins a user part that comes later', async () => {
    const sampleType = IP | TID | TIME | CHAIN
    const deferred: MadeRecord = {
      type: 22,
      body: bytes => trailer(bytes.u64(77, 3, USER, 0x1010, 0x1020), 10, 900),
    }
    const waiting = (time: number, cookie: number): MadeRecord => ({
      type: 9,
      misc: 1,
      body: bytes =>
        bytes
          .u64(0xffff800000000010n)
          .u32(10, 10)
          .u64(time)
          .u64(4, KERNEL, 0xffff800000000010n, -640, cookie),
    })
    const [recording] = await read(
      makePerfData(true, {
        events: [{ sampleType, flags: [SAMPLE_ID_ALL] }],
        records: [waiting(100, 77), waiting(200, 78), deferred],
      }),
    )
    expect(samplesOf(recording!).sort()).toEqual([
      ':10: 0x1020 > 0x1010 > 0xffff800000000010 = 1000 1',
      ':10: 0xffff800000000010 = 1000 1',
    ])
    expect(recording!.meta.warnings).toMatchObject([{ code: 'user-part-missing', count: 1 }])
  })

  it('hands saved stacks to an unwinder, and shows their leaf without one', async () => {
    const event = { sampleType: IP | TID | TIME | CHAIN | REGISTERS | STACK, userRegisters: 0b1_1000_0000 }
    const features = { 6: (bytes: PerfBytes) => bytes.u32(8).text('x86_64') }
    const sample: MadeRecord = {
      type: 9,
      misc: 1,
      body: bytes =>
        bytes
          .u64(0xffff800000000010n)
          .u32(10, 10)
          .u64(5)
          .u64(2, KERNEL, 0xffff800000000010n)
          .u64(2, 0x7000, 0x1010)
          .u64(16, 0xaa, 0xbb, 8),
    }
    const bytes = makePerfData(true, {
      events: [event],
      records: [mmap(10, { start: 0x1000, length: 64, offset: 0, path: '/bin/sh' }), sample],
      features,
    })
    const [plain] = await read(bytes)
    expect(samplesOf(plain!)).toEqual([':10: sh+0x10 > 0xffff800000000010 = 1000 1'])
    expect(plain!.meta.warnings).toMatchObject([{ code: 'stacks-not-unwound', count: 1 }])
    const seen: SavedStack[] = []
    const unwind = (saved: SavedStack) => {
      seen.push({ ...saved, stack: saved.stack.slice() })
      return [0x1010n, 0x1020n]
    }
    const [unwound] = await readPerfData(inputOf(bytes, null), { unwinder: { unwind } })
    expect(samplesOf(unwound!)).toEqual([':10: sh+0x20 > sh+0x10 > 0xffff800000000010 = 1000 1'])
    expect(seen).toMatchObject([{ pid: 10, architecture: 'x86_64', abi: 2, registers: [0x7000n, 0x1010n] }])
    expect([...seen[0]!.stack]).toEqual([0xaa, 0, 0, 0, 0, 0, 0, 0])
    expect(seen[0]!.mappingAt(0x1000n)?.path).toBe('/bin/sh')
  })

  it("names code by simpleperf's tables and by the kernel's own symbols", async () => {
    const text = (tag: number, value: string) => [tag, value.length, ...new TextEncoder().encode(value)]
    const symbol = [0x08, 0x80, 0x20, 0x10, 0x40, ...text(0x1a, 'encode')]
    const elf = [0x08, 0x80, 0x08]
    const file = [
      ...text(0x0a, '/data/libz.so'),
      0x10,
      2,
      0x18,
      0x80,
      0x10,
      0x22,
      symbol.length,
      ...symbol,
      0x32,
      elf.length,
      ...elf,
    ]
    const features = {
      129: (bytes: PerfBytes) =>
        bytes.raw(new TextEncoder().encode('simpleperf_version\x001.2\0event_type_info\0cpu-clock,1,0\n\0')),
      132: (bytes: PerfBytes) => bytes.u32(file.length).raw(file),
    }
    const kernelSymbols: MadeRecord = {
      type: 17,
      body: bytes => trailer(bytes.u64(0xffffffffc0000000n).u32(0x100).u16(1, 0).text('bpf_prog_1'), 0, 0),
    }
    // Address 0x800 of the file is at its offset 0x400, which is mapped at 0x7000.
    const records = [
      kernelSymbols,
      mmap(10, { start: 0x7000, length: 0x2000, offset: 0x400, path: '/data/libz.so' }),
      chainSample(10, 5, [KERNEL, 0xffffffffc0000010n, USER, 0x7810, 0x7840, 0x7841]),
    ]
    const [recording] = await read(makePerfData(true, { events: [{ ...EVENT, type: 1 }], records, features }))
    expect(samplesOf(recording!)).toEqual([':10: libz.so+0xc41 > encode > encode > bpf_prog_1 = 7 1'])
    const { funcs, strings } = recording!.shared
    const kinds = new Map(Array.from(funcs.name, (name, i) => [strings[name], funcs.kind[i]]))
    expect(kinds.get('encode')).toBe(FuncKind.native)
    expect(kinds.get('bpf_prog_1')).toBe(FuncKind.kernel)
    expect(recording!.meta.recorder).toMatchObject({ name: 'simpleperf', version: '1.2' })
    expect(recording!.stacks!.valueTypes[0]).toMatchObject({ name: 'cpu-clock', unit: 'nanoseconds' })
  })

  it('says what is broken, and where', async () => {
    const bytes = makePerfData(true, { events: [EVENT], records: STORY })
    await expect(read(bytes.subarray(0, 40))).rejects.toThrow('the file ends within its header')
    const data = Number(new DataView(bytes.buffer).getBigUint64(40, true))
    bytes[data + 6] = 3
    bytes[data + 7] = 0
    await expect(read(bytes)).rejects.toThrow(`byte ${data}: expected a record, found a size of 3 bytes`)
  })

  it('refuses zstd that asks for too much, and records compressed twice stay unread', async () => {
    const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, ...new Array(20).fill(0)]
    const records = [{ type: 81, body: (bytes: PerfBytes) => bytes.raw(frame) }]
    await expect(read(makePerfData(true, { events: [EVENT], records }))).rejects.toThrow(
      'asks for a window of',
    )
    const inner = new PerfBytes(true)
    appendRecord(inner, { type: 81, body: bytes => bytes.raw([1, 2, 3, 4, 5, 6, 7, 8]) })
    const block = [(inner.bytes.length << 3) & 0xff, inner.bytes.length >> 5, 0]
    const plain = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, ...block, ...inner.bytes]
    const twice = [{ type: 81, body: (bytes: PerfBytes) => bytes.raw(plain) }]
    const [recording] = await read(makePerfData(true, { events: [EVENT], records: twice }))
    expect(recording!.meta.extra).toMatchObject({ perfData: { records: { COMPRESSED: 2 } } })
  })

  it('keeps the totals of perf stat record', async () => {
    const bytes = new Uint8Array(readFileSync('test/fixtures/formats/perf-data/perf-6.1-stat.data'))
    const [{ counters, stacks }] = (await read(bytes)) as [Recording]
    expect(stacks).toBeNull()
    // As `perf stat report` prints them: 0.48 msec, 48, 0.
    expect(counters.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'cpu-clock 480392',
      'page-faults 48',
      'context-switches 0',
    ])
  })
})
