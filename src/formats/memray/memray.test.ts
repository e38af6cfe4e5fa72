import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { memray } from './format.ts'
import { LiveBlocks } from './live-blocks.ts'
import { MappedRanges } from './mapped-ranges.ts'
import { Usage } from './usage.ts'

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
const signed = (value: number): number[] => varint(value < 0 ? -2 * value - 1 : 2 * value)
const text = (value: string): number[] => [...Buffer.from(`${value}\0`)]
const long = (value: number): number[] => [...new Uint8Array(new BigUint64Array([BigInt(value)]).buffer)]

/** A capture file of Python 3.9, whose line tables are plain. */
function capture(records: readonly number[], { version = 12, skipped = 0 } = {}): Uint8Array {
  const head = [
    ...[...text('memray'), version, 0, 0, 0, 0xf0, 0x00, 0x09, 0x03, 0, 0],
    ...[...long(0), ...long(0), ...long(1000), ...long(3000), ...text('run x.py'), 7, 0, 0, 0],
    ...[...long(1), ...long(skipped), 1, 0, 0],
  ]
  return new Uint8Array([...head, ...records])
}

const SWITCH = [12, ...long(1)]
const CODE = [14, 1, ...text('f'), ...text('a.py'), ...signed(10), 2, 6, 1]
const PUSH = [65, 1, ...signed(8)]
const MALLOC = (delta: number, size: number) => [0x80 | (15 << 3) | 6, ...signed(delta), ...varint(size)]
const FREE_FIRST = [0x80 | (0 << 3) | 5]

async function read(bytes: Uint8Array) {
  const [recording] = await readWith(memray, bytes, 'x.bin')
  return recording!
}

describe('readMemray()', () => {
  it('follows blocks from where they were allocated to the peak and the end', async () => {
    const records = [
      SWITCH,
      CODE,
      PUSH,
      MALLOC(100, 1000),
      MALLOC(5, 300),
      FREE_FIRST,
      MALLOC(7, 50),
      [16],
      MALLOC(9, 8),
      [1],
    ]
    const { shared, stacks, timelines, meta } = await read(capture(records.flat()))
    expect(stacks!.valueTypes.map(type => type.name)).toEqual([
      ...[
        'allocated bytes',
        'allocated objects',
        'peak bytes',
        'peak objects',
        'in-use bytes',
        'in-use objects',
      ],
    ])
    expect(stacks!.weights.map(column => [...column])).toEqual([
      [1350, 8],
      [3, 1],
      [1300, 0],
      [2, 0],
      [1050, 8],
      [2, 1],
    ])
    expect([shared.frames.line[0], shared.funcs.line[0]]).toEqual([11, 10])
    expect(timelines).toEqual([])
    expect(meta).toMatchObject({ duration: 2e9, startTime: '1000000000', warnings: [] })
  })

  it("leaves memray's own frames of the main thread out", async () => {
    const { shared } = await read(
      capture([SWITCH, CODE, PUSH, PUSH, MALLOC(100, 1), [1]].flat(), { skipped: 1 }),
    )
    expect(shared.stacks.length).toBe(1)
  })

  it('reads on to the end of a file that was not closed and says so', async () => {
    const { meta, stacks } = await read(capture([SWITCH, CODE, PUSH, MALLOC(100, 1), [0, 0, 0]].flat()))
    expect(meta.warnings).toMatchObject([{ code: 'cut-off' }])
    expect(stacks!.samples.length).toBe(1)
  })

  it('names the version it does not know, and the place of what is no record', async () => {
    await expect(read(capture([], { version: 11 }))).rejects.toThrow(
      'memray: version 11 is not supported (supported: 12 and 13)',
    )
    await expect(read(capture([3]))).rejects.toThrow(/memray: byte \d+: expected a record, found 3/)
    await expect(read(new Uint8Array(text('memray')))).rejects.toThrow('expected the head of a capture file')
  })
})

describe('LiveBlocks', () => {
  it('finds what a Map finds', () => {
    const blocks = new LiveBlocks()
    const known = new Map<number, number>()
    let state = 1
    for (let i = 0; i < 200_000; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      const key = (state >>> 8) % 20_000
      const isKnown = known.delete(key)
      expect(blocks.remove(key, key & 3)).toBe(isKnown)
      if (isKnown) expect(blocks.removedSize).toBe(key)
      else {
        blocks.set(key, key & 3, i, key)
        known.set(key, i)
      }
    }
    expect(blocks.size).toBe(known.size)
  })
})

describe('MappedRanges', () => {
  it('takes parts out of ranges', () => {
    const ranges = new MappedRanges()
    ranges.add(0, 100, 1)
    ranges.add(50, 100, 2)
    expect(ranges.remove(40, 20)).toEqual([
      { place: 1, count: 1, bytes: 20 },
      { place: 2, count: 0, bytes: 10 },
    ])
    expect(ranges.remove(0, 1000)).toEqual([
      { place: 1, count: -1, bytes: 40 },
      { place: 2, count: -1, bytes: 90 },
      { place: 1, count: -1, bytes: 40 },
    ])
    expect(ranges.remove(0, 1000)).toEqual([])
  })
})

describe('Usage', () => {
  it('keeps what each place had at the last of the highest moments', () => {
    const usage = new Usage()
    const [a, b] = [usage.addPlace(), usage.addPlace()]
    usage.allocate(a, 10)
    usage.change(a, -1, -10)
    usage.allocate(b, 10)
    usage.change(b, -1, -10)
    usage.allocate(a, 3)
    expect([usage.of(a), usage.of(b)].map(place => place.peakBytes)).toEqual([0, 10])
    usage.allocate(b, 7)
    expect([usage.of(a), usage.of(b)].map(place => place.peakBytes)).toEqual([3, 7])
  })
})
