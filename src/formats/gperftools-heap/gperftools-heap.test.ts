import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { gperftoolsHeap } from './format.ts'

async function read(text: string): Promise<Recording> {
  const bytes = new Uint8Array(Buffer.from(text))
  expect(gperftoolsHeap.detect(bytes.subarray(0, 65_536), null)).toBe(0.95)
  return (await readWith(gperftoolsHeap, bytes))[0]!
}

/** The columns of a recording by name. */
function columns({ stacks }: Recording): Record<string, number[]> {
  return Object.fromEntries(stacks!.valueTypes.map(({ name }, k) => [name, [...stacks!.weights[k]!]]))
}

const precisions = ({ stacks }: Recording) =>
  stacks!.valueTypes.map(({ name, precision }) => `${name}: ${precision}`)

describe('readGperftoolsHeap()', () => {
  it('estimates what samples stand for and keeps them', async () => {
    const recording = await read(
      'heap profile: 2: 2000 [2: 2000] @ heap_v2/1000\n2: 2000 [2: 2000] @ 0x10 0x20\n',
    )
    const factor = 1 / (1 - Math.exp(-1))
    const { 'in-use bytes': bytes, 'in-use objects': objects } = columns(recording)
    expect(bytes![0]).toBeCloseTo(2000 * factor, 9)
    expect(objects![0]).toBeCloseTo(2 * factor, 9)
    expect(precisions(recording)).toEqual([
      'in-use objects: estimated',
      'in-use bytes: estimated',
      'sampled in-use objects: sampled',
      'sampled in-use bytes: sampled',
    ])
    expect(recording.shared.labels.number).toEqual(Float64Array.of(1000))
    expect(recording.meta.warnings).toEqual([])
  })

  it("reads gperftools' first sampling and says what it assumes", async () => {
    const sized = await read('heap profile: 1: 100 [1: 100] @ heapz/2000\n1: 100 [1: 100] @ 0x10\n')
    expect(columns(sized)['in-use bytes']).toEqual([1000])
    const old = await read('heap profile: 1: 131072 [1: 131072]\n1: 131072 [1: 131072] @ 0x10\n')
    expect(columns(old)['in-use bytes']).toEqual([131_072])
    expect(old.meta.warnings).toMatchObject([{ code: 'assumed-sampling' }])
  })

  it('reads growth in its order, and fragmentation', async () => {
    const growth = await read(
      'heap profile: 2: 3145728 [2: 3145728] @ growthz\n1: 1048576 [1: 1048576] @ 0x10\n1: 2097152 [1: 2097152] @ 0x10\n',
    )
    expect(columns(growth)).toEqual({ growths: [1, 1], 'growth bytes': [1_048_576, 2_097_152] })
    expect(precisions(growth)).toEqual(['growths: exact', 'growth bytes: exact'])
    const gaps = await read('heap profile: 1: 10 [1: 10] @ fragmentationz\n1: 10 [1: 10] @ 0x10\n')
    expect(Object.keys(columns(gaps))).toEqual(['fragments', 'fragmentation bytes'])
  })

  it('keeps negative figures of differences, and names sums that do not agree', async () => {
    const recording = await read('heap profile: -1: -10 [ 3: 30] @ heapprofile\n-1: -10 [ 3: 30] @ 0x10\n')
    expect(columns(recording)).toEqual({
      'in-use objects': [-1],
      'in-use bytes': [-10],
      'allocated objects': [3],
      'allocated bytes': [30],
    })
    const cut = await read('heap profile: 2: 20 [2: 20] @ heapprofile\n1: 10 [1: 10] @ 0x10\n')
    expect(cut.meta.warnings).toMatchObject([
      { code: 'totals-differ', message: 'The header says 2 objects, the rows add up to 1.' },
    ])
  })

  it("reads jemalloc's threads, scaled alike", async () => {
    const text = `heap_v2/524288
  t*: 3: 300 [0: 0]
  t0: 2: 100 [0: 0]
  t7: 1: 150 [0: 0] worker
@ 0x10 0x20
  t*: 3: 300 [0: 0]
  t0: 2: 100 [0: 0]
  t7: 1: 150 [0: 0]

MAPPED_LIBRARIES:
00000000-00001000 r-xp 00000000 08:01 1 /bin/app
`
    const recording = await read(text)
    const { shared, stacks } = recording
    expect([...stacks!.samples.thread]).toEqual([0, 1, -1])
    expect([...shared.threads.name].map(name => shared.strings[name])).toEqual(['t0', 'worker'])
    expect(columns(recording)['sampled in-use bytes']).toEqual([100, 150, 50])
    const sum = columns(recording)['in-use bytes']!.reduce((a, b) => a + b)
    expect(sum).toBeCloseTo(300 / (1 - Math.exp(-100 / 524_288)), 3)
    expect(shared.strings[shared.libs.path[0]!]).toBe('/bin/app')
  })

  it("reads Go's comments: names, inlined calls, statistics", async () => {
    const text = `heap profile: 1: 16 [1: 16] @ heap/2
1: 16 [1: 16] @ 0x1001 0x2001
#\t0x1000\tmain.inner+0x1\t\t/src/a.go:7
#\t0x1000\tmain.outer+0x1\t\t/src/a.go:3
#\t0x2000\tmain.main+0x20\t/src/a.go:9

# runtime.MemStats
# Alloc = 4096
# NumGC = 3
# PauseNs = [1 2 3]
`
    const { shared, counters, stacks } = await read(text)
    const names = Array.from(
      shared.stacks.frame,
      frame => shared.strings[shared.funcs.name[shared.frames.func[frame]!]!],
    )
    expect(names).toEqual(['main.main', 'main.outer', 'main.inner'])
    expect([...shared.frames.line]).toEqual([9, 3, 7])
    expect([...shared.frames.inlined]).toEqual([0, 0, 1])
    expect(counters).toEqual([
      { name: 'Alloc', unit: 'bytes', value: 4096 },
      { name: 'NumGC', unit: 'count', value: 3 },
    ])
    expect(stacks!.valueTypes.every(({ precision }) => precision === 'exact')).toBe(true)
  })

  it("reads Java's heap profiles", async () => {
    const text =
      '--- heapz 1 ---\nformat = java\nresolution = bytes\n   1048576   1 @ 0x1 0x2\n\n 0x1 com.A.make (A.java:5)\n 0x2 com.A.main (A.java:9)\n'
    const recording = await read(text)
    const { shared } = recording
    const names = Array.from(
      shared.stacks.frame,
      frame => shared.strings[shared.funcs.name[shared.frames.func[frame]!]!],
    )
    expect(names).toEqual(['com.A.main', 'com.A.make'])
    expect(columns(recording)['in-use objects']![0]).toBeCloseTo(1 / (1 - Math.exp(-2)), 9)
  })
})
