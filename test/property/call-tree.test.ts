import { describe, expect, it } from 'vitest'
import { layoutFlame } from '../../src/analysis/tree/flame-layout.ts'
import { type CallTreeAnswer, queryCallTree } from '../../src/query/tree/call-tree.ts'
import { forAllSamples, type PlainSample, recordingOf } from '../support/arbitrary-recording.ts'
import { generateRecording } from '../support/generate-recording.ts'

/** Totals by path, from first principles: every sample adds its weight to every prefix of its path. */
function totalsByPath(samples: readonly PlainSample[], isInverted: boolean): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { stack, weight } of samples) {
    const path = stack.map(({ func }) => func)
    if (isInverted) path.reverse()
    for (let d = 1; d <= path.length; d++) {
      const key = path.slice(0, d).join()
      totals.set(key, (totals.get(key) ?? 0) + weight)
    }
  }
  return totals
}

function answerByPath(tree: CallTreeAnswer): Map<string, number> {
  const paths: string[] = []
  const totals = new Map<string, number>()
  for (let i = 0; i < tree.length; i++) {
    const parent = tree.prefix[i]!
    paths[i] = parent === -1 ? String(tree.func[i]) : `${paths[parent]},${tree.func[i]}`
    totals.set(paths[i]!, tree.totals[i]!)
  }
  expect(totals.size).toBe(tree.length)
  return totals
}

function assertOrder(tree: CallTreeAnswer): void {
  for (let i = 1; i < tree.length; i++) {
    expect(tree.depth[i]! >= tree.depth[i - 1]!).toBe(true)
    if (tree.depth[i] === tree.depth[i - 1]) expect(tree.prefix[i]! >= tree.prefix[i - 1]!).toBe(true)
    if (tree.prefix[i] === tree.prefix[i - 1]) expect(tree.totals[i]! <= tree.totals[i - 1]!).toBe(true)
  }
}

describe('queryCallTree()', () => {
  for (const inverted of [false, true]) {
    it(`gives every path the weight of the samples that begin with it${inverted ? ', inverted' : ''}`, () => {
      forAllSamples(samples => {
        const tree = queryCallTree(recordingOf(samples), { inverted })
        expect(answerByPath(tree)).toEqual(totalsByPath(samples, inverted))
        assertOrder(tree)
      })
    })
  }

  it('has self that adds up to the roots, in both directions the same', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      const tree = queryCallTree(recording)
      const inverted = queryCallTree(recording, { inverted: true })
      const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0)
      expect(sum(tree.self)).toBe(tree.total)
      expect(sum(inverted.self)).toBe(inverted.total)
      expect(inverted.total).toBe(tree.total)
    })
  })

  it('is additive: the tree of two threads is the sum of the trees of each', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      const both = answerByPath(queryCallTree(recording))
      const sum = new Map<string, number>()
      for (const thread of [0, 1]) {
        for (const [path, total] of answerByPath(
          queryCallTree(recording, { filter: { threads: [thread] } }),
        )) {
          sum.set(path, (sum.get(path) ?? 0) + total)
        }
      }
      expect(sum).toEqual(both)
    })
  })

  it('does not depend on the order of the samples', () => {
    forAllSamples(samples => {
      const forward = queryCallTree(recordingOf(samples))
      const backward = queryCallTree(recordingOf(samples.toReversed()))
      expect(backward.func).toEqual(forward.func)
      expect(backward.totals).toEqual(forward.totals)
    })
  })

  it('walks stacks of 100,000 frames, both ways', () => {
    const stack = Array.from({ length: 100_000 }, (_, i) => ({ func: i % 6, line: 1 }))
    const recording = recordingOf([{ stack, thread: 0, weight: 10, gap: 0, state: 1 }])
    for (const inverted of [false, true]) {
      const tree = queryCallTree(recording, { inverted })
      expect([tree.length, tree.depth[99_999], tree.total]).toEqual([100_000, 99_999, 10])
    }
  })

  it('bounds the inverted tree of a large recording and keeps its total', () => {
    const recording = generateRecording({ stacks: 200_000, samples: 200_000, maxDepth: 200, funcs: 2000 })
    const tree = queryCallTree(recording, { inverted: true })
    expect(tree.length).toBeLessThanOrEqual(1_000_000)
    expect(tree.isTruncated).toBe(true)
    expect(tree.total).toBe(queryCallTree(recording).total)
  })
})

describe('layoutFlame()', () => {
  it('puts children within their parents and boxes of one depth side by side, as wide as their share', () => {
    forAllSamples(samples => {
      const tree = queryCallTree(recordingOf(samples))
      const layout = layoutFlame(tree)
      expect(layout.rowStart[layout.depths] ?? 0).toBe(tree.length)
      for (let i = 0; i < tree.length; i++) {
        const parent = tree.prefix[i]!
        expect(layout.x1[i]! - layout.x0[i]!).toBeCloseTo(tree.totals[i]! / tree.total, 12)
        expect(layout.x0[i]).toBeGreaterThanOrEqual(parent === -1 ? 0 : layout.x0[parent]!)
        expect(layout.x1[i]).toBeLessThanOrEqual(parent === -1 ? 1 : layout.x1[parent]!)
        const isRowStart = layout.rowStart.includes(i)
        if (!isRowStart) expect(layout.x0[i]).toBeGreaterThanOrEqual(layout.x1[i - 1]!)
        expect(tree.depth[i]).toBe(layout.rowStart.findLastIndex(start => start <= i))
      }
    })
  })
})
