import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { assertIntegrity } from '../../model/integrity.ts'
import type { Recording } from '../../model/recording.ts'
import { readJfr } from './read.ts'

/** Writes a chunk: numbers of variable length, or big-endian ones of fixed length. */
class Maker {
  readonly bytes: number[] = []
  readonly isCompressed: boolean

  constructor(isCompressed: boolean) {
    this.isCompressed = isCompressed
  }

  number(value: number, size: 4 | 8): this {
    if (!this.isCompressed) return this.fixed(value, size)
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes.push((rest % 128) + 128)
    this.bytes.push(rest)
    return this
  }

  fixed(value: number, size: number): this {
    for (let shift = size - 1; shift >= 0; shift--) this.bytes.push(Math.floor(value / 256 ** shift) % 256)
    return this
  }

  int(...values: readonly number[]): this {
    for (const value of values) this.number(value, 4)
    return this
  }

  long(...values: readonly number[]): this {
    for (const value of values) this.number(value, 8)
    return this
  }

  text(text: string): this {
    this.bytes.push(3)
    return this.int(text.length).raw(new TextEncoder().encode(text))
  }

  raw(bytes: Iterable<number>): this {
    this.bytes.push(...bytes)
    return this
  }
}

type Element = readonly [
  name: string,
  attributes: Readonly<Record<string, string>>,
  children?: readonly Element[],
]

const field = (name: string, type: number, extra: Readonly<Record<string, string>> = {}): Element => [
  'field',
  { name, class: String(type), ...extra },
]
const CONSTANT = { constantPool: 'true' }

const TYPES: Element = [
  'root',
  {},
  [
    [
      'metadata',
      {},
      [
        ['class', { id: '10', name: 'long' }],
        ['class', { id: '11', name: 'java.lang.String' }],
        ['class', { id: '12', name: 'int' }],
        ['class', { id: '20', name: 'jdk.types.Symbol' }, [field('string', 11)]],
        ['class', { id: '21', name: 'jdk.types.Method' }, [field('name', 20, CONSTANT)]],
        [
          'class',
          { id: '22', name: 'jdk.types.StackFrame' },
          [field('method', 21, CONSTANT), field('lineNumber', 12)],
        ],
        ['class', { id: '23', name: 'jdk.types.StackTrace' }, [field('frames', 22, { dimension: '1' })]],
        ['class', { id: '24', name: 'jdk.types.Nothing' }],
        [
          'class',
          { id: '100', name: 'vendor.ExecutionSample' },
          [field('startTime', 10), field('stackTrace', 23, CONSTANT)],
        ],
        [
          'class',
          { id: '101', name: 'vendor.ThreadSleep' },
          [field('duration', 10), field('stackTrace', 24, { dimension: '1' })],
        ],
      ],
    ],
  ],
]

function event(maker: Maker, type: number, body: (inside: Maker) => void): void {
  const inside = new Maker(maker.isCompressed).long(type)
  body(inside)
  // The size counts itself: one byte, two or four.
  const own = maker.isCompressed ? (inside.bytes.length + 1 < 128 ? 1 : 2) : 4
  maker.int(inside.bytes.length + own).raw(inside.bytes)
}

function metadata(maker: Maker): void {
  const strings: string[] = []
  const indexOf = (text: string) => (strings.includes(text) ? strings.indexOf(text) : strings.push(text) - 1)
  const tree = new Maker(maker.isCompressed)
  const write = ([name, attributes, children = []]: Element) => {
    tree.int(indexOf(name), Object.keys(attributes).length)
    for (const [key, value] of Object.entries(attributes)) tree.int(indexOf(key), indexOf(value))
    tree.int(children.length)
    for (const child of children) write(child)
  }
  write(TYPES)
  event(maker, 0, inside => {
    inside.long(0, 0, 0).int(strings.length)
    for (const text of strings) inside.text(text)
    inside.raw(tree.bytes)
  })
}

/** A chunk with one trace (`leaf` called by `root`) and the events that `events` writes. */
function chunk(isCompressed: boolean, events: (maker: Maker) => void, { start = 1000 } = {}): number[] {
  const data = new Maker(isCompressed)
  events(data)
  event(data, 1, inside => {
    inside.long(0, 0, 0).raw([0]).int(3)
    // The kinds of strings: UTF-8, Latin-1, characters.
    inside.long(20).int(2).long(1).text('leaf').long(2).raw([5]).int(4).raw([0x72, 0xf6, 0x6f, 0x74])
    inside.long(21).int(2).long(1, 1).long(2, 2)
    inside.long(23).int(1).long(7).int(2).long(1).int(31).long(2).int(12)
  })
  const metadataAt = 68 + data.bytes.length
  metadata(data)
  const head = new Maker(isCompressed).raw([0x46, 0x4c, 0x52, 0]).fixed(2, 2).fixed(1, 2)
  head
    .fixed(68 + data.bytes.length, 8)
    .fixed(68, 8)
    .fixed(metadataAt, 8)
  head
    .fixed(start, 8)
    .fixed(500, 8)
    .fixed(50, 8)
    .fixed(1e6, 8)
    .fixed(isCompressed ? 1 : 0, 4)
  return [...head.bytes, ...data.bytes]
}

const sample = (ticks: number) => (maker: Maker) => event(maker, 100, inside => inside.long(ticks, 7))

function read(bytes: readonly number[]): Recording {
  const recording = readJfr(Uint8Array.from(bytes), 'a.jfr')
  assertIntegrity(recording)
  return recording
}

function pathOf({ shared, stacks }: Recording): string {
  const names: string[] = []
  for (let at = stacks!.samples.stack[0]!; at !== -1; at = shared.stacks.prefix[at]!) {
    const frame = shared.stacks.frame[at]!
    names.push(
      `${shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]}:${shared.frames.line[frame]}`,
    )
  }
  return names.join(' < ')
}

describe('readJfr()', () => {
  it.each([true, false])('reads chunks of variable-length numbers: %s', isCompressed => {
    const bytes = [...chunk(isCompressed, sample(52)), ...chunk(isCompressed, sample(50), { start: 5000 })]
    const recording = read(bytes)
    expect(pathOf(recording)).toBe('leaf:31 < röot:12')
    expect([...recording.stacks!.samples.time]).toEqual([2000, 4000])
    expect(recording.stacks!.valueTypes.map(({ name }) => name)).toEqual(['execution samples'])
    expect(recording.meta).toMatchObject({ startTime: '1000', duration: 4500 })
  })

  it('leaves a chunk out that was not finished, and says so', () => {
    const whole = chunk(true, sample(52))
    const recording = read([...whole, ...whole.slice(0, -3)])
    expect(recording.stacks!.samples.length).toBe(1)
    expect(recording.meta.warnings).toMatchObject([{ code: 'cut-off' }])
  })

  it('names the version that it cannot read', () => {
    const bytes = chunk(true, sample(52))
    bytes[5] = 0
    bytes[7] = 9
    expect(() => read(bytes)).toThrow('jfr: version 0.9 is not supported')
  })

  it('refuses more values than there are bytes', () => {
    const bomb = (maker: Maker) =>
      event(maker, 101, inside => inside.long(1).int(100).raw(new Array(100).fill(0)))
    expect(() => read(chunk(true, bomb))).toThrow('more values than there are bytes')
    const few = (maker: Maker) => event(maker, 101, inside => inside.long(1).int(3))
    expect(() => read(chunk(true, few))).toThrow('expected a count')
  })

  it('reads what Java wrote', () => {
    const bytes = gunzipSync(readFileSync('test/fixtures/formats/jfr/java-17-samples.jfr.gz'))
    const { stacks } = read([...bytes])
    // As `jfr summary` prints them: 33, 62 + 371, 1.
    const sums = stacks!.valueTypes.map(
      ({ name }, k) => `${name} ${stacks!.weights[k]!.reduce((a, b) => a + b, 0)}`,
    )
    expect(sums).toEqual(
      expect.arrayContaining(['execution samples 33', 'allocation samples 433', 'sleep events 1']),
    )
  })
})
