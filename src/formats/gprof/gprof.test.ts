import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { gprof } from './format.ts'

const HEADER = 'index % time    self  children    called     name\n'

async function read(text: string): Promise<Recording> {
  const [recording] = await readWith(gprof, new TextEncoder().encode(text), 'x.txt')
  return recording!
}

/** [calls, primitive calls, self, total] by name. */
function rows({ shared, calls }: Recording): [string, number, number, number, number][] {
  return Array.from(calls!.rows.func, (func, row) => [
    shared.strings[shared.funcs.name[func]!]!,
    calls!.rows.calls[row]!,
    calls!.rows.primitiveCalls[row]!,
    calls!.self[0]![row]!,
    calls!.total[0]![row]!,
  ])
}

describe('readGprof()', () => {
  it('adds own calls of a recursive function, and keeps calls within a cycle without times', async () => {
    const recording = await read(`${HEADER}                                                 <spontaneous>
[1]    100.0    0.10    0.35                 main [1]
                0.15    0.20       1/1           fib <cycle 1> [2]
-----------------------------------------------
                                   5             fib <cycle 1> [2]
                0.15    0.20       1/1           main [1]
[2]     77.8    0.15    0.20       1+5       fib <cycle 1> [2]
                                   5             fib <cycle 1> [2]
-----------------------------------------------
`)
    expect(rows(recording)).toEqual([
      ['main', Number.NaN, Number.NaN, 0.1, 0.45],
      ['fib', 6, 1, 0.15, 0.35],
    ])
    expect([...recording.calls!.edges.calls]).toEqual([1, 5])
    expect([...recording.calls!.edgeTotal[0]!]).toEqual([0.35, Number.NaN])
  })

  it('keeps functions of one name apart by their numbers', async () => {
    const recording = await read(`${HEADER}
[1]    100.0    0.10    0.40       1         operator new[](unsigned long) [1]
                0.20    0.00       1/1           init [2]
                0.20    0.00       2/2           init [3]
-----------------------------------------------
                0.20    0.00       1/1           operator new[](unsigned long) [1]
[2]     40.0    0.20    0.00       1         init [2]
-----------------------------------------------
                0.20    0.00       2/2           operator new[](unsigned long) [1]
[3]     40.0    0.20    0.00       2         init [3]
-----------------------------------------------
`)
    expect(rows(recording).map(row => row.slice(0, 2))).toEqual([
      ['operator new[](unsigned long)', 1],
      ['init', 1],
      ['init', 2],
    ])
  })

  it('takes totals of a flat profile from its last column, in its unit', async () => {
    const recording = await read(`  %   cumulative   self              self     total
 time   seconds   seconds    calls  us/call  us/call  name
 60.00      0.06     0.06      100   600.00  1000.00  f(int) const
 40.00      0.10     0.04                             _mcount (41)
`)
    expect(rows(recording)).toEqual([
      ['f(int) const', 100, Number.NaN, 0.06, 0.1],
      ['_mcount', Number.NaN, Number.NaN, 0.04, 0.04],
    ])
    expect(recording.meta.warnings.map(warning => warning.code)).toEqual(['unknown-totals'])
  })

  it('reads files and lines of a profile by lines', async () => {
    const { shared } = await read(`${HEADER}
[1]    100.0    0.10    0.40       1         spin (src/a b.c:4 @ 11c9) [1]
`)
    expect(shared.strings[shared.sources.path[0]!]).toBe('src/a b.c')
    expect(shared.funcs.line[0]).toBe(4)
  })

  it('fails where there is no table', async () => {
    await expect(read('Flat profile:\n\n')).rejects.toThrow('gprof: expected a flat profile or a call graph')
  })
})
