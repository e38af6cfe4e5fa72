import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { putUnder } from '../../analysis/difference/put-under.ts'
import { callsFromStacks } from '../../analysis/tree/calls-from-stacks.ts'
import { readAny } from '../../formats/opening/read-any.ts'
import type { Recording } from '../../model/recording.ts'
import { queryDistantRelatives } from './distant-relatives.ts'
import { queryFunctionGroups } from './groups.ts'
import { queryHotStack } from './hot-stack.ts'
import { queryFunctionValues } from './values.ts'

// 10 samples; fib recurses.
const STACKS = bySamples(`
1     1     1     1     1     1     1     1     1     1
main  main  main  main  main  main  main  main  idle  idle
fib   fib   fib   fib   load  load  load  load
fib   fib   fib         read  read
fib   fib               fib
`)
const CALLS = asCalls(STACKS)
// Samples first, so that a call graph of them has the same value types.
const SAMPLES = { valueType: 0 }
const { shared } = STACKS
const nameOf = (func: number) => shared.strings[shared.funcs.name[func]!]!
const funcOf = (name: string) => shared.funcs.name.findIndex(index => shared.strings[index] === name)

function bySamples(text: string): Recording {
  const recording = recordingFromText(text)
  const { valueTypes, weights } = recording.stacks!
  const of = valueTypes.findIndex(type => type.name === 'samples')
  const stacks = {
    ...recording.stacks!,
    valueTypes: [valueTypes[of]!],
    weights: [weights[of]!],
    defaultValueType: 0,
  }
  return { ...recording, stacks }
}

function asCalls(recording: Recording): Recording {
  return { ...recording, stacks: null, calls: callsFromStacks(recording) }
}

function relatives(recording: Recording, name: string, side: 'callers' | 'callees') {
  const { rows, total, isEstimated } = queryDistantRelatives(recording, {
    ...{ func: funcOf(name), side },
    filter: SAMPLES,
  })
  const list = Array.from(rows.func, (func, i) => [
    nameOf(func),
    rows.total[i],
    rows.nearest[i],
    rows.farthest[i],
  ])
  return { list, total, isEstimated, self: Array.from(rows.self) }
}

describe('queryDistantRelatives()', () => {
  it('counts callers however far away, once a sample', () => {
    const { list, total, isEstimated, self } = relatives(STACKS, 'fib', 'callers')
    expect({ total, isEstimated }).toEqual({ total: 5, isEstimated: false })
    expect(list).toEqual([
      ['main', 5, 1, 3],
      ['fib', 3, 1, 1],
      ['read', 1, 1, 1],
      ['load', 1, 2, 2],
    ])
    expect(self).toEqual([5, 3, 1, 1])
  })

  it('counts callees however far away, once a sample', () => {
    const { list } = relatives(STACKS, 'main', 'callees')
    expect(list).toEqual([
      ['fib', 5, 1, 3],
      ['load', 4, 1, 1],
      ['read', 2, 2, 2],
    ])
    expect(relatives(STACKS, 'fib', 'callees').list).toEqual([['fib', 3, 1, 1]])
  })

  it('estimates from a call graph, with exact distances', () => {
    const { list, isEstimated, total } = relatives(CALLS, 'main', 'callees')
    expect({ isEstimated, total }).toEqual({ isEstimated: true, total: 8 })
    expect(list.map(([name, , nearest]) => [name, nearest])).toEqual([
      ['fib', 1],
      ['load', 1],
      ['read', 2],
    ])
    expect(list.find(([name]) => name === 'read')?.[1]).toBeCloseTo(2)
    expect(relatives(CALLS, 'read', 'callers').list).toEqual([
      ['load', 2, 1, 0],
      ['main', 2, 2, 0],
    ])
  })

  it('knows nothing of funcs that are not there', () => {
    expect(() => queryDistantRelatives(STACKS, { func: 99, side: 'callers' })).toThrow(RangeError)
  })
})

describe('queryFunctionGroups()', () => {
  it('counts a group once a sample', () => {
    const { name, self, totals, total, functions } = queryFunctionGroups(STACKS, 'class', SAMPLES)
    expect({ name, total }).toEqual({ name: ['(no class)'], total: 10 })
    expect([self[0], totals[0], functions[0]]).toEqual([10, 10, 5])
  })

  it('has the cycles of calls with their totals', async () => {
    const ring = bySamples(`
1  1  1  1
a  a  a  d
b  b  c
a  c
`)
    const answer = queryFunctionGroups(ring, 'cycle', SAMPLES)
    expect(answer.name).toEqual(['(in no cycle)', '<cycle 1>'])
    expect([...answer.self]).toEqual([3, 1])
    expect(answer.totals[1]).toBe(3)
    const text =
      'events: Ir\nfn=a\n1 1\ncfn=b\ncalls=2 1\n1 12\n\nfn=b\n1 2\ncfn=a\ncalls=1 1\n1 6\ncfn=c\ncalls=1 1\n1 10\n\nfn=c\n1 10\n'
    const [calls] = await readAny(new TextEncoder().encode(text), 'callgrind.out')
    const rings = queryFunctionGroups(calls!, 'cycle')
    expect(rings.name).toEqual(['(in no cycle)', '<cycle 1>'])
    expect([...rings.self, ...rings.totals]).toEqual([10, 3, 10, 13])
  })

  it('knows no total of several functions of a call graph', () => {
    const { totals, self } = queryFunctionGroups(CALLS, 'module', SAMPLES)
    expect([...totals]).toEqual([Number.NaN])
    expect([...self]).toEqual([10])
  })
})

describe('queryHotStack()', () => {
  const steps = (recording: Recording, name?: string) => {
    const func = name === undefined ? -1 : funcOf(name)
    const { funcs, totals, isEstimated } = queryHotStack(recording, { func, filter: SAMPLES })
    return { stack: Array.from(funcs, (own, i) => `${nameOf(own)} ${totals[i]}`), isEstimated }
  }

  it('goes on into what costs most', () => {
    expect(steps(STACKS)).toEqual({ stack: ['main 8', 'fib 4', 'fib 3', 'fib 2'], isEstimated: false })
  })

  it('goes through a func', () => {
    expect(steps(STACKS, 'read').stack).toEqual(['main 2', 'load 2', 'read 2', 'fib 1'])
    expect(steps(CALLS, 'load')).toEqual({
      stack: ['main 4', 'load 4', 'read 2', 'fib 1'],
      isEstimated: true,
    })
  })
})

describe('the panes beside a base', () => {
  const before = recordingFromText('20    5     3\nmain  main  main\nread  read  gone')
  const now = recordingFromText('10    5     7\nmain  main  main\nread  read  new')
  const joined = putUnder(now, before, 'none')
  const named = (func: number) => joined.shared.strings[joined.shared.funcs.name[func]!]!
  const MILLISECOND = 1e6

  it('sums groups of both sides', () => {
    const answer = queryFunctionGroups(joined, 'file')
    const { difference } = answer
    expect(answer.self.reduce((sum, value) => sum + value, 0)).toBe(22 * MILLISECOND)
    expect(difference!.self.reduce((sum, value) => sum + value, 0)).toBe(28 * MILLISECOND)
    expect(difference!.whole).toBe(28 * MILLISECOND)
  })

  it('says of the most expensive stack what it cost before, and of one that is gone too', () => {
    const read = queryHotStack(joined, {
      func: joined.shared.funcs.name.findIndex((_, func) => named(func) === 'read'),
    })
    expect(Array.from(read.funcs, named)).toEqual(['main', 'read'])
    expect([Array.from(read.totals), Array.from(read.difference!.totals)]).toEqual([
      [15 * MILLISECOND, 15 * MILLISECOND],
      [25 * MILLISECOND, 25 * MILLISECOND],
    ])
    const gone = queryHotStack(joined, {
      func: joined.shared.funcs.name.findIndex((_, func) => named(func) === 'gone'),
    })
    expect(Array.from(gone.funcs, named)).toEqual(['main', 'gone'])
    expect([gone.totals[1], gone.difference!.totals[1]]).toEqual([0, 3 * MILLISECOND])
  })

  it('puts both sides of values and of ratios beside each other', () => {
    const { func, values } = queryFunctionValues(joined, ['wall', 'Each = wall / samples'])
    const row = Array.from(func).findIndex(index => named(index) === 'read')
    expect([values[0]!.self[row], values[0]!.base!.self[row]]).toEqual([15 * MILLISECOND, 25 * MILLISECOND])
    // Seconds each.
    expect(values[1]!.self[row]).toBeCloseTo(0.0075, 12)
    expect(values[1]!.base!.self[row]).toBeCloseTo(0.0125, 12)
  })
})
