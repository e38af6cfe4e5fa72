import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { putUnder } from '../../analysis/difference/put-under.ts'
import { LinesBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { CALL_EDGES, CALL_ROWS } from '../../model/tables.ts'
import { queryLineColumns } from './columns.ts'

const TIME: ValueType = { name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }
const INCREMENT: ValueType = { name: 'increment', unit: 'bytes', kind: 'sum', precision: 'exact' }
const MEMORY: ValueType = { name: 'memory', unit: 'bytes', kind: 'snapshot', precision: 'exact' }

type Row = readonly [line: number, hits: number, ...values: number[]]

/** A function `work` in a.py with figures of its lines, measured. */
function measured(types: readonly ValueType[], rows: readonly Row[]): Recording {
  const shared = new SharedBuilder()
  const func = shared.func({ name: 'work', file: 'a.py', line: 1, kind: 1 })
  const lines = new LinesBuilder(types)
  for (const [line, hits, ...values] of rows) lines.add({ source: 0, func, line, hits }, values)
  return {
    ...NO_PARTS,
    meta: meta({ name: 'a.py', recorder: { name: 'test', version: null, mode: 'lines', settings: {} } }),
    shared: shared.finish(),
    lines: lines.finish(),
  }
}

const shown = ({ columns }: ReturnType<typeof queryLineColumns>) =>
  Object.fromEntries(columns.map(column => [column.key, Array.from(column.values)]))

describe('queryLineColumns()', () => {
  it('shows of counted lines hits, time, time per hit and shares', () => {
    const recording = measured(
      [TIME, { ...TIME, name: 'raw time' }],
      [
        [2, 4, 1000, 1200],
        [3, 2, 3000, 3100],
        [4, 0, 0, 0],
      ],
    )
    const answer = queryLineColumns(recording, { func: 0 })
    expect(shown(answer)).toEqual({
      hits: [4, 2, 0],
      'self time': [1000, 3000, 0],
      'per-hit time': [250, 1500, Number.NaN],
      'self-share time': [0.25, 0.75, 0],
    })
    expect(answer.columns.every(({ interval }) => interval === null)).toBe(true)
    expect(answer.available.map(({ key }) => key)).toContain('self raw time')
  })

  it('shows memory and increment side by side, and memory on a scale from its least', () => {
    const recording = measured(
      [INCREMENT, MEMORY],
      [
        [2, 1, 0, 50e6],
        [3, 1, 8e6, 58e6],
        [3, 1, 1e6, 56e6],
        [4, 1, -3e6, 55e6],
      ],
    )
    const answer = queryLineColumns(recording, { source: 0 })
    expect(shown(answer)).toMatchObject({
      hits: [1, 2, 1],
      'self increment': [0, 9e6, -3e6],
      'self memory': [50e6, 58e6, 55e6],
    })
    const memory = answer.columns.find(({ value }) => value === 'memory')!
    expect([memory.least, memory.most, memory.whole]).toEqual([50e6, 58e6, Number.NaN])
  })

  it('keeps what nobody measured apart from nothing', () => {
    const answer = queryLineColumns(
      measured(
        [INCREMENT, MEMORY],
        [
          [2, 1, Number.NaN, 5],
          [3, 1, 0, Number.NaN],
        ],
      ),
      { func: 0, columns: ['self increment', 'self memory', 'no such column'] },
    )
    expect(shown(answer)).toEqual({ 'self increment': [Number.NaN, 0], 'self memory': [5, Number.NaN] })
  })

  it('shows sampled lines with intervals, and beside them what was measured of the same lines', () => {
    const sampled = recordingFromText(
      '30                     10\nwork[line:2][file:a.py]  work[line:3][file:a.py]',
    )
    const source = sampled.shared.funcs.source[0]!
    // What a line changed memory by is a variant of its increment.
    const lines = new LinesBuilder([INCREMENT, { ...INCREMENT, name: 'change' }])
    lines.add({ source, func: 0, line: 3, hits: 7 }, [64, 80])
    const recording: Recording = { ...sampled, lines: lines.finish() }
    const own = queryLineColumns(recording, { func: 0 })
    expect(Object.keys(shown(own))).toEqual(['hits', 'self-share wall', 'total-share wall', 'self increment'])
    expect(shown(own)).toMatchObject({ hits: [Number.NaN, 7], 'self increment': [Number.NaN, 64] })
    const share = own.columns.find(({ measure }) => measure === 'self-share')!
    expect(Array.from(share.values)).toEqual([0.75, 0.25])
    expect(share.interval!.low[0]).toBeLessThan(0.75)
    expect(share.interval!.high[0]).toBeGreaterThan(0.75)
    // Nobody knows when the hits were.
    const part = queryLineColumns(recording, { func: 0 }, { states: [0] })
    expect(shown(part)).toMatchObject({ hits: [Number.NaN, Number.NaN] })
  })

  it('counts what lines call, where the call graph says on which line', () => {
    const recording = measured([TIME], [[2, 5, 100]])
    const rows = tableBuilder(CALL_ROWS)
    rows.add({ func: 0, calls: 1, primitiveCalls: 1 })
    rows.add({ func: 0, calls: 1, primitiveCalls: 1 })
    const edges = tableBuilder(CALL_EDGES)
    edges.add({ caller: 0, callee: 1, calls: 1, primitiveCalls: 1, line: 3 })
    edges.add({ caller: 0, callee: 0, calls: 1, primitiveCalls: 0, line: 2 })
    edges.add({ caller: 0, callee: 1, calls: 1, primitiveCalls: 1, line: -1 })
    const calling: Recording = {
      ...recording,
      calls: {
        valueTypes: [TIME],
        rows: rows.finish(),
        self: [Float64Array.of(100, 600)],
        total: [Float64Array.of(700, 600)],
        edges: edges.finish(),
        edgeSelf: [Float64Array.of(450, 0, 150)],
        edgeTotal: [Float64Array.of(450, 700, 150)],
      },
    }
    const answer = queryLineColumns(calling, { func: 0, columns: ['self time', 'total time'] })
    expect(Array.from(answer.line)).toEqual([2, 3])
    expect(shown(answer)).toEqual({ 'self time': [100, 0], 'total time': [100, 450] })
    expect(answer.columns[1]!.note).toMatch(/25\.0.%/)
  })

  it('puts the figures of a base beside its own', () => {
    const rows = [[2, 4, 1000]] as const
    const joined = putUnder(measured([TIME], rows), measured([TIME], [[2, 2, 400]]), 'none')
    const [hits, time] = queryLineColumns(joined, { func: 0, columns: ['hits', 'self time'] }).columns
    expect([hits!.values[0], hits!.base!.values[0]]).toEqual([4, 2])
    expect([time!.values[0], time!.base!.values[0], time!.largest]).toEqual([1000, 400, 600])
  })
})
