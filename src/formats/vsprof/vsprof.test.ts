import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayStacks } from '../../../test/support/say-stacks.ts'
import { vsprof } from './format.ts'

const read = async (text: string) => (await readWith(vsprof, new TextEncoder().encode(text), 'x.csv'))[0]!

describe('readVsprof()', () => {
  it('reads sampling and memory reports too', async () => {
    const recording =
      await read(`Level,Function Name,Inclusive Samples,Exclusive Samples,Inclusive Samples %,Exclusive Samples %,Module Name,
1,"a.exe","1,000",0,100.00,0.00,"",
2,"f(int,char)","1,000","1,000",100.00,100.00,"C:\\x\\a.exe",
`)
    expect(sayStacks(recording)).toEqual([
      ['a.exe', 0, 0],
      ['a.exe > f(int,char)', 1000, 100],
    ])
    expect(recording.stacks!.valueTypes.map(({ name, precision }) => [name, precision])).toEqual([
      ['samples', 'sampled'],
      ['samples share', 'sampled'],
    ])
  })

  it.each([
    ['2,"f",1,1,1,1,"",', 'vsprof: line 3: expected a level of 0 to 1, found 2'],
    ['x,"f",1,1,1,1,"",', 'vsprof: line 3: expected a level, found "x"'],
    ['1,"f",1', 'vsprof: line 3: Elapsed Exclusive Time %: expected a number, found ""'],
  ])('fails on the row %j', async (row, message) => {
    const header =
      'Level,Function Name,Number of Calls,Elapsed Inclusive Time %,Elapsed Exclusive Time %,x,Module Name,'
    await expect(read(`${header}\n0,"a",0,100.00,0.00,0.00,"",\n${row}\n`)).rejects.toThrow(message)
  })
})
