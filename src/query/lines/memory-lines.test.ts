import { describe, expect, it } from 'vitest'
import { LinesBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { formatMemoryProfilerTable } from '../../render/text/memory-profiler-table.ts'
import { areIncrementsOff, hasMemoryLines, memoryFuncs, queryMemoryLines } from './memory-lines.ts'

const MIB = 2 ** 20
const TEXT =
  'x = 1\n@profile\ndef load():\n    # nothing runs here\n    rows = read()\n    del rows\n\nload()\n'

/** Rows are [line, occurrences, increment, memory, change]. */
function recordingOf(rows: readonly (readonly number[])[]): Recording {
  const shared = new SharedBuilder()
  const source = shared.source('a.py')
  shared.sources.columns.text.set(source, shared.string(TEXT))
  const func = shared.func({ name: 'load', file: 'a.py', line: 2 })
  const lines = new LinesBuilder([
    { name: 'increment', unit: 'bytes', kind: 'sum', precision: 'exact' },
    { name: 'memory', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
    { name: 'change', unit: 'bytes', kind: 'sum', precision: 'exact' },
  ])
  for (const [line = 0, hits = 0, ...values] of rows) lines.add({ source, func, line, hits }, values)
  return {
    ...NO_PARTS,
    meta: meta({
      name: 'a.py',
      recorder: { name: 'pyrometer', version: null, mode: 'memory', settings: {} },
    }),
    shared: shared.finish(),
    lines: lines.finish(),
  }
}

const recording = recordingOf([
  [2, 1, 10 * MIB, 10 * MIB, 0],
  [5, 2, 32 * MIB + 65_536, 42 * MIB + 65_536, 32 * MIB],
  [6, 2, -16_384, 42 * MIB, -16_384],
])

describe('queryMemoryLines()', () => {
  it('tells of every line of the function what is known of it', () => {
    expect(hasMemoryLines(recording)).toBe(true)
    expect(memoryFuncs(recording)).toEqual([0])
    const answer = queryMemoryLines(recording, { func: 0 })
    expect([...answer.line]).toEqual([2, 3, 4, 5, 6])
    expect([...answer.occurrences]).toEqual([1, Number.NaN, Number.NaN, 2, 2])
    expect([...answer.increment].map(one => one / MIB)).toEqual([
      10,
      Number.NaN,
      Number.NaN,
      32.0625,
      -0.015625,
    ])
    const changes = queryMemoryLines(recording, { func: 0 }, 'change')
    expect(changes.increment[3]).toBe(32 * MIB)
    expect(changes.memory[3]).toBe(42 * MIB + 65_536)
  })

  it('is printed as memory_profiler prints it, halves to the even digit', () => {
    const answer = queryMemoryLines(recording, { func: 0 })
    const options = { columns: Number.POSITIVE_INFINITY, colours: 0, precision: 3 } as const
    // show_results() of memory_profiler 0.61 with these figures and Python's own formatting.
    expect(formatMemoryProfilerTable([answer], recording.shared, options).split('\n')).toEqual([
      'Filename: a.py',
      '',
      'Line #    Mem usage    Increment  Occurrences   Line Contents',
      '=============================================================',
      '     2   10.000 MiB   10.000 MiB           1   @profile',
      '     3                                         def load():',
      '     4                                             # nothing runs here',
      '     5   42.062 MiB   32.062 MiB           2       rows = read()',
      '     6   42.000 MiB   -0.016 MiB           2       del rows',
      '',
      '',
      '',
    ])
    const whole = formatMemoryProfilerTable([answer], recording.shared, { ...options, precision: 0 })
    expect(whole).toContain('     5       42 MiB       32 MiB           2       rows = read()')
  })
})

describe('areIncrementsOff()', () => {
  it('is of increments that are not what lines changed memory by, the first line aside', () => {
    expect(areIncrementsOff(recording)).toBe(false)
    const called = recordingOf([
      [2, 1, 10 * MIB, 10 * MIB, 0],
      [5, 1, 42 * MIB, 42 * MIB, 32 * MIB],
    ])
    expect(areIncrementsOff(called)).toBe(true)
  })
})
