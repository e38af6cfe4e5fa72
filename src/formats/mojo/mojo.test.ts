import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { ByteCursor } from './byte-cursor.ts'
import { mojo } from './format.ts'
import { MojoBytes } from './mojo-bytes.ts'

/** Bytes of numbers and texts (ended by a zero byte), after the header of a version. */
function file(version: number, ...parts: (number | string)[]): Uint8Array {
  const bytes = parts.flatMap(part => (typeof part === 'number' ? [part] : [...Buffer.from(`${part}\0`)]))
  return new Uint8Array([0x4d, 0x4f, 0x4a, version, ...bytes])
}

async function read(bytes: Uint8Array) {
  const [recording] = await readWith(mojo, bytes, 'x.mojo')
  return recording!
}

const STRINGS = [11, 2, 'a.py', 11, 3, 'f', 11, 4, 'x.so', 11, 5, 'g'] as const
const FRAMES = [3, 6, 2, 3, 7, 3, 7, 4, 5, 9] as const

describe('readMojo()', () => {
  it('repeats the stack before without its innermost native frames', async () => {
    const { shared, stacks } = await read(
      file(1, 2, 1, 'a', ...STRINGS, ...FRAMES, 5, 6, 5, 7, 9, 1, 2, 1, 'a', 5, 6, 13, 9, 1),
    )
    const names = Array.from(stacks!.samples.stack, leaf => {
      const list: string[] = []
      for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
        list.unshift(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
      }
      return list.join(' ')
    })
    expect(names).toEqual(['f g', 'f f'])
    expect(shared.threads.tid[0]).toBe(10)
  })

  it('keeps what processes define apart, and what stands before the first sample for all', async () => {
    const { meta, shared } = await read(
      file(1, 11, 2, 'a.py', 2, 1, '1', 11, 3, 'f', 3, 6, 2, 3, 7, 5, 6, 9, 1, 2, 2, '2', 5, 6, 9, 1),
    )
    expect(shared.strings).toEqual(expect.arrayContaining(['f', 'a.py', '[unknown]']))
    expect(meta.warnings).toMatchObject([{ code: 'undefined', count: 1 }])
  })

  it('leaves tasks of asyncio out and says so', async () => {
    const { meta, stacks } = await read(
      file(
        4,
        2,
        1,
        0,
        '1',
        ...STRINGS,
        3,
        6,
        2,
        3,
        7,
        7,
        1,
        2,
        14,
        9,
        5,
        2,
        5,
        6,
        5,
        6,
        15,
        9,
        8,
        16,
        9,
        5,
        6,
        9,
        1,
      ),
    )
    expect(meta.warnings).toMatchObject([{ code: 'asyncio-tasks', count: 1 }])
    expect(stacks!.samples.length).toBe(1)
  })

  it('keeps what came before the cut', async () => {
    const { meta, stacks } = await read(file(1, 2, 1, '1', 9, 5, 2, 1, '1', 9))
    expect(meta.warnings).toMatchObject([{ code: 'cut-off', firstAt: 'byte 15' }])
    expect([...stacks!.weights[0]!]).toEqual([5000, 0])
  })

  it('names the version it does not know, and the place of what is no event', async () => {
    await expect(read(file(5))).rejects.toThrow('mojo: version 5 is not supported (supported: 1 to 4)')
    await expect(read(file(1, 77))).rejects.toThrow('mojo: byte 4: expected an event (1 to 16), found 77')
    await expect(read(file(4, 2, 1, 0, '1', 13, 13))).rejects.toThrow('expected one repeated stack')
  })

  it('repeats deep stacks without copying them', async () => {
    const sample = [2, 1, 0, 0x31, 0, 13, 5, 6, 9, 1]
    const head = file(4, 2, 1, 0, '1', ...STRINGS, 3, 6, 2, 3, 7, 7, 1, 2, 5, 6, 9, 1)
    const bytes = new Uint8Array(head.length + 100_000 * sample.length)
    bytes.set(head)
    for (let i = 0; i < 100_000; i++) bytes.set(sample, head.length + i * sample.length)
    const elapsed = processorTime()
    expect((await read(bytes)).shared.stacks.length).toBe(100_001)
    expect(elapsed()).toBeLessThan(3000)
  })
})

describe('integers of MOJO', () => {
  it.each([
    0,
    1,
    63,
    64,
    -1,
    -64,
    8191,
    2 ** 31,
    2 ** 32 + 5,
    -(2 ** 40),
    Number.MAX_SAFE_INTEGER,
  ])('%d is read as it was written', value => {
    const bytes = new MojoBytes()
    bytes.integer(value)
    const cursor = new ByteCursor(bytes.take(), 0)
    expect(cursor.integer()).toBe(value)
    const size = BigInt(Math.abs(value))
    expect([cursor.low, cursor.high].map(half => BigInt(half >>> 0))).toEqual([
      size & 0xffffffffn,
      size >> 32n,
    ])
  })

  it('end after 64 bits', () => {
    const cursor = new ByteCursor(new Uint8Array(12).fill(0x80), 0)
    expect(() => cursor.integer()).toThrow('expected an integer of at most 64 bits')
  })
})

describe('writeMojo()', () => {
  it('takes the lowest version that holds the recording', async () => {
    const recording = recordingFromText('1  2\nmain[file:a.py][line:3]  main')
    expect((await writeWith(mojo, [recording]))[3]).toBe(1)
    const first = await readWith(mojo, file(3, 2, 1, 0, '1', ...STRINGS, 3, 6, 2, 3, 7, 7, 1, 2, 5, 6, 9, 1))
    expect((await writeWith(mojo, first))[3]).toBe(3)
  })
})
