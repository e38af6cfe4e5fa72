import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { callsFromStacks } from '../analysis/tree/calls-from-stacks.ts'
import type { Recording } from '../model/recording.ts'
import { queryCallGraph } from './call-graph/call-graph.ts'
import { queryParts } from './filter/parts.ts'
import { querySearch } from './filter/search.ts'
import { queryDistantRelatives } from './functions/distant-relatives.ts'
import { queryFunctions, wholeOfParts } from './functions/functions.ts'
import { queryFunctionGroups } from './functions/groups.ts'
import { queryHotStack } from './functions/hot-stack.ts'
import { queryNeighbours } from './functions/neighbours.ts'
import { queryFunctionValues } from './functions/values.ts'
import { queryHotLines } from './lines/hot-lines.ts'
import { queryLines } from './lines/lines.ts'
import { callStatsOf } from './stats/call-stats.ts'
import { queryCallTree } from './tree/call-tree.ts'
import { queryMapTree } from './tree/square-map.ts'

const PLAIN = recordingFromText(`
5                         3                          2
a[file:a.py][line:1]      a[file:a.py][line:2]       d[file:d.py][line:7]
b[file:a.py][line:5]      c[file:a.py][line:6]
`)

/** The recording with what only some stacks weigh taken away; 5, 3 and 2 ms. */
function signed(signs: readonly number[]): Recording {
  const stacks = PLAIN.stacks!
  return {
    ...PLAIN,
    stacks: { ...stacks, weights: stacks.weights.map(column => column.map((value, i) => signs[i]! * value)) },
  }
}

/** What every answer says shares are of. */
function wholesOf(recording: Recording): Record<string, number> {
  const functions = queryFunctions(recording)
  return {
    functions: functions.whole,
    stats: callStatsOf(recording).whole.size * 1e9,
    groups: queryFunctionGroups(recording, 'file').whole,
    values: queryFunctionValues(recording, [functions.valueType.name]).values[0]!.whole,
    neighbours: queryNeighbours(recording, 0).whole,
    relatives: queryDistantRelatives(recording, { func: 0, side: 'callees' }).whole,
    stack: queryHotStack(recording).whole,
    map: queryMapTree(recording).whole,
    flame: queryCallTree(recording).whole ?? queryCallTree(recording).total,
    lines: queryLines(recording, { func: 0 }).whole,
    hotLines: queryHotLines(recording).whole,
  }
}

describe('what shares are of', () => {
  it.each([
    ['a sum, where nothing is below zero', [1, 1, 1]],
    ['the sum of sizes, in a sum below zero', [-1, 1, -1]],
    ['the sum of sizes, in a sum above zero', [1, -1, 1]],
    ['the sum of sizes, where all is below zero', [-1, -1, -1]],
    ['the sum of sizes, where all cancels out', [1, -1, -1]],
  ])('is %s: the same in every answer', (_, signs) => {
    for (const [answer, whole] of Object.entries(wholesOf(signed(signs)))) {
      expect([answer, whole]).toEqual([answer, 10e6])
    }
    const { nodes } = queryCallGraph(signed(signs))
    for (let node = 0; node < nodes.length; node++) {
      expect(nodes.selfShare[node]).toBe(nodes.self[node]! / 10e6)
      expect(nodes.totalShare[node]).toBe(nodes.total[node]! / 10e6)
    }
  })

  it('is the sum of sizes in a call graph too', () => {
    const part = callsFromStacks(PLAIN)
    const self = part.self.map(column => column.map(value => (value === 5e6 ? -value : value)))
    const calls = { ...PLAIN, stacks: null, calls: { ...part, self } }
    expect([queryFunctions(calls).total, queryFunctions(calls).whole]).toEqual([0, 10e6])
    expect([...queryCallGraph(calls).nodes.selfShare].sort()).toEqual([-0.5, 0, 0.2, 0.3])
    expect(queryMapTree(calls).whole).toBe(10e6)
    expect(queryNeighbours(calls, 0).whole).toBe(10e6)
  })

  it('is of a function what its parts come to', () => {
    const recording = signed([-1, 1, 1])
    const { total, callees } = queryNeighbours(recording, 0)
    expect(total).toBe(-2e6)
    expect(wholeOfParts(total, callees.total)).toBe(8e6)
    expect(wholeOfParts(8, [5, Number.NaN, 3])).toBe(8)
    const lines = queryLines(recording, { func: 0 })
    expect([lines.total, lines.totalSize]).toEqual([-2e6, 8e6])
  })

  it('gives no interval, ceiling or number of samples where parts are below zero', () => {
    const { samples, rows, ceiling, total } = queryFunctions(signed([-1, 1, 1]))
    expect([samples, total]).toEqual([null, 0])
    for (const column of [rows.selfLow, rows.totalHigh, ceiling])
      expect(column.every(Number.isNaN)).toBe(true)
  })

  it('sorts by size, and leaves no line out that shrank', () => {
    const recording = signed([-1, 1, 1])
    expect([...queryFunctions(recording).rows.self]).toEqual([-5e6, 3e6, 2e6, 0])
    expect([...queryHotLines(recording).self]).toEqual([-5e6, 3e6, 2e6])
  })

  it('gives shares of a search and of parts', () => {
    expect(querySearch(signed([-1, 1, 1]), 'b').share).toBe(-0.5)
    expect([...queryParts([signed([-1, 1, 1]), signed([1, 1, 1])]).wholes].slice(0, 1)).toEqual([10e6])
  })

  it('is nothing, and shares are unknown, where nothing weighs anything', () => {
    const recording = signed([0, 0, 0])
    for (const whole of Object.values(wholesOf(recording))) expect(whole).toBe(0)
    expect(querySearch(recording, 'b').share).toBeNaN()
  })
})
