import { describe, expect, it } from 'vitest'
import { assertIntegrity } from '../../model/integrity.ts'
import { heapDump } from './format.ts'
import { readHeapDump } from './read.ts'

const encoder = new TextEncoder()

/** Bytes of parts, each padded to 8: numbers of 4 bytes as Uint32Array, of 8 as number[], text. */
function payload(parts: readonly (Uint32Array | readonly number[] | string)[]): Uint8Array {
  const bytes: number[] = []
  for (const part of parts) {
    if (typeof part === 'string') bytes.push(...encoder.encode(part))
    else if (part instanceof Uint32Array) bytes.push(...new Uint8Array(part.buffer))
    else bytes.push(...new Uint8Array(BigUint64Array.from(part, BigInt).buffer))
    while (bytes.length % 8 !== 0) bytes.push(0)
  }
  return Uint8Array.from(bytes)
}

function record(tag: string, number: number, parts: Parameters<typeof payload>[0]): Uint8Array {
  const body = payload(parts)
  const head = new Uint8Array(16)
  head.set(encoder.encode(tag))
  const view = new DataView(head.buffer)
  view.setUint32(4, number, true)
  view.setUint32(8, body.length, true)
  return Uint8Array.from([...head, ...body])
}

const HEAD = Uint8Array.from([...encoder.encode('PYROHEAP'), 1, 0, 0, 0, 0, 0, 0, 0])
const u32 = (...numbers: number[]) => Uint32Array.from(numbers)
const json = (tag: string, value: unknown) => record(tag, 0, [JSON.stringify(value)])

/** A dict with 'a' and 5 as keys of a list, the list with itself, and a pair of tracked objects that hold each other. */
const SNAPSHOT: readonly Uint8Array[] = [
  json('SNAP', { name: 'one', time: '1000', pid: 7, python: [3, 12, 1], command: ['python', 'app.py'] }),
  record('OBJS', 0, [u32(1, 1, 2, 0), [0x1000], [64], u32(3)]),
  record('DICT', 0, [u32(2), [0x2000, 0x2010], [0x3000, 0x3000]]),
  record('OBJS', 1, [u32(1, 1, 2, 0), [0x3000], [72], u32(5)]),
  record('ROWS', 1, [u32(2), [0x3000, 0x9999]]),
  record('OBJS', 4, [u32(1, 2, 2, 0), [0x4000, 0x4010], [48, 48], u32(3, 3)]),
  record('NAMD', 2, [u32(1, 2), [0x4010, 0x5000, 0x4000, 0x5000]]),
  record('OBJS', 2, [u32(2, 1, 2, 0), [0x2000], [50]]),
  record('TEXT', 0, ['a']),
  record('OBJS', 3, [u32(2, 1, 2, 0), [0x2010], [28]]),
  record('INTS', 0, [[5]]),
  record('OBJS', 5, [u32(1, 1, 2, 0), [0x5000], [1064], u32(10)]),
  record('TEXT', 0, ['app.Node']),
  json('TYPS', [
    ['dict', 'builtins'],
    ['list', 'builtins'],
    ['str', 'builtins'],
    ['int', 'builtins'],
    ['Node', 'app'],
    ['type', 'builtins'],
  ]),
  json('NAMS', ['', '.other', '.__class__']),
  json('ROOT', [
    [0x1000, 'module app'],
    [0x8888, 'gone'],
  ]),
  json('DONE', { excluded: 3, pause: 0.5 }),
]

const whole = Uint8Array.from([...HEAD, ...SNAPSHOT.flatMap(bytes => [...bytes])])

async function read(bytes: Uint8Array, piece = bytes.length) {
  const input = {
    name: 'x.heapdump',
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
    },
    bytes: () => Promise.resolve(bytes),
  }
  const [recording] = await readHeapDump(input)
  assertIntegrity(recording!)
  return recording!
}

describe('readHeapDump', () => {
  it('reads objects, labels, roots; finds what is held by nobody that is known', async () => {
    for (const piece of [whole.length, 7]) {
      const { heap, shared, meta } = await read(whole, piece)
      const { objects, references, roots, types } = heap!
      const text = (index: number) => (index === -1 ? '' : shared.strings[index])
      expect(Array.from(objects.size)).toEqual([64, 72, 48, 48, 50, 28, 1064])
      expect(Array.from(objects.kind)).toEqual([1, 1, 1, 1, 2, 2, 1])
      expect(Array.from(objects.label, text)).toEqual(['', '', '', '', 'a', '', 'app.Node'])
      expect(Array.from(types.name, text)).toContain('Node')
      expect(Array.from(references.label, text)).toEqual([
        'key',
        "['a']",
        'key',
        '[5]',
        '[0]',
        '.other',
        '.__class__',
        '.other',
        '.__class__',
      ])
      expect(Array.from(references.to)).toEqual([4, 1, 5, 1, 1, 3, 6, 2, 6])
      // The class has ten references, two of them the recorder's and two known; the pair only each other's.
      expect(Array.from(roots.object)).toEqual([0, 6])
      expect(text(roots.reason[1]!)).toContain('held by what is no Python object')
      expect(meta).toMatchObject({ startTime: '1000', command: ['python', 'app.py'], warnings: [] })
    }
  })

  it('leaves out a snapshot that was cut off', async () => {
    const twice = Uint8Array.from([...whole, ...whole.subarray(16)])
    expect((await read(twice)).heap!.snapshots.length).toBe(2)
    const { heap, meta } = await read(twice.subarray(0, twice.length - 5))
    expect([heap!.snapshots.length, meta.warnings[0]!.code]).toEqual([1, 'cut-off'])
    await expect(read(whole.subarray(0, 200))).rejects.toThrow('expected a snapshot that is whole')
  })

  it('refuses what is broken, wherever it is', async () => {
    let refused = 0
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = whole.slice()
      bytes[at]! ^= 0xff
      try {
        await read(bytes)
      } catch (error) {
        expect((error as Error).name, `byte ${at}: ${error}`).toMatch(/^(Format|UnsupportedVersion)Error$/)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(20)
  })

  it('knows its files', () => {
    expect(heapDump.detect(whole, null)).toBe(1)
    expect(heapDump.detect(encoder.encode('PYROHEA'), 'x.heapdump')).toBe(0)
  })
})
