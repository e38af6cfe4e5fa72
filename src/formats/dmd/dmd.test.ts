import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayCalls } from '../../../test/support/say-stacks.ts'
import { dmd } from './format.ts'

describe('readDmd()', () => {
  it('names functions by the places of the table, and leaves those that cannot be told', async () => {
    const text = `------------------
\t    2\t_Dmain
_D1a1fFZv\t2\t40\t40
------------------
\t    1\t_Dmain
_D1a1gFZv\t1\t40\t40
------------------
\t    1\t_Dmain
_D1a1hFZv\t1\t40\t40
------------------
_Dmain\t0\t130\t10
\t    2\t_D1a1fFZv
\t    1\t_D1a1gFZv
\t    1\t_D1a1hFZv

======== Timer Is 10 Ticks/Sec, Times are in Microsecs ========

  Num          Tree        Func        Per
  Calls        Time        Time        Call

      1           4           4           4     void a.h()
      2           4           4           2     void a.f()
      1           4           4           4     void a.g()
      1          13           1           1     _Dmain
`
    const [recording] = await readWith(dmd, new TextEncoder().encode(text), 'trace.log')
    expect(sayCalls(recording!)).toEqual({
      'void a.f()': [2, 4, 4],
      _D1a1gFZv: [1, 4, 4],
      _D1a1hFZv: [1, 4, 4],
      _Dmain: [0, 1, 13],
    })
    expect([...recording!.calls!.edges.calls]).toEqual([2, 1, 1])
    expect(recording!.shared.strings).toContain('_D1a1fFZv')
  })
})
