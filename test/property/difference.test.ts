import { describe, expect, it } from 'vitest'
import { putUnder } from '../../src/analysis/difference/put-under.ts'
import { WIDTHS } from '../../src/analysis/difference/unite-trees.ts'
import { withCalls } from '../../src/analysis/tree/calls-from-stacks.ts'
import { assertIntegrity } from '../../src/model/integrity.ts'
import type { Recording } from '../../src/model/recording.ts'
import { queryCallGraph } from '../../src/query/call-graph/call-graph.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'
import { queryNeighbours } from '../../src/query/functions/neighbours.ts'
import { queryLines } from '../../src/query/lines/lines.ts'
import { queryCallTree } from '../../src/query/tree/call-tree.ts'
import { queryMapTree } from '../../src/query/tree/square-map.ts'
import { forAllSamples, type PlainSample, recordingOf } from '../support/arbitrary-recording.ts'

/** Two recordings of one list of samples: every second sample each, so that much is shared and some is not. */
function pairOf(samples: readonly PlainSample[]): { own: Recording; base: Recording } {
  return {
    own: recordingOf(samples.filter((_, i) => i % 3 !== 0)),
    base: recordingOf(samples.filter((_, i) => i % 3 !== 1)),
  }
}

/** Self and total by name of a recording alone. */
function figuresOf(recording: Recording): Map<string, [number, number]> {
  const { rows } = queryFunctions(recording)
  return new Map(
    Array.from(rows.func, (func, row) => [nameOf(recording, func), [rows.self[row]!, rows.total[row]!]]),
  )
}

function nameOf({ shared }: Recording, func: number): string {
  return shared.strings[shared.funcs.name[func]!]!
}

/** The recording in another folder, with a hundred lines put before each of its funcs. */
function moved(recording: Recording): Recording {
  const { shared } = recording
  const { funcs, frames } = shared
  const strings = shared.strings.map(text => (text.endsWith('.py') ? `/elsewhere/${text}` : text))
  const isKnown = (func: number) => funcs.line[func]! > 0
  return {
    ...recording,
    shared: {
      ...shared,
      strings,
      funcs: { ...funcs, line: funcs.line.map((line, func) => (isKnown(func) ? line + 100 : line)) },
      frames: {
        ...frames,
        line: frames.line.map((line, i) => (line > 0 && isKnown(frames.func[i]!) ? line + 100 : line)),
      },
    },
  }
}

const close = (a: number, b: number) =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(a)))

describe('a base under a recording', () => {
  it('leaves both figures as each has them alone, row by row', () => {
    forAllSamples(samples => {
      const { own, base } = pairOf(samples)
      const joined = putUnder(own, base)
      assertIntegrity(joined)
      const [ours, theirs] = [figuresOf(own), figuresOf(base)]
      const { rows, difference, total } = queryFunctions(joined)
      expect(rows.length).toBe(new Set([...ours.keys(), ...theirs.keys()]).size)
      for (let row = 0; row < rows.length; row++) {
        const name = nameOf(joined, rows.func[row]!)
        expect([rows.self[row], rows.total[row]]).toEqual(ours.get(name) ?? [0, 0])
        expect([difference!.self[row], difference!.total[row]]).toEqual(theirs.get(name) ?? [0, 0])
      }
      expect(total).toBe(queryFunctions(own).total)
      expect(difference!.whole).toBe(queryFunctions(base).total)
    })
  })

  it('is zero beside itself, wherever its files and lines are', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      const joined = putUnder(recording, moved(recording))
      expect(joined.shared.funcs.length).toBe(recording.shared.funcs.length)
      expect(joined.shared.stacks.length).toBe(recording.shared.stacks.length)
      const { rows, difference } = queryFunctions(joined)
      expect(rows.self).toEqual(difference!.self)
      expect(rows.total).toEqual(difference!.total)
      for (let row = 0; row < rows.length; row++) {
        expect(difference!.selfLow[row]!).toBeLessThanOrEqual(0)
        expect(difference!.selfHigh[row]!).toBeGreaterThanOrEqual(0)
        const lines = queryLines(joined, { func: rows.func[row]! })
        expect(lines.totals).toEqual(lines.difference!.totals)
      }
      const graph = queryCallGraph(joined, { nodeThreshold: 0, edgeThreshold: 0 })
      expect(graph.nodes.total).toEqual(graph.difference!.nodes.total)
      expect(graph.edges.total).toEqual(graph.difference!.edges.total)
      expect(graph.nodes.weight.every(weight => weight === 0)).toBe(true)
    })
  })

  it('swapped is the same negated', () => {
    forAllSamples(samples => {
      const { own, base } = pairOf(samples)
      const there = queryFunctions(putUnder(own, base))
      const back = putUnder(base, own)
      const swapped = queryFunctions(back)
      const deltas = new Map(
        Array.from(swapped.rows.func, (func, row) => [
          nameOf(back, func),
          {
            self: swapped.rows.self[row]! - swapped.difference!.self[row]!,
            low: swapped.difference!.selfLow[row]!,
            high: swapped.difference!.selfHigh[row]!,
          },
        ]),
      )
      expect(there.rows.length).toBe(swapped.rows.length)
      for (let row = 0; row < there.rows.length; row++) {
        const other = deltas.get(nameOf(putUnder(own, base), there.rows.func[row]!))!
        expect(there.rows.self[row]! - there.difference!.self[row]! + other.self).toBe(0)
        close(there.difference!.selfLow[row]!, -other.high)
        close(there.difference!.selfHigh[row]!, -other.low)
      }
    })
  })

  it('adds up: the deltas of a tree, of callers and of callees are the delta of what they are parts of', () => {
    forAllSamples(samples => {
      const { own, base } = pairOf(samples)
      const joined = putUnder(own, base)
      const delta = queryCallTree(own).total - queryCallTree(base).total
      for (const inverted of [false, true]) {
        for (const widths of WIDTHS) {
          const tree = queryCallTree(joined, { inverted, widths })
          const { self, baseSelf, totals, baseTotals } = tree.difference!
          // With the widths of one side the other's nodes are left out.
          if (widths === 'union') close(sum(self) - sum(baseSelf), delta)
          for (let node = 0; node < tree.length; node++) {
            expect(tree.totals[node]!).toBeGreaterThan(0)
            if (widths === 'new') close(tree.totals[node]!, totals[node]!)
            if (widths === 'base') close(tree.totals[node]!, baseTotals[node]!)
            if (widths === 'union') {
              expect(tree.totals[node]! + 1e-6).toBeGreaterThanOrEqual(
                Math.max(totals[node]!, baseTotals[node]!),
              )
            }
          }
        }
      }
      const { rows } = queryFunctions(joined)
      for (let row = 0; row < rows.length; row++) {
        const near = queryNeighbours(joined, rows.func[row]!)
        for (const side of ['callers', 'callees'] as const) {
          close(sum(near[side].total), near.total)
          close(sum(near.difference![side].total), near.difference!.total)
        }
      }
    })
  })

  it('gives maps the same figures, grouped or not', () => {
    forAllSamples(samples => {
      const { own, base } = pairOf(samples)
      const joined = putUnder(own, base)
      const [whole, baseWhole] = [queryCallTree(own).total, queryCallTree(base).total]
      for (const by of ['calls', 'packages'] as const) {
        const { difference } = queryMapTree(joined, { by })
        close(sum(difference!.self), whole)
        close(sum(difference!.baseSelf), baseWhole)
      }
    })
  })

  it('scales the base to the whole of the recording, and what it scales has the same shares', () => {
    forAllSamples(samples => {
      const { own, base } = pairOf(samples)
      const [plain, scaled] = [putUnder(own, base), putUnder(own, base, 'total')].map(one =>
        queryFunctions(one),
      )
      const factor = scaled!.difference!.whole / plain!.difference!.whole
      if (!(plain!.difference!.whole > 0) || !(plain!.total > 0)) return
      close(scaled!.difference!.whole, scaled!.total)
      for (let row = 0; row < plain!.rows.length; row++) {
        close(scaled!.difference!.self[row]!, factor * plain!.difference!.self[row]!)
      }
    })
  })

  it('does the same with call graphs alone', () => {
    forAllSamples(samples => {
      const { own, base } = pairOf(samples)
      const bare = (recording: Recording): Recording => ({ ...withCalls(recording), stacks: null })
      const [a, b] = [bare(own), bare(base)]
      const joined = putUnder(a, b)
      assertIntegrity(joined)
      const [ours, theirs] = [figuresOf(a), figuresOf(b)]
      const { rows, difference } = queryFunctions(joined)
      for (let row = 0; row < rows.length; row++) {
        const name = nameOf(joined, rows.func[row]!)
        expect([rows.self[row], rows.total[row]]).toEqual(ours.get(name) ?? [0, 0])
        expect([difference!.self[row], difference!.total[row]]).toEqual(theirs.get(name) ?? [0, 0])
      }
      const same = queryCallGraph(putUnder(a, a), { nodeThreshold: 0, edgeThreshold: 0 })
      expect(same.edges.total).toEqual(same.difference!.edges.total)
      const tree = queryCallTree(putUnder(a, a), { widths: 'union' })
      expect(tree.isEstimated).toBe(true)
      expect(tree.difference!.totals).toEqual(tree.difference!.baseTotals)
    })
  })
})

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0)
}
