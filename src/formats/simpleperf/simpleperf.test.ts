import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { simpleperf } from './format.ts'

type Fields = Readonly<Record<number, string | number | readonly Fields[]>>

/** A protobuf message: numbers as varints, text, messages within. */
function message(fields: Fields): number[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    const key = Number(field) << 3
    if (typeof value === 'number') return [key, ...varint(value)]
    const parts = typeof value === 'string' ? [[...new TextEncoder().encode(value)]] : value.map(message)
    return parts.flatMap(bytes => [key | 2, ...varint(bytes.length), ...bytes])
  })
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}

function trace(records: readonly Fields[], { version = 1, end = [0, 0, 0, 0] } = {}): Uint8Array {
  const bytes = [...new TextEncoder().encode('SIMPLEPERF'), version, 0]
  for (const record of records) {
    const own = message(record)
    bytes.push(own.length & 255, own.length >> 8, 0, 0, ...own)
  }
  return new Uint8Array([...bytes, ...end])
}

const META: Fields = { 5: [{ 1: 'cpu-cycles', 2: 'com.app', 4: '34' }] }
const FILE: Fields = { 3: [{ 1: 7, 2: '/system/lib64/libc.so', 3: 'read', 4: '_read' }] }
const THREAD: Fields = { 4: [{ 1: 12, 2: 10, 3: 'worker' }] }
const SAMPLE: Fields = {
  1: [
    {
      1: 5_000_000_001,
      2: 12,
      3: [
        { 1: 4096, 2: 7, 3: 0 },
        { 1: 8192, 2: 7, 3: -1 },
      ],
      4: 1000,
      5: 0,
    },
  ],
}

describe('simpleperf samples', () => {
  it('names frames by files that follow, threads by records that follow', async () => {
    const [recording] = await readWith(
      simpleperf,
      trace([META, SAMPLE, { 2: [{ 1: 1, 2: 3 }] }, FILE, THREAD]),
    )
    const { shared, stacks, meta } = recording!
    expect(stacks!.valueTypes.map(({ name }) => name)).toEqual(['samples', 'cpu-cycles'])
    expect(stacks!.weights.map(column => [...column])).toEqual([[1], [1000]])
    const names = Array.from(
      shared.stacks.frame,
      frame => shared.strings[shared.funcs.name[shared.frames.func[frame]!]!],
    )
    expect(names).toEqual(['0x2000', 'read'])
    expect([...shared.frames.address]).toEqual([4096n, 8192n])
    expect(shared.strings[shared.threads.name[0]!]).toBe('worker')
    expect([...shared.processes.pid]).toEqual([10])
    expect(meta.command).toEqual(['com.app'])
    expect(meta.warnings).toMatchObject([{ code: 'lost-samples', count: 3 }])
    expect(meta.extra).toEqual({ perfScript: { clockStart: '5.000000001' } })
  })

  it('refuses other versions and files cut off in one line', async () => {
    await expect(readWith(simpleperf, trace([SAMPLE], { version: 2 }))).rejects.toThrow(
      'simpleperf: version 2 is not supported',
    )
    await expect(readWith(simpleperf, trace([SAMPLE], { end: [] }))).rejects.toThrow(
      /^simpleperf: byte \d+: expected the length/,
    )
    await expect(readWith(simpleperf, trace([SAMPLE], { end: [99, 0, 0, 0, 1] }))).rejects.toThrow(
      /reaches past the end$/,
    )
    await expect(readWith(simpleperf, trace([META]))).rejects.toThrow(/expected samples/)
  })
})
