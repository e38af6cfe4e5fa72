import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { axe } from './format.ts'

const read = async (text: string) => (await readWith(axe, new TextEncoder().encode(text), 'x.csv'))[0]!

const CSV = `Index,% CPU Time:Total,CPU Time:Self,CPU Time:Children,Name,Index
,,0.0,9.0,main,[2]
[1],100.0,7.0,2.0,"f<int, int>",[1]
,,2.0,0.0,"operator,",[3]
,,,,,
[2],100.0,0.0,9.0,main,[2]
,,7.0,2.0,"f<int, int>",[1]
,,,,,
,,2.0,0.0,"f<int, int>",[1]
[3],22.22,2.0,0.0,"operator,",[3]
`

describe('readAxe()', () => {
  it.each([',', '\t', ';'])('reads CSV with %j between cells', async delimiter => {
    const text = delimiter === ',' ? CSV : CSV.replace(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/g, delimiter)
    expect(axe.detect(new TextEncoder().encode(text), null)).toBeGreaterThan(0.9)
    const { shared, calls } = await read(text)
    const names = Array.from(calls!.rows.func, func => shared.strings[shared.funcs.name[func]!])
    expect(names).toEqual(['f<int, int>', 'main', 'operator,'])
    expect([...calls!.self[0]!]).toEqual([7, 0, 2])
    expect([...calls!.total[0]!]).toEqual([9, 9, 2])
    expect([...calls!.edgeTotal[0]!]).toEqual([9, 2])
  })

  it('takes totals of recursive functions from their share', async () => {
    const { calls, meta } =
      await read(`Index  % Clockticks:Total  Clockticks:Self  Clockticks:Children  Name  Index
-----  ------------------  ---------------  -------------------  ----  -----
[1]    75.0                50.0             40.0                 f     [1]
                                                                 g    [2]

[2]    100.0               50.0             50.0                 g     [2]
`)
    expect([...calls!.total[0]!]).toEqual([75, 100])
    expect(calls!.valueTypes[0]).toMatchObject({ name: 'Clockticks', unit: 'count' })
    expect(meta.warnings.map(warning => warning.code)).toEqual(['recursive-totals'])
  })
})
