import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { massif } from './format.ts'

const HEAD = 'desc: (none)\ncmd: ./a\ntime_unit: ms\n'
const read = (text: string) => readWith(massif, new TextEncoder().encode(text), 'x/massif.out')
const snapshot = (number: number, heap: number, tree: string) =>
  `#-----------\nsnapshot=${number}\n#-----------\ntime=${10 * number}\nmem_heap_B=${heap}\nmem_heap_extra_B=4\nmem_stacks_B=0\nheap_tree=${tree}\n`

describe('readMassif()', () => {
  it('keeps memory over time with the tree of the peak, other trees apart', async () => {
    const tree = 'n1: 9 (heap allocation functions) malloc\n n1: 9 0x1: f (a.c:1)\n  n0: 6 0x2: g (a.c:2)\n'
    const recordings = await read(
      `${HEAD}${snapshot(0, 0, 'empty')}${snapshot(1, 9, `detailed\n${tree}`)}${snapshot(2, 9, `peak\n${tree}`)}`,
    )
    expect(recordings.map(({ meta }) => meta.name)).toEqual(['massif.out', 'massif.out snapshot 1'])
    const [heap] = recordings[0]!.timelines
    expect([...heap!.points.time]).toEqual([0, 10e6, 20e6])
    expect([...heap!.points.value]).toEqual([0, 9, 9])
    expect(recordings[0]!.stacks!.valueTypes[0]!.name).toBe('peak bytes')
    expect(recordings[0]!.meta.recorder.settings.snapshot).toBe('snapshot 2 (peak)')
    // What the callers of a site do not account for is its own.
    expect([...recordings[1]!.stacks!.weights[0]!]).toEqual([6, 3])
  })

  it('warns of times that are none and of lines it does not know', async () => {
    const [recording] = await read(
      `${HEAD.replace('ms', 'i')}${snapshot(0, 0, 'peak\nn0: 0 (heap)\n   n0: 5 too deep')}what\n`,
    )
    expect(recording!.meta.warnings.map(({ code, count }) => `${code} ${count}`)).toEqual([
      'unknown-lines 2',
      'time-unit 1',
    ])
  })

  it('refuses a file without snapshots', async () => {
    await expect(read(HEAD)).rejects.toThrow('massif: line 1: expected snapshots')
  })
})
