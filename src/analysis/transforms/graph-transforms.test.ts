import { describe, expect, it } from 'vitest'
import { assertIntegrity } from '../../model/integrity.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { transformCalls } from './graph-transforms.ts'

const TIME: ValueType = { name: 'time', unit: 'seconds', kind: 'sum', precision: 'exact' }
/** Caller, callee, the callee's self and total in it. */
type Edge = readonly [caller: string, callee: string, self: number, total: number]

function graphOf(
  rows: Readonly<Record<string, readonly [self: number, total: number]>>,
  edges: readonly Edge[],
): Recording {
  const shared = new SharedBuilder()
  const builder = new CallsBuilder([TIME])
  const rowOf = new Map<string, number>()
  for (const [name, [self, total]] of Object.entries(rows)) {
    const [file, own] = name.includes('/') ? name.split('/') : [undefined, name]
    const row = builder.row(
      shared.func({ name: own!, file: file === undefined ? undefined : `/app/${file}/x.py`, kind: 1 }),
    )
    rowOf.set(name, row)
    builder.self[0]!.set(row, self)
    builder.total[0]!.set(row, total)
    builder.rows.columns.calls.set(row, 1)
  }
  for (const [caller, callee, self, total] of edges) {
    const edge = builder.edge(rowOf.get(caller)!, rowOf.get(callee)!)
    builder.edgeSelf[0]!.set(edge, self)
    builder.edgeTotal[0]!.set(edge, total)
    builder.edges.columns.calls.set(edge, 1)
  }
  const recorder = { name: 'test', version: null, mode: 'trace', settings: {} }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'calls.prof', recorder }),
    shared: shared.finish(),
    calls: builder.finish(),
  }
}

function figures(recording: Recording) {
  assertIntegrity(recording)
  const { calls, shared } = recording
  const nameOf = (row: number) => shared.strings[shared.funcs.name[calls!.rows.func[row]!]!]!
  const rows = Array.from({ length: calls!.rows.length }, (_, row) => [
    nameOf(row),
    calls!.self[0]![row],
    calls!.total[0]![row],
  ])
  const edges = Array.from({ length: calls!.edges.length }, (_, e) => [
    `${nameOf(calls!.edges.caller[e]!)} ${nameOf(calls!.edges.callee[e]!)}`,
    calls!.edgeSelf[0]![e],
    calls!.edgeTotal[0]![e],
  ])
  return { rows, edges }
}

/** main calls a (twice as dear) and b, both call c, which calls d. */
const DIAMOND = graphOf({ main: [1, 16], a: [2, 8], b: [3, 7], c: [6, 10], d: [4, 4] }, [
  ['main', 'a', 2, 8],
  ['main', 'b', 3, 7],
  ['a', 'c', 4, 6],
  ['b', 'c', 2, 4],
  ['c', 'd', 4, 4],
])
const funcOf = ({ shared }: Recording, name: string) =>
  Array.from(shared.funcs.name).findIndex(index => shared.strings[index] === name)
const named = (
  recording: Recording,
  kind: 'merge-function' | 'focus-function' | 'collapse-direct-recursion',
  name: string,
) => transformCalls(recording, { kind, funcs: [funcOf(recording, name)] })

describe('transformCalls()', () => {
  it('merges a function into its callers, exactly where the graph says what it cost for each', () => {
    const result = named(DIAMOND, 'merge-function', 'c')
    const { rows, edges } = figures(result)
    expect(rows).toEqual([
      ['main', 1, 16],
      ['a', 6, 8],
      ['b', 5, 7],
      ['d', 4, 4],
    ])
    // What c cost for a and b splits what it called: 6 and 4 of 10.
    expect(edges).toContainEqual(['a d', 4 * 0.6, 4 * 0.6])
    expect(edges).toContainEqual(['b d', 4 * 0.4, 4 * 0.4])
    expect(result.meta.warnings).toMatchObject([{ code: 'estimated-callers', count: 1 }])
  })

  it('keeps the whole when a function without callers is merged, and leaves it out when it is hidden', () => {
    const merged = figures(named(DIAMOND, 'merge-function', 'main')).rows
    expect(merged).toContainEqual(['(merged)', 1, 1])
    const hidden = figures(transformCalls(DIAMOND, { kind: 'hide', test: name => name === 'main' })).rows
    expect(hidden.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('focuses a function exactly where it shares no callee, and estimates in proportion where it does', () => {
    expect(figures(named(DIAMOND, 'focus-function', 'c')).rows).toEqual([
      ['c', 6, 10],
      ['d', 4, 4],
    ])
    const shared = named(DIAMOND, 'focus-function', 'a')
    // What c cost itself for a is known; of what it called, 6 of 10 parts are a's.
    expect(figures(shared).rows).toEqual([
      ['a', 2, 8],
      ['c', 4, 6],
      ['d', expect.closeTo(2.4), expect.closeTo(2.4)],
    ])
    expect(shared.meta.warnings).toMatchObject([{ code: 'estimated-callers', count: 2 }])
    expect(() => transformCalls(DIAMOND, { kind: 'tagroot', keys: ['x'] })).toThrow(
      /no samples, so none with tags/,
    )
    expect(() => transformCalls(DIAMOND, { kind: 'merge-node', path: [[0]] })).toThrow(/not whole stacks/)
  })

  it('parts the whole into what is focused and what is ignored', () => {
    const test = (name: string) => name === 'b' || name === 'd'
    const focused = figures(transformCalls(DIAMOND, { kind: 'focus', test }))
    const ignored = figures(transformCalls(DIAMOND, { kind: 'ignore', test }))
    for (const [name, self, total] of figures(DIAMOND).rows) {
      const of = (rows: typeof focused.rows) => rows.find(row => row[0] === name) ?? [name, 0, 0]
      expect(Number(of(focused.rows)[1]) + Number(of(ignored.rows)[1])).toBeCloseTo(Number(self))
      expect(Number(of(focused.rows)[2]) + Number(of(ignored.rows)[2])).toBeCloseTo(Number(total))
    }
    // b with all it called, and what else led to d.
    expect(focused.rows).toContainEqual(['main', 0, expect.closeTo(7 + 8 * 0.75 * 0.4)])
  })

  it('keeps all where the root of a ring of functions is focused, and nothing where it is ignored', () => {
    const ring = graphOf({ main: [1, 11], f: [4, 10], g: [6, 9] }, [
      ['main', 'f', 4, 10],
      ['f', 'g', 6, 9],
      ['g', 'f', 2, 5],
    ])
    const test = (name: string) => name === 'main'
    expect(figures(transformCalls(ring, { kind: 'focus', test }))).toEqual(figures(ring))
    expect(figures(transformCalls(ring, { kind: 'ignore', test })).rows).toEqual([])
  })

  it('puts a library together: its total is what came from outside', () => {
    const recording = graphOf({ main: [1, 11], 'lib/x': [2, 10], 'lib/y': [5, 8], out: [3, 3] }, [
      ['main', 'lib/x', 2, 10],
      ['lib/x', 'lib/y', 5, 8],
      ['lib/y', 'out', 3, 3],
    ])
    const { rows, edges } = figures(transformCalls(recording, { kind: 'collapse-library', name: 'lib' }))
    expect(rows).toContainEqual(['lib', 7, 10])
    expect(edges).toEqual(
      expect.arrayContaining([
        ['main lib', 2, 10],
        ['lib out', 3, 3],
      ]),
    )
    expect(edges).toHaveLength(2)
  })

  it('takes out calls of a function by itself', () => {
    const recording = graphOf({ f: [4, 4] }, [['f', 'f', 3, 3]])
    const result = named(recording, 'collapse-direct-recursion', 'f')
    expect(figures(result)).toEqual({ rows: [['f', 4, 4]], edges: [] })
    expect(result.calls!.rows.calls[0]).toBe(0)
  })

  it('says that a recording without functions has none', () => {
    expect(() => transformCalls({ ...DIAMOND, calls: null }, { kind: 'hide', test: () => true })).toThrow(
      /calls.prof has no functions/,
    )
  })
})
