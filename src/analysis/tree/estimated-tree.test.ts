import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { CallsPart } from '../../model/recording.ts'
import type { CallTree } from './call-tree.ts'
import { estimateCallTree } from './estimated-tree.ts'

const TIME = { name: 'time', unit: 'seconds', kind: 'sum', precision: 'exact' } as const

/** Rows as [name, self, total], edges as [caller, callee, total or NaN, calls]; names are single letters. */
function calls(rows: [string, number, number][], edges: [string, string, number, number?][]): CallsPart {
  const builder = new CallsBuilder([TIME])
  const index = (name: string) => builder.row(name.charCodeAt(0))
  for (const [name, self, total] of rows) {
    builder.self[0]!.set(index(name), self)
    builder.total[0]!.set(index(name), total)
  }
  for (const [caller, callee, total, count = 1] of edges) {
    const edge = builder.edge(index(caller), index(callee))
    builder.edgeTotal[0]!.set(edge, total)
    builder.edges.columns.calls.set(edge, count)
  }
  return builder.finish()
}

function paths(tree: CallTree): Record<string, number> {
  const names: string[] = []
  const found: Record<string, number> = {}
  for (let i = 0; i < tree.length; i++) {
    names[i] = (tree.prefix[i] === -1 ? '' : names[tree.prefix[i]!]!) + String.fromCharCode(tree.func[i]!)
    found[names[i]!] = Math.round(1e6 * tree.totals[i]!) / 1e6
  }
  return found
}

function assertAddsUp(tree: CallTree, whole: number): void {
  expect(tree.self.reduce((a, b) => a + b, 0)).toBeCloseTo(tree.total, 9)
  expect(tree.total).toBeLessThanOrEqual(whole * (1 + 1e-9))
  for (const self of tree.self) expect(self).toBeGreaterThanOrEqual(0)
}

describe('estimateCallTree()', () => {
  it('is exact where the graph is a tree', () => {
    const part = calls(
      [
        ['m', 1, 10],
        ['a', 4, 6],
        ['b', 3, 3],
        ['c', 2, 2],
      ],
      [
        ['m', 'a', 6],
        ['m', 'b', 3],
        ['a', 'c', 2],
      ],
    )
    const tree = estimateCallTree(part, 0)
    expect(paths(tree)).toEqual({ m: 10, ma: 6, mb: 3, mac: 2 })
    assertAddsUp(tree, 10)
  })

  it('splits a shared function’s callees in proportion', () => {
    const part = calls(
      [
        ['m', 0, 12],
        ['a', 0, 3],
        ['b', 0, 9],
        ['s', 4, 12],
        ['t', 8, 8],
      ],
      [
        ['m', 'a', 3],
        ['m', 'b', 9],
        ['a', 's', 3],
        ['b', 's', 9],
        ['s', 't', 8],
      ],
    )
    const tree = estimateCallTree(part, 0)
    expect(paths(tree)).toEqual({ m: 12, ma: 3, mb: 9, mas: 3, mbs: 9, mast: 2, mbst: 6 })
    assertAddsUp(tree, 12)
  })

  it('shares out by number of calls where the edges’ cost is not known', () => {
    const part = calls(
      [
        ['m', 0, 8],
        ['n', 0, 0],
        ['s', 8, 8],
      ],
      [
        ['m', 's', Number.NaN, 3],
        ['n', 's', Number.NaN, 1],
      ],
    )
    expect(paths(estimateCallTree(part, 0)).ms).toBe(6)
  })

  it('ends on recursion, direct and in a ring, with and without a way in', () => {
    const ring = calls(
      [
        ['m', 1, 10],
        ['a', 4, 9],
        ['b', 5, 8],
      ],
      [
        ['m', 'a', 9],
        ['a', 'b', 8],
        ['b', 'a', 6],
        ['a', 'a', 3],
      ],
    )
    assertAddsUp(estimateCallTree(ring, 0), 10)
    const closed = calls(
      [
        ['a', 4, 9],
        ['b', 5, 9],
      ],
      [
        ['a', 'b', 9],
        ['b', 'a', 9],
      ],
    )
    const tree = estimateCallTree(closed, 0)
    expect(tree.total).toBe(9)
    assertAddsUp(tree, 9)
  })

  it('leaves what recursion cost to those that it has to do with besides, and loses none of it on the way to the root', () => {
    // m calls a (10 in all); a and b call each other; s costs 6 for a and 2 for b, of their own cost 1 each.
    const ring = calls(
      [
        ['m', 0, 10],
        ['a', 1, 10],
        ['b', 1, 9],
        ['s', 8, 8],
      ],
      [
        ['m', 'a', 10],
        ['a', 'b', 9],
        ['b', 'a', 7],
        ['a', 's', 6],
        ['b', 's', 2],
      ],
    )
    const tree = estimateCallTree(ring, 0)
    const selfOf = (name: string) =>
      tree.self.reduce((sum, own, i) => (tree.func[i] === name.charCodeAt(0) ? sum + own : sum), 0)
    expect(selfOf('s')).toBeGreaterThan(5)
    expect(selfOf('b')).toBeLessThan(3)
    const row = Array.from(ring.rows.func).indexOf('s'.charCodeAt(0))
    const callers = estimateCallTree(ring, 0, { row, isInverted: true })
    for (const [path, total] of Object.entries(paths(callers)))
      if (path !== 's') expect([path, total > 0]).toEqual([path, true])
    const roots = callers.self.reduce(
      (sum, own, i) => (callers.func[i] === 'm'.charCodeAt(0) ? sum + own : sum),
      0,
    )
    expect(roots).toBeCloseTo(8, 9)
  })

  it('bounds the nodes of a graph with exponentially many paths', () => {
    // Sixty levels of two functions that both call both of the next level: 2 ** 60 paths.
    const rows: [string, number, number][] = []
    const edges: [string, string, number][] = []
    const name = (level: number, k: number) => String.fromCharCode(1000 + 2 * level + k)
    for (let level = 0; level < 60; level++) {
      const total = 60 - level
      for (const k of [0, 1]) {
        rows.push([name(level, k), 0.5, total / 2])
        if (level < 59)
          for (const j of [0, 1]) edges.push([name(level, k), name(level + 1, j), (total - 1) / 4])
      }
    }
    const elapsed = processorTime()
    const tree = estimateCallTree(calls(rows, edges), 0)
    expect(tree.length).toBeLessThanOrEqual(20_002)
    assertAddsUp(tree, 60)
    expect(tree.total).toBeCloseTo(60, 9)
    expect(elapsed()).toBeLessThan(3000)
  })

  it('makes nothing of nothing', () => {
    expect(estimateCallTree(calls([], []), 0).length).toBe(0)
    expect(estimateCallTree(calls([['a', 0, 0]], [['a', 'a', Number.NaN]]), 0).total).toBe(0)
    const unknown = estimateCallTree(calls([['a', Number.NaN, Number.NaN]], []), 0)
    expect(unknown.length).toBe(0)
  })
})
