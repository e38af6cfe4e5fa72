import { describe, expect, it } from 'vitest'
import { readAny } from '../../formats/opening/read-any.ts'
import { recordingsToAdd } from './add-up.ts'

const snapshot = (number: number, bytes: number) =>
  `#-----------\nsnapshot=${number}\n#-----------\ntime=${number}\nmem_heap_B=${bytes}\nmem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree=detailed\nn1: ${bytes} (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n n0: ${bytes} 0x1: grow (a.c:${number})\n`

async function read(text: string) {
  return readAny(new TextEncoder().encode(text), 'x')
}

describe('recordingsToAdd', () => {
  it('takes of several moments of one heap the one with the most', async () => {
    const sizes = [100, 900, 300]
    const text = `desc: (none)\ncmd: ./a\ntime_unit: i\n${sizes.map((size, i) => snapshot(i, size)).join('')}`
    const recordings = await read(text)
    expect(recordings).toHaveLength(3)
    const chosen = recordingsToAdd(recordings)
    expect(chosen.map(({ meta }) => meta.recorder.settings.snapshot)).toEqual(['snapshot 1'])
    expect(chosen[0]!.stacks!.weights[0]!.reduce((sum, weight) => sum + weight, 0)).toBe(900)
  })

  it('takes all parts of what was counted over time', async () => {
    const recordings = await read('events: Ir\npart: 1\nfn=f\n1 2\n\npart: 2\nevents: Ir\nfn=f\n1 3\n')
    expect(recordingsToAdd(recordings)).toHaveLength(recordings.length)
    expect(recordings).toHaveLength(2)
  })
})
