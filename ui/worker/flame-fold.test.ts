import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/base/random.ts'
import { sightOf } from './flame-fold.ts'

describe('sightOf()', () => {
  it('is nothing for most of the picture', () => {
    expect(sightOf({ from: 0, to: 1 })).toBeNull()
    expect(sightOf({ from: 0.2, to: 0.8 })).toBeNull()
  })

  it('holds the window and as much as half of it on both sides, and not much more', () => {
    const random = seededRandom(1)
    for (let i = 0; i < 1000; i++) {
      const span = 0.5 * random() ** 6 + 1e-9
      const from = random() * (1 - span)
      const sight = sightOf({ from, to: from + span })!
      expect(sight.from).toBeLessThanOrEqual(from - span / 2)
      expect(sight.to).toBeGreaterThanOrEqual(from + 1.5 * span)
      expect(sight.to - sight.from).toBeLessThanOrEqual(8.0001 * span)
    }
  })

  it('stays while the window moves a little', () => {
    expect(sightOf({ from: 0.1, to: 0.2 })).toEqual(sightOf({ from: 0.101, to: 0.201 }))
  })
})
