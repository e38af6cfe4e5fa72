import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { gperftoolsCpu } from './format.ts'

/** A profile of the given words in one of the four layouts, and text behind it. */
function profile(words: readonly number[], { width = 8, isLittle = true, text = '' } = {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * width))
  for (const [i, word] of words.entries()) {
    if (width === 8) view.setBigUint64(i * 8, BigInt(word), isLittle)
    else view.setUint32(i * 4, word, isLittle)
  }
  return new Uint8Array(Buffer.concat([new Uint8Array(view.buffer), Buffer.from(text)]))
}

const HEADER = [0, 3, 0, 10_000, 0]
const END = [0, 1, 0]
const MAP =
  '00400000-00500000 r-xp 00000000 08:01 1 /bin/app\n00600000-00601000 rw-p 00000000 08:01 1 /bin/app\n'
/** Two stacks, leaf first. */
const ROWS = [3, 2, 0x400100, 0x400201, 2, 3, 0x400110, 0x400221, 0x400301]

/** Stacks as names, root first, with their counts. */
function paths({ shared, stacks }: Recording): [string, number][] {
  return Array.from(stacks!.samples.stack, (leaf, i) => {
    const names: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    return [names.reverse().join(' '), stacks!.weights[0]![i]!]
  })
}

const read = async (bytes: Uint8Array) => (await readWith(gperftoolsCpu, bytes))[0]!

describe('readGperftoolsCpu()', () => {
  it.each([
    [8, true],
    [8, false],
    [4, true],
    [4, false],
  ])('reads words of %i bytes, the lowest first: %s', async (width, isLittle) => {
    const bytes = profile([...HEADER, ...ROWS, ...END], { width, isLittle, text: MAP })
    expect(gperftoolsCpu.detect(bytes, null)).toBe(0.95)
    const recording = await read(bytes)
    expect(paths(recording)).toEqual([
      ['0x400200 0x400100', 3],
      ['0x400300 0x400220 0x400110', 2],
    ])
    expect(recording.stacks!.weights[1]).toEqual(Float64Array.of(30e6, 20e6))
    expect(recording.shared.libs.length).toBe(1)
    expect([...recording.shared.frames.lib]).toEqual([0, 0, 0, 0, 0])
    expect(recording.meta.warnings).toEqual([])
  })

  it('takes frames that all stacks share behind the leaf for the signal handler, and says so', async () => {
    const rows = [...Array(40).keys()].flatMap(i => [1, 3, 0x400100 + i, 0x7f0001, 0x400201 + i])
    const recording = await read(profile([...HEADER, ...rows, ...END]))
    expect(paths(recording)[0]).toEqual(['0x400200 0x400100', 1])
    expect(recording.meta.warnings).toMatchObject([{ code: 'signal-handler-frames', count: 40 }])
  })

  it('takes a leaf that stands twice for one', async () => {
    const recording = await read(profile([...HEADER, 1, 3, 5, 5, 9, 1, 2, 7, 8, ...END]))
    expect(paths(recording)).toEqual([
      ['0x8 0x5', 1],
      ['0x7 0x7', 1],
    ])
  })

  it("reads Java's symbols", async () => {
    const text = '\n 0x00001 com.A.run (A.java:12)\n 0x00002 libc (/lib/libc.so)\n 0x00003 GC\n'
    const recording = await read(profile([0, 3, 1, 10_000, 0, 2, 3, 3, 2, 1, ...END], { width: 4, text }))
    expect(paths(recording)).toEqual([['com.A.run libc GC', 2]])
    expect(recording.shared.frames.line[0]).toBe(12)
    expect([...recording.shared.frames.address]).toEqual([0n, 0n, 0n])
  })

  it('reads what google-pprof --raw writes', async () => {
    const recording = await read(new Uint8Array(readFileSync('test/fixtures/gperftools/mix.raw')))
    const [first] = paths(recording)
    expect(first![0]).toBe('_start __libc_start_main_impl __libc_start_call_main main run other spin')
    expect(recording.meta.command).toEqual(['./mix'])
    expect(recording.shared.frames.address.every(address => address > 0n)).toBe(true)
    expect(paths(recording).reduce((sum, [, count]) => sum + count, 0)).toBe(85)
  })

  it('reads a heap profile behind symbols', async () => {
    const text = `--- symbol\nbinary=/bin/app\n0x401000 main\n---\n--- heap\nheap profile: 1: 10 [1: 10] @ heapprofile\n1: 10 [1: 10] @ 0x401000\n`
    const recording = await read(new Uint8Array(Buffer.from(text)))
    expect(paths(recording)[0]![0]).toBe('main')
  })

  it.each([
    [
      'a record that is cut off',
      [...HEADER, 1, 9, 4],
      /byte 40: expected a stack of 9 addresses, found the end/,
    ],
    ['a version that is not known', [0, 3, 7, 10_000, 0, ...END], /^gperftools-cpu: /],
  ])('fails with the byte on %s', async (_, words, message) => {
    await expect(read(profile(words))).rejects.toThrow(message)
  })
})

describe('writeGperftoolsCpu()', () => {
  it('keeps frames that all stacks share from being taken for the signal handler', async () => {
    const rows = [...Array(40).keys()].flatMap(i => [
      1,
      3,
      0x400100 + i,
      0x400901 + (i === 0 ? 5 : 0),
      0x400a01,
    ])
    const spread = [1, 2, 0x400800, 0x400701, 1, 2, 0x400801, 0x400711]
    const recording = await read(profile([...HEADER, ...rows, ...spread, ...END], { text: MAP }))
    const one: Recording = {
      ...recording,
      stacks: { ...recording.stacks!, samples: { ...recording.stacks!.samples } },
    }
    const again = await read(await writeWith(gperftoolsCpu, [one]))
    expect(paths(again).filter(([, count]) => count > 0)).toEqual(paths(recording))
    expect(again.meta.warnings).toEqual([])
  })

  it('keeps the times of a recording that has no addresses, as Java, to the microsecond', async () => {
    const recording = recordingFromText(
      '7.5   3\nmain[file:a.py][line:3]   main[file:a.py][line:3]\nread   parse',
    )
    const again = await read(await writeWith(gperftoolsCpu, [recording]))
    const total = (of: Recording, k: number) => of.stacks!.weights[k]!.reduce((sum, value) => sum + value, 0)
    expect(total(again, 1)).toBe(total(recording, 0))
    expect(again.meta.recorder.settings).toMatchObject({ language: 'Java' })
    expect([...again.shared.funcs.kind]).toContain(FuncKind.python)
    const losses = gperftoolsCpu.losses!(recording).map(({ what }) => what)
    expect(losses).toEqual(expect.arrayContaining(['threads', 'time-order', 'value-types']))
  })

  it('warns of the period that google-pprof --raw writes of every profile', async () => {
    const head = new TextEncoder().encode('--- symbol\nbinary=h\n0x0000000000001000 w\n---\n--- profile\n')
    const body = profile([0, 3, 0, 1, 0, 9, 1, 0x1000, ...END])
    const { meta, stacks } = await read(new Uint8Array([...head, ...body]))
    expect(meta.warnings.map(({ code }) => code)).toEqual(['period-one'])
    expect(stacks!.valueTypes[stacks!.defaultValueType]!.name).toBe('samples')
    expect([...stacks!.weights[0]!]).toEqual([9])
  })
})
