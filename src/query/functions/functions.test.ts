import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { callsFromStacks } from '../../analysis/tree/calls-from-stacks.ts'
import { wilsonInterval } from '../../base/statistics.ts'
import { ceilingOf, queryFunctions } from './functions.ts'
import { queryNeighbours } from './neighbours.ts'

// 10 samples: fib recurses, idle is alone.
const RECORDING = recordingFromText(`
1     1     1     1     1     1     1     1     1     1
main  main  main  main  main  main  main  main  idle  idle
fib   fib   fib   fib   load  load  load  load
fib   fib   fib         read  read
fib   fib
`)
const { shared } = RECORDING
const nameOf = (func: number) => (func === -1 ? '(self)' : shared.strings[shared.funcs.name[func]!]!)
const funcOf = (name: string) => shared.funcs.name.findIndex(index => shared.strings[index] === name)

describe('queryFunctions()', () => {
  const { rows, total, samples, ceiling, valueType } = queryFunctions(RECORDING, { valueType: 1 })

  it('gives self and total, recursion once, by falling self', () => {
    expect(Array.from(rows.func, nameOf)).toEqual(['fib', 'load', 'read', 'idle', 'main'])
    expect([...rows.self]).toEqual([4, 2, 2, 2, 0])
    expect([...rows.total]).toEqual([4, 4, 2, 2, 8])
    expect(total).toBe(10)
    expect(valueType.name).toBe('samples')
  })

  it('gives the Wilson interval on the number of samples', () => {
    expect(samples).toBeCloseTo(10)
    expect(rows.selfLow[0]).toBeCloseTo(wilsonInterval(4, 10).low)
    expect(rows.totalHigh[4]).toBeCloseTo(wilsonInterval(8, 10).high)
  })

  it('gives the ceiling of Amdahl', () => {
    expect(ceiling[0]).toBeCloseTo(10 / 6)
    expect(ceiling[4]).toBeCloseTo(5)
    const all = queryFunctions(RECORDING, { time: { start: 0, end: 3e6 } })
    expect(all.ceiling[0]).toBe(Number.POSITIVE_INFINITY)
  })

  it('answers about what the filter keeps', () => {
    const part = queryFunctions(RECORDING, { valueType: 1, time: { start: 4e6, end: 8e6 } })
    expect(part.total).toBe(4)
    expect(Array.from(part.rows.func, nameOf)).toEqual(['load', 'read', 'main'])
  })

  it('has no intervals where figures are exact', () => {
    const calls = callsFromStacks(RECORDING)
    const answer = queryFunctions({ ...RECORDING, stacks: null, calls })
    expect(answer.samples).toBeNull()
    expect([...answer.rows.selfLow].every(Number.isNaN)).toBe(true)
    expect(answer.total).toBe(10e6)
  })

  it('throws when there is neither part', () => {
    expect(() => queryFunctions({ ...RECORDING, stacks: null })).toThrow(TypeError)
  })
})

describe('queryNeighbours()', () => {
  it('closes both lists with a self row', () => {
    const { callers, callees, total, self, whole } = queryNeighbours(RECORDING, funcOf('load'), {
      valueType: 1,
    })
    expect([total, self, whole]).toEqual([4, 2, 10])
    expect(Array.from(callers.func, nameOf)).toEqual(['main', '(self)'])
    expect([...callers.total]).toEqual([4, 0])
    expect(new Set(Array.from(callees.func, nameOf))).toEqual(new Set(['read', '(self)']))
    expect([...callees.total]).toEqual([2, 2])
    expect(callees.totalLow[0]).toBeCloseTo(wilsonInterval(2, 10).low)
  })

  it('lists a func that only calls itself with its self row alone', () => {
    const { callees, callers } = queryNeighbours(RECORDING, funcOf('fib'), { valueType: 1 })
    expect(Array.from(callees.func, nameOf)).toEqual(['(self)'])
    expect(Array.from(callers.func, nameOf)).toEqual(['main', '(self)'])
  })

  it('throws when the func is not there', () => {
    expect(() => queryNeighbours(RECORDING, 99)).toThrow(RangeError)
  })
})

describe('ceilingOf()', () => {
  it('is how much faster the whole would be, unknown where a cost is', () => {
    expect(ceilingOf(50, 100)).toBe(2)
    expect(ceilingOf(100, 100)).toBe(Number.POSITIVE_INFINITY)
    expect(ceilingOf(Number.NaN, 100)).toBeNaN()
  })
})
