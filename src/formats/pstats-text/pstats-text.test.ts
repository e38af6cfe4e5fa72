import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { pstatsText } from './format.ts'
import { parseLabel, parseRelative, parseTableRow } from './parse-row.ts'

const read = (lines: readonly string[]) =>
  readWith(pstatsText, new TextEncoder().encode(lines.join('\n')), 'x.txt')

const HEADER = '   ncalls  tottime  percall  cumtime  percall filename:lineno(function)'

function rowsOf({ shared, calls }: Recording): [string, number, number][] {
  return Array.from(calls!.rows.func, (func, row) => [
    shared.strings[shared.funcs.name[func]!]!,
    calls!.rows.calls[row]!,
    calls!.total[0]![row]!,
  ])
}

describe('readPstatsText()', () => {
  it('takes a table in another order for the same profile, other figures for another', async () => {
    const table = (rows: readonly string[]) => [
      '   9 function calls in 1.000 seconds',
      '',
      HEADER,
      ...rows,
      '',
      '',
    ]
    const f = '        3    0.500    0.167    1.000    0.333 a.py:1(f)'
    const g = '        6    0.500    0.083    0.500    0.083 a.py:5(g)'
    expect((await read([...table([f, g]), ...table([g, f])])).length).toBe(1)
    const other = '        3    0.600    0.200    1.000    0.333 a.py:1(f)'
    const recordings = await read([...table([f, g]), ...table([other])])
    expect(recordings.map(recording => rowsOf(recording).length)).toEqual([2, 1])
    expect(recordings.map(({ meta }) => meta.name)).toEqual(['x.txt #1', 'x.txt #2'])
  })

  it('finds functions that were broken onto the next line, cut off, or stand among other text', async () => {
    const [recording] = await read([
      'Here is what I get:',
      `    ${HEADER}`,
      '            1    0.000    0.000    1.000    1.000',
      '    /a/very/long/path.py:12(run)',
      '            2    0.100    0.050    0.300    0.150 ...ges/module.py:7(a_long_na',
      '            0    0.000             0.000          profile:0(profiler)',
      'What can I do?',
    ])
    expect(rowsOf(recording!)).toEqual([
      ['run', 1, 1],
      ['a_long_na', 2, 0.3],
      ['profiler', 0, 0],
    ])
    expect(recording!.meta.warnings).toMatchObject([{ code: 'other-lines', count: 1, firstAt: 'line 7' }])
  })

  it('says that a report was restricted, and adds functions of one name', async () => {
    const [recording] = await read([
      'Sat Nov 21 13:13:43 2026    some file.prof',
      '         12 function calls (10 primitive calls) in 0.002 CPU seconds',
      '   Ordered by: internal time',
      '   List reduced from 7 to 2 due to restriction <2>',
      HEADER,
      '      2/1    0.001    0.000    0.001    0.001 a.py:1(f)',
      '        1    0.001    0.001    0.001    0.001 a.py:1(f)',
    ])
    expect(rowsOf(recording!)).toEqual([['f', 3, 0.002]])
    expect(recording!.meta.warnings.map(({ code }) => code)).toEqual(['repeated-function', 'reduced-list'])
    expect(recording!.meta.recorder.settings).toEqual({
      file: 'some file.prof',
      saved: 'Sat Nov 21 13:13:43 2026',
    })
    expect(recording!.counters.map(({ value }) => value)).toEqual([12, 10, 0.002])
  })

  it('reads lists alone', async () => {
    const [recording] = await read([
      'Function          was called by...',
      '                      ncalls  tottime  cumtime',
      'a.py:2(f)     <-  92/12    0.001    0.002  a.py:2(f)',
      '                      8    0.003    0.004  a.py:4(m)',
      '{sorted}      <-',
    ])
    const { edges, edgeSelf } = recording!.calls!
    expect([...edges.calls]).toEqual([92, 8])
    expect([...edges.primitiveCalls]).toEqual([12, 8])
    expect([...edgeSelf[0]!]).toEqual([0.001, 0.003])
  })
})

describe('parseTableRow()', () => {
  it.each([
    ['   100/8    1.000    0.010    2.000    0.250 a b.py:2(f)', 100, 8, 1, 2, 'a b.py:2(f)'],
    ['        3    0.000    0.000    0.000          a.py:1(open)', 3, 3, 0, 0, 'a.py:1(open)'],
    [
      ' 12345678 12345.678    0.000   -0.001   -0.000 {len}',
      12_345_678,
      12_345_678,
      12_345.678,
      -0.001,
      '{len}',
    ],
  ])('%s', (line, calls, primitiveCalls, self, total, label) => {
    expect(parseTableRow(line)).toEqual({ figures: { calls, primitiveCalls, self, total }, label })
  })

  it.each(['', 'text', '1 2 3', '        3    0.000'])('takes %j for none', line => {
    expect(parseTableRow(line)).toBeNull()
  })
})

describe('parseRelative() and parseLabel()', () => {
  it('know what profile prints', () => {
    expect(parseRelative(' profile:0(<function fib at 0x7f>)(1)    0.001')).toMatchObject({
      figures: { calls: 1 },
      label: 'profile:0(<function fib at 0x7f>)',
    })
    expect(parseLabel('profile:0(<function fib at 0x7f>)')).toMatchObject({
      file: 'profile',
      name: '<function fib at 0x7f>',
    })
    expect(parseLabel('C:\\a b\\x.py:3(f)')).toMatchObject({ file: 'C:\\a b\\x.py', line: 3, name: 'f' })
    expect(parseLabel("{method 'join' of 'str' objects}")).toMatchObject({
      name: "<method 'join' of 'str' objects>",
    })
  })
})
