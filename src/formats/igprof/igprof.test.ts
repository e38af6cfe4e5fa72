import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { igprof } from './format.ts'

const read = async (text: string) => (await readWith(igprof, new TextEncoder().encode(text), 'x.gz'))[0]!

const DECIMAL = `P=(ID=32365 N=(ls (1)) T=0.010000)
C1 FN0=(F0=(/lib/libc (a+b).so)+87962 N=(f(int)))+218
C2 FN1=(F1=(ls)+16 N=(@?0x804cd05))+2753 V0=(PERF_TICKS):(1,1,1)
C2 FN10=(F0+32 N=(_Z1gv))+1 V0:(3,3,3)
C3 FN1+0 V0:(2,2,2)
C1 FN1+0
`

describe('readIgprof()', () => {
  it('reads decimal dumps', async () => {
    const { shared, stacks, meta } = await read(DECIMAL.replace('FN10', 'FN2'))
    expect(stacks!.valueTypes.map(({ name }) => name)).toEqual(['cpu', 'samples'])
    expect(stacks!.weights.map(column => [...column])).toEqual([
      [0.01, 0.03, 0.02],
      [1, 3, 2],
    ])
    expect([...shared.stacks.prefix]).toEqual([-1, 0, 0, 2, -1])
    expect(shared.strings).toEqual(
      expect.arrayContaining(['f(int)', '0x804cd05', '/lib/libc (a+b).so', 'ls (1)']),
    )
    expect(shared.frames.address[0]).toBe(87962n)
    expect(meta.command).toEqual(['ls (1)'])
  })

  it('keeps peaks and differences of other counters', async () => {
    const { stacks, meta } = await read(`P=(HEX ID=a N=(x) T=0.000000)
C1 FN0=(F0=(x)+1f N=(main))+0 V0=(MEM_TOTAL):(2,10,a) V1=(FD_USED):(1,1,0);LK=(0x1,10);LK=(0x2,10)
C1 FN0+4 V1:(-1,-1,0)
`)
    expect(stacks!.valueTypes.map(({ name }) => name)).toEqual([
      ...['MEM_TOTAL', 'MEM_TOTAL calls', 'MEM_TOTAL peak', 'FD_USED', 'FD_USED calls'],
    ])
    expect(stacks!.weights.map(column => [...column])).toEqual([
      [16, 0],
      [2, 0],
      [10, 0],
      [1, -1],
      [1, -1],
    ])
    expect(meta.warnings[0]!.message).toContain('2 blocks')
  })

  it.each([
    [DECIMAL, 'igprof: function 10 is defined before that many calls'],
    ['P=(ID=1 N=(x) T=0)\nC2 FN0', 'igprof: line 2: expected a depth of at most 1'],
    ['P=(ID=1 N=(x) T=0)\nC1 FN0+1', 'igprof: line 2: expected a function that is known, not FN0'],
    ['P=(ID=1 N=(x) T=0)\nhello', 'igprof: line 2: expected a call (C1 FN0…), found "hello"'],
  ])('fails on %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })
})
