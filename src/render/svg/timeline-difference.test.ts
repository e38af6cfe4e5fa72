import { describe, expect, it } from 'vitest'
import { areasBetween } from './timeline-difference.ts'

const FRAME = { x: 0, y: 0, width: 6, height: 100, start: 0, end: 6, top: 10 }

describe('areasBetween()', () => {
  it('fills what is more and what is less apart, and nothing where a side is not known', () => {
    const own = Float64Array.of(5, 8, 8, 2, Number.NaN, 1)
    const base = Float64Array.of(5, 4, 4, 4, 4, 1)
    const [up, down, ...more] = areasBetween(own, base, FRAME)
    expect(more).toEqual([])
    // Up to the column where the lines have crossed, and back along the base.
    expect(up).toBe('<path class="up" d="M1.5 20L2.5 20L3.5 80L3.5 60L2.5 60L1.5 60Z"/>')
    expect(down).toBe('<path class="down" d="M3.5 80L3.5 60Z"/>')
  })

  it('draws nothing between two that are the same', () => {
    const same = Float64Array.of(1, 2, 3)
    expect(areasBetween(same, same, FRAME)).toEqual([])
  })
})
