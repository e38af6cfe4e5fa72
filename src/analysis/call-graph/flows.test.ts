import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { CallsPart } from '../../model/recording.ts'
import { calleeFlows, callerFlows } from './flows.ts'

const IR = { name: 'Ir', unit: 'count', kind: 'sum', precision: 'exact' } as const

/** Rows as self and total, edges as what the callee cost for the caller. */
function graph(
  rows: Readonly<Record<string, readonly [self: number, total: number]>>,
  edges: readonly (readonly [caller: string, callee: string, cost: number])[],
): { part: CallsPart; row: (name: string) => number } {
  const names = Object.keys(rows)
  const builder = new CallsBuilder([IR])
  const row = (name: string) => builder.row(names.indexOf(name))
  for (const [name, [self, total]] of Object.entries(rows)) {
    builder.self[0]!.set(row(name), self)
    builder.total[0]!.set(row(name), total)
  }
  for (const [caller, callee, cost] of edges) {
    const edge = builder.edge(row(caller), row(callee))
    builder.edgeTotal[0]!.set(edge, cost)
    builder.edges.columns.calls.set(edge, 1)
  }
  return { part: builder.finish(), row: name => names.indexOf(name) }
}

/** Counted by Callgrind 3.19 of a C program; even and odd call each other, and so do they from their second call on. */
const RINGS = graph(
  {
    main: [2856, 17311],
    heavy: [8622, 9428],
    light: [130, 296],
    even: [36, 3883],
    odd: [170, 3926],
    "even'2": [154, 2856],
    "odd'2": [376, 2856],
    fact: [10, 493],
    "fact'2": [77, 483],
    leaf: [4880, 4880],
  },
  [
    ['main', 'heavy', 9428],
    ['main', 'light', 296],
    ['main', 'even', 3014],
    ['main', 'odd', 1224],
    ['main', 'fact', 493],
    ['heavy', 'leaf', 806],
    ['light', 'leaf', 166],
    ['even', 'leaf', 444],
    ['even', "odd'2", 701],
    ['even', 'odd', 2702],
    ['odd', 'leaf', 732],
    ['odd', 'even', 869],
    ['odd', "even'2", 2155],
    ["even'2", 'leaf', 918],
    ["even'2", "odd'2", 4634],
    ["odd'2", 'leaf', 1408],
    ["odd'2", "even'2", 3551],
    ['fact', "fact'2", 483],
    ["fact'2", 'leaf', 406],
    ["fact'2", "fact'2", 3101],
  ],
)

describe('callerFlows() and calleeFlows()', () => {
  it('say what KCachegrind says of all callers and callees, rings in between or not', () => {
    const { part, row } = RINGS
    const callers = callerFlows(part, 0, row('leaf')).total
    // KCachegrind 22.12 with cycle detection, All Callers of leaf.
    for (const [name, cost] of Object.entries({
      main: 4880,
      heavy: 806,
      fact: 406,
      "fact'2": 406,
      light: 166,
    }))
      expect([name, callers[row(name)]]).toEqual([name, expect.closeTo(cost, 6)])
    // All Callees of main.
    const callees = calleeFlows(part, 0, row('main'))
    for (const [name, cost] of Object.entries({
      leaf: 4880,
      heavy: 9428,
      fact: 493,
      "fact'2": 483,
      light: 296,
    }))
      expect([name, callees.total[row(name)]]).toEqual([name, expect.closeTo(cost, 6)])
    expect(callees.self[row('heavy')]).toBe(8622)
    expect(callerFlows(part, 0, row('odd')).total[row('main')]).toBeCloseTo(3926, 6)
  })

  it('pass no caller with more than all, and those through which a ring was entered at least with their own calls', () => {
    const { part, row } = RINGS
    const callers = callerFlows(part, 0, row('leaf')).total
    const inRings = 4880 - 806 - 166 - 406
    const direct = { even: 444, odd: 732, "even'2": 918, "odd'2": 1408 }
    for (const [name, cost] of Object.entries(direct)) {
      expect(callers[row(name)]).toBeGreaterThanOrEqual(cost)
      expect(callers[row(name)]).toBeLessThanOrEqual(inRings)
    }
  })

  it('lead all of a cost to the only root, whatever rings there are', () => {
    // Any function may call any other; main calls the first.
    const graphs = fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: 1, max: 99 })), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(graphs, calls => {
        const costs = new Map(calls.map(([from, to, cost]) => [`f${from} f${to}`, cost]))
        const edges = [...costs].map(([key, cost]) => {
          const [from, to] = key.split(' ') as [string, string]
          return [from, to, cost] as const
        })
        const names = ['main', ...Array.from({ length: 8 }, (_, i) => `f${i}`)]
        const all = [['main', 'f0', 50] as const, ...edges]
        const called = (name: string) =>
          all.reduce((sum, [from, to, cost]) => (to === name && from !== name ? sum + cost : sum), 0)
        const rows = Object.fromEntries(
          names.map(name => [name, [1, name === 'main' ? 1e6 : called(name)] as const]),
        )
        const { part, row } = graph(rows, all)
        const reached = new Set(['main'])
        for (const name of reached) for (const [from, to] of all) if (from === name) reached.add(to)
        // Else some of the cost comes from where nobody calls.
        fc.pre(all.every(([from, to]) => reached.has(from) || !reached.has(to)))
        for (const name of reached) {
          if (name === 'main') continue
          const { total } = callerFlows(part, 0, row(name))
          expect([name, total[row('main')]]).toEqual([name, expect.closeTo(called(name), 6)])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('say nothing of what costs less than nothing', () => {
    const { part, row } = graph({ main: [0, -5], f: [-5, -5] }, [['main', 'f', -5]])
    expect(callerFlows(part, 0, row('f')).total[row('main')]).toBeNaN()
    expect(calleeFlows(part, 0, row('main')).total[row('f')]).toBeNaN()
  })
})
