import { describe, expect, it } from 'vitest'
import { deepRecursion } from '../../../test/support/deep-recursion.ts'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import type { Shared } from '../../model/recording.ts'
import { stackWeights } from '../filter-samples.ts'
import { computeCallNodes } from '../tree/call-nodes.ts'
import { computeFunctionTotals, weighFunctions } from './function-totals.ts'

/** By the definitions: a func's total is what the stacks weigh that hold it. */
function totalsByDefinition(shared: Shared, weights: Float64Array): { self: number[]; total: number[] } {
  const self: number[] = Array.from(shared.funcs.name, () => 0)
  const total: number[] = Array.from(shared.funcs.name, () => 0)
  for (const [leaf, weight] of weights.entries()) {
    const funcs = new Set<number>()
    for (let at = leaf; weight !== 0 && at !== -1; at = shared.stacks.prefix[at]!) {
      const func = shared.frames.func[shared.stacks.frame[at]!]!
      if (at === leaf) self[func]! += weight
      funcs.add(func)
    }
    for (const func of funcs) total[func]! += weight
  }
  return { self, total }
}

describe('computeFunctionTotals()', () => {
  it.each([
    ['stacks that are walked', generateRecording({ stacks: 3000, samples: 5000, funcs: 40 })],
    ['a recursion too deep to be walked', deepRecursion(2000)],
  ])('counts a func once per stack in %s', (_, recording) => {
    const { weights } = stackWeights(recording)
    const { self, total } = computeFunctionTotals(recording.shared, weights)
    const wanted = totalsByDefinition(recording.shared, weights)
    expect([...self]).toEqual(wanted.self)
    expect([...total]).toEqual(wanted.total)
  })
})

describe('weighFunctions()', () => {
  it.each([
    ['many samples a stack', generateRecording({ stacks: 300, samples: 5000, funcs: 40 })],
    ['many stacks a sample', generateRecording({ stacks: 9000, samples: 500, funcs: 40 })],
    ['a recursion too deep to be walked', deepRecursion(2000)],
  ])('says what the weights by stack say, of %s', (_, recording) => {
    for (const restriction of [{}, { time: { start: 0, end: 1e9 } }]) {
      const { weights, ...sum } = stackWeights(recording, restriction)
      expect(weighFunctions(recording, restriction)).toEqual({
        sum,
        totals: computeFunctionTotals(recording.shared, weights),
      })
    }
  })
})

describe('computeCallNodes()', () => {
  const pathOf = (columns: { prefix: Int32Array }, node: number, name: (node: number) => number) => {
    const path: number[] = []
    for (let at = node; at !== -1; at = columns.prefix[at]!) path.push(name(at))
    return path.join(' ')
  }

  it.each([
    ['no two stacks run the same funcs', generateRecording({ stacks: 500 }), 500],
    ['stacks differ by line alone', deepRecursion(250), 250],
  ])('has one node a path of funcs where %s', (_, { shared }, length) => {
    const nodes = computeCallNodes(shared)
    expect(nodes.length).toBe(length)
    const paths = new Set<string>()
    for (let stack = 0; stack < shared.stacks.length; stack++) {
      const node = nodes.nodeOfStack[stack]!
      const path = pathOf(shared.stacks, stack, at => shared.frames.func[shared.stacks.frame[at]!]!)
      expect(pathOf(nodes, node, at => nodes.func[at]!)).toBe(path)
      expect(nodes.depth[node]).toBe(path.split(' ').length - 1)
      paths.add(path)
    }
    expect(paths.size).toBe(length)
  })
})
