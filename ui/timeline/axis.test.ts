import { describe, expect, it } from 'vitest'
import { timeTicks } from './axis.ts'

const labels = (start: number, end: number, count = 5) => timeTicks(start, end, count).map(tick => tick.label)

describe('timeTicks()', () => {
  it('puts round times between the ends, the unit at both ends only', () => {
    expect(labels(0, 41.2e9)).toEqual(['0\u2009s', '10', '20', '30', '41.2\u2009s'])
    expect(labels(0, 3.2e6, 4)).toEqual(['0\u2009ms', '1', '2', '3.2\u2009ms'])
    // "35" would stand in "39.0 ms" in a narrow window.
    expect(labels(0, 39e6, 8)).toEqual(['0\u2009ms', '5', '10', '15', '20', '25', '30', '39.0\u2009ms'])
  })
  it('stays in order and inside for any range', () => {
    for (const [start, end] of [
      [0, 1],
      [5e9, 5.000001e9],
      [0, 7.3e12],
      [-2e9, 3e9],
    ] as const) {
      const ticks = timeTicks(start, end, 6)
      expect(ticks.length).toBeLessThan(14)
      for (const [i, tick] of ticks.entries()) {
        expect(tick.at).toBeGreaterThanOrEqual(0)
        expect(tick.at).toBeLessThanOrEqual(1)
        if (i > 0) expect(tick.at).toBeGreaterThan(ticks[i - 1]!.at)
      }
    }
    expect(timeTicks(0, 0, 5)).toEqual([])
  })
})
