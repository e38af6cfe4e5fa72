import { describe, expect, it } from 'vitest'
import { deepRecursion } from '../../../test/support/deep-recursion.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { seededRandom } from '../../base/random.ts'
import type { Recording } from '../../model/recording.ts'
import { stackWeights } from '../filter-samples.ts'
import { computeFunctionTotals } from '../totals/function-totals.ts'
import { callsFromStacks } from './calls-from-stacks.ts'
import { callNeighbours, type NeighbourRows, stackNeighbours } from './neighbours.ts'

/** Random stacks over few funcs, so that recursion of all kinds is common. */
function randomRecording(seed: number): Recording {
  const random = seededRandom(seed)
  const columns = Array.from({ length: 40 }, () =>
    Array.from({ length: Math.floor(random() * 9) }, () => 'abcde'[Math.floor(random() * 5)]!),
  )
  const weights = columns.map(() => String(1 + Math.floor(random() * 9)))
  const rows = Array.from({ length: 9 }, (_, depth) =>
    columns.map(column => (column[depth] ?? '').padEnd(4)).join(''),
  )
  return recordingFromText([weights.map(weight => weight.padEnd(4)).join(''), ...rows].join('\n'))
}

/** The stacks of the samples as names, root first, and their weights: what the definitions speak of. */
function samplesOf({ shared, stacks }: Recording): { names: string[]; weight: number }[] {
  return Array.from(stacks!.samples.stack, (leaf, i) => {
    const names: string[] = []
    for (let stack = leaf; stack !== -1; stack = shared.stacks.prefix[stack]!) {
      names.unshift(nameOf(shared, shared.frames.func[shared.stacks.frame[stack]!]!))
    }
    return { names, weight: stacks!.weights[0]![i]! }
  })
}

function nameOf(shared: Recording['shared'], func: number): string {
  return func === -1 ? '(self)' : shared.strings[shared.funcs.name[func]!]!
}

function add(map: Map<string, number>, name: string, weight: number): void {
  map.set(name, (map.get(name) ?? 0) + weight)
}

function asMap(
  shared: Recording['shared'],
  rows: NeighbourRows,
  field: 'self' | 'total',
): Map<string, number> {
  return new Map(Array.from(rows.func, (func, i) => [nameOf(shared, func), rows[field][i]!]))
}

describe('computeFunctionTotals()', () => {
  it.each([
    1, 2, 3, 4, 5,
  ])('counts recursion once per sample, as walking every sample does (seed %i)', seed => {
    const recording = randomRecording(seed)
    const self = new Map<string, number>()
    const total = new Map<string, number>()
    for (const { names, weight } of samplesOf(recording)) {
      if (names.length > 0) add(self, names.at(-1)!, weight)
      for (const name of new Set(names)) add(total, name, weight)
    }
    const { shared } = recording
    const totals = computeFunctionTotals(shared, stackWeights(recording).weights)
    for (let func = 0; func < shared.funcs.length; func++) {
      expect(totals.self[func]).toBe(self.get(nameOf(shared, func)) ?? 0)
      expect(totals.total[func]).toBe(total.get(nameOf(shared, func)) ?? 0)
    }
  })

  it('walks a stack of 200,000 frames', () => {
    const recording = recordingFromText('a')
    const length = 200_000
    const prefix = Int32Array.from({ length }, (_, i) => i - 1)
    const shared = { ...recording.shared, stacks: { length, prefix, frame: new Int32Array(length) } }
    const weights = new Float64Array(length).fill(1)
    expect(computeFunctionTotals(shared, weights).total[0]).toBe(length)
  })
})

describe('stackNeighbours()', () => {
  it.each([1, 2, 3, 4, 5])('gives what walking every sample gives (seed %i)', seed => {
    const recording = randomRecording(seed)
    const { shared } = recording
    const { weights } = stackWeights(recording)
    for (let func = 0; func < shared.funcs.length; func++) {
      const name = nameOf(shared, func)
      const callers = new Map<string, number>()
      const callees = new Map<string, number>()
      for (const { names, weight } of samplesOf(recording)) {
        if (!names.includes(name)) continue
        add(callers, names[names.indexOf(name) - 1] ?? '(self)', weight)
        add(callees, names[names.lastIndexOf(name) + 1] ?? '(self)', weight)
      }
      const found = stackNeighbours(shared, weights, func)
      const withSelf = (map: Map<string, number>) => new Map([['(self)', 0], ...map])
      expect(asMap(shared, found.callers, 'total')).toEqual(withSelf(callers))
      expect(asMap(shared, found.callees, 'total')).toEqual(withSelf(callees))
    }
  })

  it('gives the same of a recursion too deep to be walked sample by sample', () => {
    const recording = deepRecursion(300)
    const { shared } = recording
    const { weights } = stackWeights(recording)
    for (let func = 0; func < shared.funcs.length; func++) {
      const name = nameOf(shared, func)
      const callers = new Map<string, number>([['(self)', 0]])
      const callees = new Map<string, number>([['(self)', 0]])
      for (const { names, weight } of samplesOf(recording)) {
        if (!names.includes(name) || weight === 0) continue
        add(callers, names[names.indexOf(name) - 1] ?? '(self)', weight)
        add(callees, names[names.lastIndexOf(name) + 1] ?? '(self)', weight)
      }
      const found = stackNeighbours(shared, weights, func)
      expect(asMap(shared, found.callers, 'total')).toEqual(callers)
      expect(asMap(shared, found.callees, 'total')).toEqual(callees)
    }
  })

  it('adds up to the total and the self of the func', () => {
    const recording = randomRecording(7)
    const { shared } = recording
    const { weights } = stackWeights(recording)
    const totals = computeFunctionTotals(shared, weights)
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0)
    for (let func = 0; func < shared.funcs.length; func++) {
      const found = stackNeighbours(shared, weights, func)
      expect(found.total).toBe(totals.total[func])
      expect(found.self).toBe(totals.self[func])
      expect(sum(found.callers.total)).toBe(totals.total[func])
      expect(sum(found.callees.total)).toBe(totals.total[func])
      expect(sum(found.callers.self)).toBe(totals.self[func])
    }
  })
})

describe('callsFromStacks()', () => {
  it('has edges into a func that are its callers by the stacks', () => {
    const recording = randomRecording(11)
    const { shared } = recording
    const { weights } = stackWeights(recording)
    const part = callsFromStacks(recording)
    for (const func of part.rows.func) {
      const byStacks = stackNeighbours(shared, weights, func)
      const byCalls = callNeighbours(part, 0, func)
      expect(byCalls.total).toBe(byStacks.total)
      expect(byCalls.self).toBe(byStacks.self)
      expect(asMap(shared, byCalls.callers, 'total')).toEqual(asMap(shared, byStacks.callers, 'total'))
    }
  })
})

describe('callNeighbours()', () => {
  it('throws when the func is not in the call graph', () => {
    expect(() => callNeighbours(callsFromStacks(recordingFromText('a')), 0, 5)).toThrow(RangeError)
  })
})
