import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { FrameType } from './capture-frames.ts'
import { sysprof } from './format.ts'

const read = async (text: string) =>
  (await readWith(sysprof, new TextEncoder().encode(text), 'x.sysprof'))[0]!
const node = (id: number, object: number, parent: number, self: number) =>
  `<node id="${id}"><object>${object}</object><parent>${parent}</parent><total>9</total><self>${self}</self></node>`
const file = (nodes: string) =>
  `<profile><size>6</size><objects><object id="5"><name>"f&lt;int&gt;"</name><self>1</self></object>
   <object id="6"><name>"in kernel"</name></object></objects><nodes>${nodes}</nodes></profile>`

describe('readSysprof()', () => {
  it('takes nodes in any order', async () => {
    const recording = await read(file(node(3, 6, 2, 4) + node(2, 5, 1, 0) + node(1, 5, 0, 2)))
    expect(sayStacks(recording)).toEqual([
      ['f<int>', 2],
      ['f<int> > f<int> > in kernel', 4],
    ])
    expect(recording.meta.warnings).toEqual([])
  })

  it.each([
    [
      file(node(1, 5, 2, 1) + node(2, 5, 1, 1)),
      'sysprof: expected a tree, found nodes that are below themselves',
    ],
    [file(node(1, 77, 0, 1)), 'sysprof: <object>: expected the number of an object, found "77"'],
    [file(node(1, 5, 0, -1)), 'sysprof: <self>: expected a number of samples, found "-1"'],
  ])('fails on %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  it('refuses captures of versions to come by their version', async () => {
    const bytes = new Uint8Array(256)
    bytes.set([0x5e, 0x97, 0xca, 0xfd, 9, 1])
    expect(sysprof.detect(bytes, null)).toBe(1)
    await expect(readWith(sysprof, bytes, 'x.syscap')).rejects.toThrow(
      'version 9 of the capture format is not supported',
    )
  })

  it.each([
    true,
    false,
  ])('reads captures of machines of either byte order (little-endian: %s)', async isLittle => {
    const file = new CaptureWriter(isLittle)
    file.frame(FrameType.process, 5, text('/usr/bin/prog -x'))
    file.frame(FrameType.map, 6, [...file.u64(0x1000, 0x2000, 0x400, 1), ...text('/lib/libx.so')])
    file.frame(FrameType.sample, 20, [
      ...file.u16(3, 0),
      ...file.u32(8),
      ...file.context,
      ...file.u64(0x1010, 0x1020),
    ])
    const define = [
      ...text('Group', 32),
      ...text('ticks', 32),
      ...text('', 52),
      ...file.counterId(7),
      ...file.u64(3),
    ]
    file.frame(FrameType.counterDefine, 30, [...file.u16(1, 0), ...file.u32(0), ...define])
    file.frame(FrameType.trace, 40, [...file.u16(1), ...file.entering, ...file.u32(8), ...file.u64(0x1030)])
    file.frame(FrameType.trace, 45, [...file.u16(1, 0), ...file.u32(8), ...file.u64(0x1030)])
    const [samples, calls] = await readWith(sysprof, file.bytes(), 'x.syscap')
    expect(sayStacks(samples!)).toEqual([['libx.so+0x420 > libx.so+0x410', 1]])
    expect(samples!.stacks!.samples.time[0]).toBe(15)
    expect(samples!.meta.command).toEqual(['/usr/bin/prog -x'])
    expect(samples!.timelines.map(({ name, points }) => [name, ...points.value])).toEqual([
      ['Group: ticks', 3],
    ])
    expect(sayStacks(calls!)).toEqual([['libx.so+0x430', 5]])
    expect(samples!.meta.warnings).toEqual([])
  })
})

function text(text: string, length = text.length + 1): number[] {
  return Array.from({ length }, (_, i) => text.charCodeAt(i) || 0)
}

/** Writes captures as a machine of the given byte order would. */
class CaptureWriter {
  readonly #isLittle: boolean
  readonly #bytes: number[]

  constructor(isLittle: boolean) {
    this.#isLittle = isLittle
    this.#bytes = [0x5e, 0x97, 0xca, 0xfd, 1, isLittle ? 1 : 0, 0, 0, ...Array<number>(248).fill(0)]
  }

  /** The mark of user code. */
  get context(): number[] {
    return this.#ordered([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0x00])
  }

  /** The bits of a trace that say that a function begins. */
  get entering(): number[] {
    return this.#isLittle ? [1, 0] : [0x80, 0]
  }

  /** A counter of 24 bits, of whole numbers. */
  counterId(id: number): number[] {
    return this.#isLittle ? [id, 0, 0, 0] : [0, 0, id, 0]
  }

  u16(...values: number[]): number[] {
    return values.flatMap(value => this.#ordered([value >> 8, value & 255]))
  }

  u32(...values: number[]): number[] {
    return values.flatMap(value => this.#ordered([0, 0, value >> 8, value & 255]))
  }

  u64(...values: number[]): number[] {
    return values.flatMap(value => this.#ordered([0, 0, 0, 0, 0, 0, value >> 8, value & 255]))
  }

  frame(type: number, time: number, data: number[]): void {
    const length = Math.ceil((24 + data.length) / 8) * 8
    const head = [...this.u16(length, 0), ...this.u32(8), ...this.u64(time), type, 0, 0, 0, ...this.u32(0)]
    const bytes = [...head, ...data]
    this.#bytes.push(...bytes, ...Array<number>(length - bytes.length).fill(0))
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#bytes)
  }

  /** Bytes that are given with the highest first. */
  #ordered(bytes: number[]): number[] {
    return this.#isLittle ? bytes.toReversed() : bytes
  }
}
