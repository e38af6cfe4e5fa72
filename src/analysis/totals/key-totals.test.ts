import { describe, expect, it } from 'vitest'
import { deepRecursion } from '../../../test/support/deep-recursion.ts'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { seededRandom } from '../../base/random.ts'
import type { Shared } from '../../model/recording.ts'
import { stackWeights } from '../filter-samples.ts'
import { computeKeyTotals } from './key-totals.ts'

/** By the definitions: each stack is walked, and counts once for every key that is in it. */
function byDefinition({ stacks, frames }: Shared, keyOfFrame: Int32Array, weights: Float64Array) {
  const keys = Math.max(-1, ...keyOfFrame) + 1
  const [self, total] = [new Array<number>(keys).fill(0), new Array<number>(keys).fill(0)]
  const met = { sum: 0, size: 0 }
  for (const [leaf, weight] of weights.entries()) {
    const found = new Set<number>()
    for (let at = leaf; at !== -1; at = stacks.prefix[at]!) found.add(keyOfFrame[stacks.frame[at]!]!)
    found.delete(-1)
    for (const key of found) total[key]! += weight
    const top = keyOfFrame[stacks.frame[leaf]!]!
    if (top !== -1) self[top]! += weight
    if (found.size === 0) continue
    met.sum += weight
    met.size += Math.abs(weight)
  }
  expect(frames.length).toBe(keyOfFrame.length)
  return { self, total, met }
}

describe('computeKeyTotals()', () => {
  it.each([
    ['stacks that are walked', generateRecording({ stacks: 2000, samples: 3000, funcs: 40 })],
    ['a recursion too deep to be walked', deepRecursion(500)],
  ])('counts a key once per stack in %s', (_, recording) => {
    const { shared } = recording
    const random = seededRandom(3)
    const { weights } = stackWeights(recording)
    for (const sign of [1, -1]) {
      const signed = weights.map(weight => (random() < 0.5 ? sign * weight : weight))
      for (const keys of [1, 3, 7]) {
        const keyOfFrame = shared.frames.func.map((_, f) => (f % 3 === 0 ? f % keys : -1))
        const found = computeKeyTotals(shared, { keyOfFrame, keys, weights: signed })
        const wanted = byDefinition(shared, keyOfFrame, signed)
        expect(found.met).toEqual(wanted.met)
        expect([...found.self.slice(0, wanted.self.length)]).toEqual(wanted.self)
        expect([...found.total.slice(0, wanted.total.length)]).toEqual(wanted.total)
      }
    }
  })
})
