import { describe, expect, it } from 'vitest'
import { readAny } from '../../formats/opening/read-any.ts'
import { hasAllocationSites, queryAllocationSites } from './allocation-sites.ts'

const read = async (text: string) => (await readAny(new TextEncoder().encode(text), 'x'))[0]!

describe('queryAllocationSites()', () => {
  it('adds up the ways to a site and names the one that allocated most', async () => {
    const recording = await read(`--- symbol
0x11 take
0x21 load
0x31 save
---
heap profile: 6: 700 [ 9: 900] @ heapprofile
 1: 100 [ 1: 100] @ 0x11 0x21
 3: 500 [ 5: 700] @ 0x11 0x31
 2: 100 [ 2: 100] @ 0x31
`)
    const answer = queryAllocationSites(recording)!
    expect([answer.valueType.name, answer.bytes, answer.objects]).toEqual(['in-use bytes', 700, 6])
    expect(answer.sites.map(({ name, bytes, objects, callers }) => [name, bytes, objects, callers])).toEqual([
      ['take', 600, 4, ['save']],
      ['save', 100, 2, []],
    ])
  })

  it('passes over functions that allocate for others, where there are others', async () => {
    const recording = await read(`--- symbol
0x11 operator new[](unsigned long)
0x21 tcmalloc::allocate_full_malloc_oom(unsigned long)
0x31 grab(unsigned long)
0x41 malloc
---
heap profile: 3: 30 [ 3: 30] @ heapprofile
 1: 10 [ 1: 10] @ 0x21 0x11 0x31
 1: 10 [ 1: 10] @ 0x11 0x31
 1: 10 [ 1: 10] @ 0x41
`)
    const { sites } = queryAllocationSites(recording)!
    expect(sites.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['grab(unsigned long)', 20],
      ['malloc', 10],
    ])
  })

  it('says nothing of recordings of time', async () => {
    const recording = await read('main;work 5\n')
    expect(hasAllocationSites(recording)).toBe(false)
    expect(queryAllocationSites(recording)).toBeNull()
  })
})
