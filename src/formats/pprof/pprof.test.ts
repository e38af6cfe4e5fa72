import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadState } from '../../model/tables.ts'
import { pprof } from './format.ts'

/** One protobuf field of bytes. */
const field = (number: number, bytes: readonly number[]) => [(number << 3) | 2, bytes.length, ...bytes]
const number = (of: number, ...bytes: number[]) => [of << 3, ...bytes]
const text = (string: string) => field(6, [...new TextEncoder().encode(string)])
const STRINGS = ['', 'samples', 'count', 'main', 'a.py'].flatMap(text)
const TYPE = field(1, [...number(1, 1), ...number(2, 2)])

async function read(...parts: (readonly number[])[]): Promise<Recording> {
  const [recording] = await readWith(pprof, Uint8Array.from(parts.flat()))
  return recording!
}

const decode = (bytes: Uint8Array) => Profile.decode(new Uint8Array(gunzipSync(bytes)))

describe('readPprof()', () => {
  it('reads packed and single numbers alike', async () => {
    const location = field(4, [...number(1, 9), ...field(4, [...number(1, 1), ...number(2, 7)])])
    const func = field(5, [...number(1, 1), ...number(2, 3), ...number(4, 4), ...number(5, 2)])
    const packed = await read(
      TYPE,
      field(2, [...field(1, [9, 9]), ...field(2, [5])]),
      location,
      func,
      STRINGS,
    )
    const single = await read(
      TYPE,
      field(2, [...number(1, 9), ...number(1, 9), ...number(2, 5)]),
      location,
      func,
      STRINGS,
    )
    for (const { shared, stacks } of [packed, single]) {
      expect(shared.stacks.length).toBe(2)
      expect(shared.frames.line[0]).toBe(7)
      expect(shared.funcs).toMatchObject({
        length: 1,
        line: Int32Array.of(2),
        kind: Uint8Array.of(FuncKind.python),
      })
      expect(stacks!.weights[0]).toEqual(Float64Array.of(5))
    }
  })

  it('gives equal paths one stack, however their ids are written', async () => {
    const locations = [1, 2, 300].flatMap(id => field(4, number(1, ...(id === 300 ? [0xac, 0x02] : [id]))))
    const recording = await read(
      TYPE,
      // 2 called from 300, called from 1: in one piece, in three, with zeros behind, with an id that is not there.
      field(2, [...field(1, [2, 0xac, 0x02, 1]), ...number(2, 1)]),
      field(2, [...number(1, 2), ...number(1, 0xac, 0x02), ...number(1, 1), ...number(2, 1)]),
      field(2, [...field(1, [0x82, 0x80, 0x00, 0xac, 0x82, 0x00, 1]), ...number(2, 1)]),
      field(2, [...field(1, [7, 2]), ...field(1, [0xac, 0x02, 7, 1]), ...number(2, 1)]),
      // And what is below 2 alone.
      field(2, [...field(1, [0xac, 0x02]), ...number(1, 1), ...number(2, 1)]),
      field(2, [...number(2, 1)]),
      locations,
      STRINGS,
    )
    const { shared, stacks, meta } = recording
    expect(shared.stacks.prefix).toEqual(Int32Array.of(-1, 0, 1))
    expect(stacks!.samples.stack).toEqual(Int32Array.of(2, 2, 2, 2, 1, -1))
    expect(meta.warnings).toMatchObject([{ code: 'missing-location', count: 2 }])
  })

  it('refuses ids that are cut off or too long', async () => {
    const location = field(4, number(1, 1))
    const path = (...ids: number[]) => read(TYPE, field(2, field(1, ids)), location, STRINGS)
    await expect(path(1, 0x81)).rejects.toThrow('its numbers reach past its end')
    await expect(path(...Array(10).fill(0x81), 0x01)).rejects.toThrow('longer than 10 bytes')
  })

  it('refuses more values than the file justifies', async () => {
    const types = Array.from({ length: 20_000 }, () => field(1, [])).flat()
    const samples = Array.from({ length: 2000 }, () => field(2, [])).flat()
    await expect(read(types, samples, TYPE, STRINGS)).rejects.toMatchObject({ code: 'PYRO_LIMIT' })
  })

  it('keeps 64-bit addresses and ids exact, and negative values negative', async () => {
    const max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
    const less = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
    const locations = [max, less].flatMap(id => field(4, [...number(1, ...id), ...number(3, ...id)]))
    const recording = await read(
      TYPE,
      field(2, [...field(1, [...max, ...less]), ...field(2, less)]),
      locations,
      STRINGS,
    )
    expect(recording.shared.frames.address).toEqual(BigUint64Array.of(2n ** 64n - 1n, 2n ** 64n - 2n))
    expect(recording.stacks!.weights[0]).toEqual(Float64Array.of(-2))
    const { strings, funcs } = recording.shared
    expect(strings[funcs.name[0]!]).toMatch(/^0xffffffffffffff/)
    expect(funcs.kind[0]).toBe(FuncKind.address)
  })

  it('puts inlined frames above the function they were inlined into', async () => {
    const line = (id: number) => field(4, number(1, id))
    const funcs = [1, 2].flatMap(id => field(5, [...number(1, id), ...number(2, id)]))
    const recording = await read(
      TYPE,
      field(2, [...number(1, 1), ...number(2, 1)]),
      field(4, [...number(1, 1), ...line(1), ...line(2)]),
      funcs,
      STRINGS,
    )
    const { stacks, frames, funcs: table, strings } = recording.shared
    const names = Array.from(stacks.frame, frame => strings[table.name[frames.func[frame]!]!])
    expect(names).toEqual(['count', 'samples'])
    expect(Array.from(stacks.frame, frame => frames.inlined[frame])).toEqual([0, 1])
  })

  it('shows the last value type when the file names no default, else the named one', async () => {
    const two = [...TYPE, ...field(1, [...number(1, 3), ...number(2, 2)])]
    expect((await read(two, STRINGS)).stacks!.defaultValueType).toBe(1)
    expect((await read(two, number(14, 1), STRINGS)).stacks!.defaultValueType).toBe(0)
  })

  it('warns of samples that name locations which are not there', async () => {
    const recording = await read(TYPE, field(2, [...number(1, 1), ...number(2, 4)]), STRINGS)
    expect(recording.stacks!.samples.stack).toEqual(Int32Array.of(-1))
    expect(recording.meta.warnings).toMatchObject([{ code: 'missing-location', count: 1 }])
  })

  it.each([
    ['a field longer than the file', [...TYPE, 0x12, 0x7f, 1]],
    ['a number that does not end', [...TYPE, 0x48, 0xff, 0xff]],
    ['a string that is not there', [...field(1, [...number(1, 99), ...number(2, 2)]), ...STRINGS]],
    ['a group', [...TYPE, 0x0b]],
    ['field 0', [...TYPE, 0x02, 0x00]],
  ])('fails with the byte when there is %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toThrow(/^pprof: byte \d+: /)
  })

  it('ends soon when samples multiply a long list of inlined lines', async () => {
    const lines = Array.from({ length: 20_000 }, () => field(4, number(1, 1))).flat()
    const size = [0x80 | (lines.length & 0x7f), 0x80 | ((lines.length >> 7) & 0x7f), lines.length >> 14]
    const location = [0x22, ...[...size.slice(0, 2), size[2]!], ...lines]
    const ids = Array.from({ length: 100 }, () => 0)
    const samples = Array.from({ length: 2000 }, (_, i) =>
      field(2, [...field(1, ids), ...number(2, i % 100)]),
    ).flat()
    const elapsed = processorTime()
    const bytes = Uint8Array.from([...TYPE, ...samples, ...location, ...STRINGS])
    await readWith(pprof, bytes)
    expect(elapsed()).toBeLessThan(20_000)
  })
})

describe('writePprof()', () => {
  it('writes what pprof-format decodes to the same samples', async () => {
    const recording = generateRecording({ stacks: 60, samples: 300 })
    const profile = decode(await writeWith(pprof, [recording]))
    const names = (index: unknown) => profile.stringTable.strings[Number(index)]!
    expect(profile.sampleType.map(type => [names(type.type), names(type.unit)])).toEqual([
      ['wall', 'nanoseconds'],
      ['samples', 'count'],
    ])
    const sum = (k: number) => profile.sample.reduce((total, sample) => total + Number(sample.value[k]), 0)
    expect(sum(0)).toBe(300e6)
    expect(sum(1)).toBe(300)
    const labels = new Set(profile.sample.flatMap(sample => sample.label.map(label => names(label.key))))
    expect([...labels].sort()).toEqual([
      'process id',
      'process name',
      'thread id',
      'thread name',
      'thread state',
      'waiting for',
    ])
  })

  it('gives threads, processes, states and waits back when it is read again', async () => {
    const recording = generateRecording({ stacks: 60, samples: 300, threads: 3 })
    const [again] = await readWith(pprof, new Uint8Array(gunzipSync(await writeWith(pprof, [recording]))))
    const { threads, processes, strings } = again!.shared
    expect(Array.from(threads.name, name => strings[name]).sort()).toEqual([
      'MainThread',
      'worker-1',
      'worker-2',
    ])
    expect(Array.from(threads.tid).sort()).toEqual([100, 101, 102])
    expect(processes.pid).toEqual(Int32Array.of(1))
    const weigh = ({ stacks, shared }: Recording) => {
      const sums: Record<string, number> = {}
      for (let i = 0; i < stacks!.samples.length; i++) {
        const { state, wait, thread } = stacks!.samples
        const waitText = wait[i] === -1 ? '' : shared.strings[wait[i]!]
        const key = `${shared.strings[shared.threads.name[thread[i]!]!]} ${state[i]} ${waitText}`
        sums[key] = (sums[key] ?? 0) + stacks!.weights[0]![i]!
      }
      return sums
    }
    expect(weigh(again!)).toEqual(weigh(recording))
    expect(Object.keys(weigh(again!)).some(key => key.endsWith(`${ThreadState.blocked} futex`))).toBe(true)
  })

  it('keeps labels, binaries, columns, the start, comments and folding when it is written again', async () => {
    const shared = new SharedBuilder()
    const lib = shared.lib({
      name: 'x.so',
      path: '/x.so',
      buildId: 'ab12',
      start: 2n ** 63n,
      end: 2n ** 63n + 9n,
      offset: 4n,
    })
    const address = 2n ** 63n + 5n
    const outer = shared.frame({
      func: shared.func({
        name: 'outer',
        systemName: '_Zouter',
        file: 'x.c',
        line: 3,
        kind: FuncKind.native,
      }),
      line: 4,
      column: 5,
      lib,
      address,
    })
    const inner = shared.frame({
      func: shared.func({ name: 'inner', kind: FuncKind.unknown }),
      line: 8,
      lib,
      address,
      inlined: 1,
    })
    const bare = shared.frame({ func: shared.func({ name: '0x10', kind: FuncKind.address }), address: 16n })
    const part = new StacksBuilder([{ name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }])
    const labels = shared.labelSet([
      { key: 'k', text: 'v' },
      { key: 'bytes', number: 16, unit: 'bytes' },
    ])
    const leaf = shared.stack(shared.stack(shared.stack(-1, bare), outer), inner)
    part.add({ stack: leaf, labels }, [7])
    const recorder = {
      name: 'pprof',
      version: null,
      mode: null,
      settings: { period: 10, periodType: 'cpu/nanoseconds' },
    }
    const extra = {
      pprof: {
        periodType: { name: 'cpu', unit: 'nanoseconds' },
        period: 10,
        comments: ['hi'],
        dropFrames: 'd',
        keepFrames: 'k',
        docUrl: 'u',
        folded: [address.toString(16)],
      },
    }
    const known = meta({
      name: 'pprof profile',
      recorder,
      startTime: '1700000000123456789',
      duration: 5,
      extra,
      importedFrom: { format: 'pprof', file: null },
    })
    const recording: Recording = {
      ...NO_PARTS,
      meta: known,
      shared: shared.finish(),
      stacks: part.finish(false),
    }
    const [again] = await readWith(pprof, new Uint8Array(gunzipSync(await writeWith(pprof, [recording]))))
    expect(again!.meta).toEqual(recording.meta)
    expect(again!.shared.libs).toEqual(recording.shared.libs.length === 1 ? again!.shared.libs : null)
    expect(again!.shared.libs.start).toEqual(recording.shared.libs.start)
    expect(again!.shared.strings[again!.shared.libs.buildId[0]!]).toBe('ab12')
    const rows = ({ shared: { stacks, frames, funcs, strings } }: Recording) =>
      Array.from(stacks.frame, frame => {
        const func = frames.func[frame]!
        const system = funcs.systemName[func]!
        return [
          strings[funcs.name[func]!],
          system === -1 ? null : strings[system],
          funcs.line[func],
          frames.line[frame],
          frames.column[frame],
          frames.address[frame],
          frames.inlined[frame],
        ]
      })
    expect(rows(again!)).toEqual(rows(recording))
    const { key, text: texts, number: numbers, unit } = again!.shared.labels
    const string = (index: number) => again!.shared.strings[index]
    expect(Array.from(key, string)).toEqual(['k', 'bytes'])
    expect([string(texts[0]!), numbers[1], string(unit[1]!)]).toEqual(['v', 16, 'bytes'])
  })

  it('writes times that are no whole numbers in nanoseconds, and whole ones as they are', async () => {
    const recording = recordingFromText('a  b')
    const seconds = { name: 'wall', unit: 'seconds', kind: 'sum', precision: 'sampled' } as const
    const part = {
      ...recording.stacks!,
      valueTypes: [seconds, seconds],
      weights: [Float64Array.of(0.25, 1.5), Float64Array.of(3, 4)],
    }
    const profile = decode(await writeWith(pprof, [{ ...recording, stacks: part }]))
    expect(profile.sample.map(sample => sample.value.map(Number))).toEqual([
      [250_000_000, 3],
      [1_500_000_000, 4],
    ])
    expect(profile.sampleType.map(type => profile.stringTable.strings[Number(type.unit)])).toEqual([
      'nanoseconds',
      'seconds',
    ])
  })

  it('leaves the system name of <module> empty, from which pprof would strip it', async () => {
    const profile = decode(await writeWith(pprof, [recordingFromText('<module>[file:a.py]')]))
    expect(Number(profile.function[0]!.systemName)).toBe(0)
  })

  it('gives the same bytes for the same recording', async () => {
    const once = () => writeWith(pprof, [generateRecording({ stacks: 30, samples: 50 })])
    expect(await once()).toEqual(await once())
  })

  it('says what is lost', () => {
    expect(pprof.losses!(generateRecording({ stacks: 3, samples: 3 })).map(loss => loss.what)).toEqual([
      'time-order',
    ])
  })
})

describe('pprof.detect()', () => {
  it('knows a profile cut off anywhere in its head, and no text', () => {
    const whole = Uint8Array.from([...TYPE, ...field(2, [...number(1, 1), ...number(2, 4)]), ...STRINGS])
    expect(pprof.detect(whole, null)).toBeCloseTo(0.9)
    expect(pprof.detect(new TextEncoder().encode('\n\nhello world'), null)).toBe(0)
    expect(pprof.detect(new TextEncoder().encode('main;read 12\n'), null)).toBe(0)
    expect(pprof.detect(new Uint8Array(0), null)).toBe(0)
  })
})
