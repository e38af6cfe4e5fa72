import { describe, expect, it } from 'vitest'
import { figuresOf } from '../../../test/support/dot-oracle.ts'
import { recordingOfStacks } from '../../../test/support/recording-of-stacks.ts'
import { callsFromStacks } from '../../analysis/tree/calls-from-stacks.ts'
import { UsageError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import type { CallGraphAnswer } from './answer.ts'
import { type CallGraphQuestion, queryCallGraph } from './call-graph.ts'
import { queryGprof2dotGraph } from './gprof2dot.ts'

const ALL: CallGraphQuestion = { nodeThreshold: 0, edgeThreshold: 0 }

function folded(text: string): Recording {
  return recordingOfStacks(
    text
      .trim()
      .split('\n')
      .map(line => {
        const at = line.trim().lastIndexOf(' ')
        return [line.trim().slice(0, at).split(';'), Number(line.trim().slice(at))] as const
      }),
  )
}

function totals({ nodes }: CallGraphAnswer): Record<string, number> {
  return Object.fromEntries(
    nodes.name.map((name, node) => [name, Math.round(1000 * nodes.totalShare[node]!) / 10]),
  )
}

function edges({ nodes, edges }: CallGraphAnswer): Record<string, number> {
  return Object.fromEntries(
    Array.from(edges.caller, (caller, edge) => [
      `${nodes.name[caller]}>${nodes.name[edges.callee[edge]!]}${edges.isResidual[edge] === 1 ? '?' : ''}`,
      edges.total[edge]!,
    ]),
  )
}

const RECURSIVE = folded('m;a;b;a;b 10\nm;a;c 30\nm;b;c 60')

describe('queryCallGraph()', () => {
  it('counts recursion once a sample, in functions and in calls', () => {
    const answer = queryCallGraph(RECURSIVE, ALL)
    expect(totals(answer)).toEqual({ m: 100, c: 90, b: 70, a: 40 })
    expect(edges(answer)).toEqual({ 'm>b': 60, 'm>a': 40, 'b>c': 60, 'b>a': 10, 'a>c': 30, 'a>b': 10 })
    expect(answer.nodes.cycle[answer.nodes.name.indexOf('a')]).toBe(1)
  })

  it('bounds calls of recursive functions, which files add up for each call within another, by what was spent in them', () => {
    const recording = folded('m;f 10\nm;g 5')
    const calls = callsFromStacks(recording)
    const names = Array.from(
      calls.rows.func,
      func => recording.shared.strings[recording.shared.funcs.name[func]!],
    )
    const at = (name: string) => names.indexOf(name)
    const more = (column: Int32Array, ...rows: number[]) => Int32Array.of(...column, ...rows)
    const recursive = {
      ...calls,
      edges: {
        ...calls.edges,
        length: calls.edges.length + 1,
        caller: more(calls.edges.caller, at('f')),
        callee: more(calls.edges.callee, at('f')),
        line: more(calls.edges.line, 0),
        calls: Float64Array.of(...calls.edges.calls, 9),
      },
      edgeTotal: [Float64Array.of(...calls.edgeTotal[0]!, 55)],
    }
    const answer = queryCallGraph({ ...recording, stacks: null, calls: recursive }, ALL)
    expect(edges(answer)).toEqual({ 'm>f': 10, 'm>g': 5, 'f>f': 10 })
  })

  it('says with gprof2dot what it estimates', () => {
    expect(totals(queryGprof2dotGraph([RECURSIVE], ALL))).toEqual({ m: 100, c: 90, b: 88, a: 58 })
  })

  it('draws a ring as one node, whose samples count once', () => {
    const answer = queryCallGraph(folded('m;a;b;a;b 10\nm;a;c 30\nm;b;c 60\nm;c;b;c 1'), {
      ...ALL,
      cycles: 'collapsed',
    })
    const cycle = answer.nodes.func.indexOf(-1)
    expect(answer.nodes.name[cycle]).toBe('<cycle 1>')
    expect(answer.nodes.total[cycle]).toBe(101)
    expect(answer.nodes.self[cycle]).toBe(101)
    expect(edges(answer)).toEqual({ 'm><cycle 1>': 101 })
    expect(answer.cycleMembers[0]).toHaveLength(3)
  })

  it('collapses rings of a call graph of which no stacks are known', () => {
    const recording = folded('m 0\na 10\nb 20\nc 70')
    const builder = new CallsBuilder(recording.stacks!.valueTypes)
    const figures = [
      [0, 100],
      [10, 80],
      [20, 95],
      [70, 70],
    ] as const
    for (const [func, [self, total]] of figures.entries()) {
      const row = builder.row(func)
      builder.self[0]!.set(row, self)
      builder.total[0]!.set(row, total)
    }
    for (const [caller, callee, total] of [
      [0, 1, 80],
      [0, 2, 20],
      [1, 2, 75],
      [2, 1, 30],
      [1, 3, 5],
      [2, 3, 65],
    ] as const) {
      const edge = builder.edge(caller, callee)
      builder.edgeTotal[0]!.set(edge, total)
      builder.edges.columns.calls.set(edge, 2)
    }
    const answer = queryCallGraph(
      { ...recording, stacks: null, calls: builder.finish() },
      { ...ALL, cycles: 'collapsed' },
    )
    // Its members' own 30, and the 70 that they call outside.
    expect(totals(answer)).toEqual({ m: 100, c: 70, '<cycle 1>': 100 })
    expect(edges(answer)).toEqual({ 'm><cycle 1>': 100, '<cycle 1>>c': 70 })
    expect(answer.nodes.calls[answer.nodes.func.indexOf(-1)]).toBe(4)
  })

  it('agrees with plain sums on random stacks', () => {
    const random = seededRandom(11)
    const stacks = Array.from({ length: 400 }, () => {
      const depth = 1 + Math.floor(random() * 12)
      return [
        Array.from({ length: depth }, () => `f${Math.floor(random() * 9)}`),
        1 + Math.floor(random() * 5),
      ] as const
    })
    const recording = recordingOfStacks(stacks)
    const { nodes, edges } = queryCallGraph(recording, ALL)
    const plain = figuresOf(recording)
    for (let node = 0; node < nodes.length; node++) {
      expect(nodes.total[node]).toBe(plain.total[nodes.func[node]!])
      expect(nodes.self[node]).toBe(plain.self[nodes.func[node]!])
    }
    const wanted = new Map(plain.edges.map(edge => [`${edge.caller} ${edge.callee}`, edge.total]))
    expect(edges.length).toBe(wanted.size)
    for (let edge = 0; edge < edges.length; edge++) {
      const key = [edges.caller, edges.callee].map(end => nodes.func[end[edge]!]).join(' ')
      expect(edges.total[edge], key).toBe(wanted.get(key))
    }
  })

  it('takes thresholds to be strict: what lies on one is kept', () => {
    const recording = folded('m;a 5\nm;b 4\nm;c 991')
    const names = (question: CallGraphQuestion) => queryCallGraph(recording, question).nodes.name
    expect(names({})).toEqual(['m', 'c', 'a'])
    expect(names({ nodeThreshold: 0.004 })).toEqual(['m', 'c', 'a', 'b'])
    expect(queryCallGraph(recording, { nodeThreshold: 0.004, edgeThreshold: 0.005 }).edges.length).toBe(2)
  })

  it('limits to roots, leaves and depths by patterns', () => {
    const recording = folded('m;a;b;c;d 1\nm;x;c 1\nother 1')
    const names = (question: CallGraphQuestion) =>
      [...queryCallGraph(recording, { ...ALL, ...question }).nodes.name].sort().join('')
    expect(names({ root: 'a' })).toBe('abcd')
    expect(names({ root: '[a]', depth: 2 })).toBe('abc')
    expect(names({ root: 'm', depth: 0 })).toBe('m')
    expect(names({ leaf: 'c' })).toBe('abcmx')
    expect(names({ leaf: 'c', depth: 1 })).toBe('bcx')
    expect(names({ root: 'a', leaf: 'c' })).toBe('abc')
    expect(() => names({ root: 'nobody' })).toThrow(UsageError)
  })

  it('joins what it chooses by residual edges, without those that say nothing new', () => {
    const recording = folded('m;a;b;hot 50\nm;a;c;hot 40\nm;a;b;cold 5\nm;z 5')
    const answer = queryCallGraph(recording, { ...ALL, nodeCount: 3 })
    expect(answer.nodes.length).toBe(3)
    expect(answer.nodes.name).toContain('m')
    const found = edges(answer)
    expect(Object.keys(found).some(edge => edge.endsWith('?'))).toBe(true)
    // Totals stay those of the samples.
    expect(totals(answer).m).toBe(100)
  })

  it('follows stacks of 100,000 frames and rings of 100,000 functions', () => {
    const deep = Array.from({ length: 100_000 }, (_, i) => `f${i}`)
    const recording = recordingOfStacks([
      [deep, 1],
      [[...deep, 'f0'], 1],
      [Array.from({ length: 100_000 }, (_, i) => `r${i % 3}`), 1],
    ])
    for (const cycles of ['apart', 'collapsed'] as const) {
      const answer = queryCallGraph(recording, { ...ALL, cycles })
      expect(answer.nodes.length).toBe(cycles === 'apart' ? 100_003 : 2)
      expect(answer.nodes.total[0]).toBe(2)
    }
    expect(queryGprof2dotGraph([recording], ALL).nodes.length).toBe(100_003)
  })

  it('draws weights below zero, sums of zero and calls of oneself', () => {
    const answer = queryCallGraph(folded('m;a 10\nm;b -10\nm;a;a 5'), ALL)
    expect(answer.total).toBe(25)
    expect(totals(answer)).toEqual({ a: 60, b: -40, m: 20 })
    expect(edges(answer)['a>a']).toBe(5)
    const none = queryCallGraph(folded('m;a 3\nm;a -3'), ALL)
    expect(none.nodes.weight.every(weight => weight >= 0 && weight <= 1)).toBe(true)
  })

  it('weighs what is below zero by its side, beside the largest figure', () => {
    const recording = folded('m;grown 100\nm;shrunk;a -60\nm;shrunk;b -20\nm;c;a 30')
    const answer = queryCallGraph(recording, ALL)
    const weights = Object.fromEntries(
      answer.nodes.name.map((name, node) => [name, answer.nodes.weight[node]!]),
    )
    expect(weights).toEqual({ grown: 1, shrunk: -0.8, m: 0.5, a: -0.3, c: 0.3, b: -0.2 })
    expect(answer.largestSigned).toBe(100)
    const at = answer.edges.caller.findIndex(
      (caller, edge) =>
        answer.nodes.name[caller] === 'shrunk' && answer.nodes.name[answer.edges.callee[edge]!] === 'a',
    )
    expect(answer.edges.weight[at]).toBeCloseTo(-0.6)
    const bySelf = queryCallGraph(recording, { ...ALL, isBySelf: true })
    expect(bySelf.nodes.weight[bySelf.nodes.name.indexOf('shrunk')]).toBe(0)
    expect(bySelf.nodes.weight[bySelf.nodes.name.indexOf('b')]).toBe(-0.2)
    expect(queryCallGraph(folded('m;a 3'), ALL).largestSigned).toBeNull()
    // What is left of m is nothing, but all came over it.
    const even = queryCallGraph(folded('m;grown 100\nm;shrunk -100'))
    expect(totals(even)).toEqual({ m: 0, grown: 50, shrunk: -50 })
    const chosen = queryCallGraph(folded('m;x;grown 90\nm;x;shrunk -10'), { nodeCount: 3, exclude: 'x' })
    expect(edges(chosen)).toEqual({ 'm>grown?': 90, 'm>shrunk?': -10 })
    // gprof2dot colours by size.
    const compat = queryGprof2dotGraph([recording], ALL)
    expect([compat.largestSigned, compat.nodes.weight.every(weight => !(weight < 0))]).toEqual([null, true])
  })

  it('draws what weighs nothing together, with the usual thresholds too: shares of nothing are unknown', () => {
    const answer = queryCallGraph(folded('m;a 0\nm;b 0'))
    expect([...answer.nodes.name].sort()).toEqual(['a', 'b', 'm'])
    expect([...answer.nodes.total, ...answer.nodes.weight].every(value => value === 0)).toBe(true)
    expect([...answer.nodes.totalShare, ...answer.edges.share].every(Number.isNaN)).toBe(true)
    expect(edges(answer)).toEqual({ 'm>a': 0, 'm>b': 0 })
    expect(queryCallGraph(folded('m;a 0'), { filter: { threads: [7] } }).nodes.length).toBe(0)
  })

  it('joins chosen functions over others where only calls are known, by the costliest way', () => {
    const recording = folded(
      'm;hub;x;a 40\nm;hub;x;b 30\nm;hub;y;b 5\nm;hub;y;a;hub;x;b 1\nm;a 2\nm;other 22',
    )
    const calls = callsFromStacks(recording)
    const answer = queryCallGraph(
      { ...recording, stacks: null, calls },
      { ...ALL, include: '[mab]', cycles: 'apart' },
    )
    // That a is called by m itself is known, but not what came over hub.
    expect(edges(answer)).toEqual({ 'm>a?': Number.NaN, 'm>b?': Number.NaN })
    const all = queryCallGraph({ ...recording, stacks: null, calls }, { ...ALL, nodeCount: 100 })
    expect(Object.keys(edges(all)).filter(name => name.endsWith('?'))).toEqual([])
  })

  it('keeps functions whose total is not known', () => {
    const recording = folded('m;a 10\nm;b 10')
    const calls = callsFromStacks(recording)
    const unknown = {
      ...calls,
      total: [calls.total[0]!.map(() => Number.NaN)],
      edgeTotal: [calls.edgeTotal[0]!.map(() => Number.NaN)],
    }
    const answer = queryCallGraph({ ...recording, stacks: null, calls: unknown })
    expect(answer.nodes.length).toBe(3)
    expect(answer.edges.length).toBe(2)
    expect(answer.nodes.weight.every(weight => weight === 0)).toBe(true)
  })
})
