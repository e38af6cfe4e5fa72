import { describe, expect, it } from 'vitest'
import { computeTornShare, newTornCounts, sumTornCounts } from './torn-estimate.ts'

describe('computeTornShare()', () => {
  it('is unknown without audits', () => {
    expect(computeTornShare(newTornCounts())).toBeNull()
  })

  it('is the share of audits that passed, with an interval that holds it', () => {
    const { share, low, high } = computeTornShare({ ...newTornCounts(), audits: 1000, passed: 12 })!
    expect(share).toBe(0.012)
    expect(low).toBeGreaterThan(0.004)
    expect(high).toBeLessThan(0.03)
    expect(low < share && share < high).toBe(true)
  })

  it('adds up the counts of several processes', () => {
    const part = {
      whole: 10,
      torn: 1,
      retried: 2,
      repaired: 3,
      unverified: 5,
      dropped: 6,
      audits: 4,
      passed: 1,
    }
    expect(sumTornCounts([part, part, newTornCounts()])).toEqual({
      whole: 20,
      torn: 2,
      retried: 4,
      repaired: 6,
      audits: 8,
      passed: 2,
    })
  })
})
