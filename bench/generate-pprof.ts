import { gzipSync } from 'node:zlib'
import { seededRandom } from '../src/base/random.ts'
import { ProtoWriter } from '../src/formats/decoding/protobuf/proto-writer.ts'

/** Stacks that others grow from. */
const POOL = 20_000

/** What to generate. */
export interface PprofOptions {
  readonly seed?: number
  /** Samples; 880,000 make a gzipped file of 34 MB, 78 MB unwrapped. */
  readonly samples?: number
  readonly funcs?: number
  readonly locations?: number
}

/**
 * A gzipped profile.proto as a service of some size writes it, the same for the same seed: stacks of 8 to 60 locations that
 * share their outer parts, a fifth of the locations with an inlined function, four value types, two labels (one of them
 * different for every 50th sample), every sample with a stack of its own.
 */
export function generatePprof(options: PprofOptions = {}): Uint8Array {
  const { seed = 1, samples = 880_000, funcs = 30_000, locations = 90_000 } = options
  const random = seededRandom(seed)
  const whole = (below: number) => Math.floor(random() * below)
  const strings = [
    '',
    'alloc_objects',
    'count',
    'alloc_space',
    'bytes',
    'inuse_objects',
    'inuse_space',
    'thread',
    'bytes',
  ]
  const writer = new ProtoWriter()
  const message = new ProtoWriter()
  const inner = new ProtoWriter()
  const scratch = new ProtoWriter()
  // A stack that leaves another one near its end; calls go from a location to few others.
  const grow = (base: readonly number[]): number[] => {
    const stack = base.slice(0, Math.max(0, base.length - whole(5)))
    const depth = Math.min(60, Math.max(8, stack.length + 1 + whole(4)))
    while (stack.length < depth) {
      stack.push(1 + (((stack.at(-1) ?? 1) * 7919 + whole(6) * 104_729 + stack.length) % locations))
    }
    return stack
  }
  for (const [type, unit] of [
    [1, 2],
    [3, 4],
    [5, 2],
    [6, 4],
  ] as const) {
    message.clear()
    message.int64(1, type)
    message.int64(2, unit)
    writer.bytes(1, message.finish())
  }
  const pool: number[][] = []
  for (let i = 0; i < samples; i++) {
    const stack = grow(pool[whole(pool.length)] ?? [])
    if (pool.length < POOL) pool.push(stack)
    else pool[whole(POOL)] = stack
    message.clear()
    message.packed(1, [...stack].reverse(), scratch)
    const count = 1 + whole(40)
    message.packed(2, [count, count * 16 * (1 + whole(8)), whole(2), whole(2) * 64], scratch)
    inner.clear()
    inner.int64(1, 8)
    inner.int64(3, 16 << whole(8))
    message.bytes(3, inner.finish())
    if (i % 50 === 0) {
      inner.clear()
      inner.int64(1, 7)
      inner.int64(3, i)
      message.bytes(3, inner.finish())
    }
    writer.bytes(2, message.finish())
  }
  message.clear()
  message.int64(1, 1)
  message.int64(2, 0x400000)
  message.int64(3, 0x4000000)
  writer.bytes(3, message.finish())
  for (let id = 1; id <= locations; id++) {
    message.clear()
    message.int64(1, id)
    message.int64(2, 1)
    message.int64(3, 0x400000 + id * 16)
    for (let line = whole(5) === 0 ? 2 : 1; line > 0; line--) {
      inner.clear()
      inner.int64(1, 1 + ((id * 31 + line) % funcs))
      inner.int64(2, 1 + whole(2000))
      message.bytes(4, inner.finish())
    }
    writer.bytes(4, message.finish())
  }
  for (let id = 1; id <= funcs; id++) {
    strings.push(`example.com/service/package${id % 400}.(*Type${id % 3000}).Method${id}`)
    if (id % 20 === 1) strings.push(`/src/example.com/service/package${id % 400}/file${id}.go`)
    message.clear()
    message.int64(1, id)
    message.int64(2, strings.length - (id % 20 === 1 ? 2 : 1))
    message.int64(4, strings.length - 1)
    message.int64(5, 1 + whole(2000))
    writer.bytes(5, message.finish())
  }
  for (const text of strings) writer.text(6, text)
  writer.int64(10, 60e9)
  return gzipSync(writer.finish(), { level: 6 })
}
