import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { putUnder } from '../../analysis/difference/put-under.ts'
import type { Recording } from '../../model/recording.ts'
import { queryCallTree } from './call-tree.ts'
import { queryCentredTree } from './centred-tree.ts'
import { drawnWeights } from './drawn-weights.ts'
import { queryMapTree } from './square-map.ts'

/** What grew by 5 ms in a caller that shrank by 10, and two stacks that only shrank. */
const SHRUNK = recordingFromText('10    5    3    2\nmain  main  main  other\nfreed  grown  idle')

function negated(recording: Recording): Recording {
  const stacks = recording.stacks!
  const weights = stacks.weights.map(column => column.map((value, i) => (i === 1 ? value : -value)))
  return { ...recording, stacks: { ...stacks, weights } }
}

describe('drawnWeights()', () => {
  const recording = negated(SHRUNK)

  it('leaves out what weighs less than nothing, and counts it', () => {
    const { total, below, weights } = drawnWeights(recording, {})
    expect([total, below]).toEqual([5e6, 3])
    expect(weights.every(weight => weight >= 0)).toBe(true)
  })

  it('lets what grew be seen in a caller that shrank', () => {
    const tree = queryCallTree(recording)
    expect([tree.total, tree.below, tree.totals[0], tree.totals[1]]).toEqual([5e6, 3, 5e6, 5e6])
    const map = queryMapTree(recording)
    expect([map.total, map.whole, map.negative, map.totals[0]]).toEqual([5e6, 20e6, 3, 5e6])
    const func = recording.shared.funcs.name.findIndex(name => recording.shared.strings[name] === 'main')
    expect(queryCentredTree(recording, func).callees.below).toBe(3)
  })

  it('leaves alone what weighs something', () => {
    expect(queryCallTree(SHRUNK).below).toBe(0)
    expect(queryCallTree(SHRUNK).total).toBe(20e6)
  })
})

describe('beside a base', () => {
  /** 8 ms in grown and -3 in freed, were -2 and 4: `main` is less than what it called. */
  const recording = recordingFromText('8     3\nmain  main\ngrown freed')
  const weigh = (own: readonly number[]): Recording => {
    const stacks = recording.stacks!
    return { ...recording, stacks: { ...stacks, weights: stacks.weights.map(() => Float64Array.from(own)) } }
  }
  const joined = putUnder(weigh([8e6, -3e6]), weigh([-2e6, 4e6]))

  it('boxes are as wide as what is above zero on the side that is drawn; figures are all there are', () => {
    const trees = (['new', 'base', 'union'] as const).map(widths => queryCallTree(joined, { widths }))
    expect(trees.map(({ totals, below }) => [[...totals], below])).toEqual([
      [[8e6, 8e6], 1],
      [[4e6, 4e6], 1],
      [[12e6, 8e6, 4e6], 0],
    ])
    for (const { difference } of trees) {
      expect([difference!.totals[0], difference!.baseTotals[0]]).toEqual([5e6, 2e6])
      expect([difference!.whole, difference!.baseWhole]).toEqual([11e6, 6e6])
    }
  })

  it('maps and centred pictures do the same', () => {
    const map = queryMapTree(joined, { widths: 'new' })
    expect([[...map.totals], map.negative, map.whole, map.baseWhole]).toEqual([[8e6, 8e6], 1, 11e6, 6e6])
    const { callees } = queryCentredTree(joined, 0, { widths: 'new' })
    expect([[...callees.totals], callees.below, callees.difference!.whole]).toEqual([[8e6, 8e6], 1, 11e6])
  })
})
