import { describe, expect, it } from 'vitest'
import { foldGrowth } from './fold-growth.ts'
import { type GrowthPart, GrowthShares } from './growth-shares.ts'

/** Stacks of one thread: 0 is the caller of 1 (allocates), 2 (computes) and 3 (waits). */
const PREFIX = [-1, 0, 0, 0]
const part = (stack: number, share: number, isWaiting = false): GrowthPart => ({
  thread: 7,
  stack,
  part: share,
  isWaiting,
})

function sharesOf(
  ticks: readonly { growth: number; suspects: GrowthPart[]; caught?: number; culprits?: GrowthPart[] }[],
) {
  const sums = new Map<number, number>()
  const shares = new GrowthShares(
    { add: (stack, _t, _time, _s, _w, _f, _wall, bytes) => sums.set(stack, (sums.get(stack) ?? 0) + bytes) },
    stack => PREFIX[stack]!,
  )
  for (const [time, { caught = 0, culprits = [], ...tick }] of ticks.entries()) {
    shares.add({ time, caught, culprits, ...tick })
  }
  shares.finish()
  return sums
}

describe('GrowthShares', () => {
  it('gives growth to the suspects where nothing was caught', () => {
    const sums = sharesOf([{ growth: 10, suspects: [part(1, 0.5), part(2, 0.5)] }])
    expect([...sums]).toEqual([
      [1, 5],
      [2, 5],
    ])
  })

  it('gives all growth to who was caught before and after', () => {
    const quiet = { growth: 10, suspects: [part(2, 1)] }
    const caught = { ...quiet, caught: 4, culprits: [part(1, 1)] }
    const sums = sharesOf([caught, quiet, quiet, caught])
    expect(sums.get(1)).toBe(30)
    // Nobody was caught before the first.
    expect(sums.get(2)).toBe(10)
  })

  it('passes on what grew while the thread waited to who grew in other rounds, also later', () => {
    const asleep = { growth: 10, suspects: [part(3, 1, true)] }
    const sums = sharesOf([asleep, { growth: 10, suspects: [part(1, 1)] }, asleep])
    expect([...sums]).toEqual([[1, 30]])
    expect([...sharesOf([asleep])]).toEqual([[3, 10]])
  })

  it('loses nothing', () => {
    const ticks = Array.from({ length: 200 }, (_, i) => ({
      growth: i % 7,
      suspects: [part(1 + (i % 3), 0.5, i % 3 === 2), part(2, 0.5)],
      caught: i % 5 === 0 ? 3 : 0,
      culprits: [part(1, 1)],
    }))
    const whole = ticks.reduce((sum, { growth }) => sum + growth, 0)
    expect([...sharesOf(ticks).values()].reduce((sum, bytes) => sum + bytes, 0)).toBeCloseTo(whole, 6)
  })
})

describe('foldGrowth', () => {
  it('adds growth to the row of its stack before it and keeps order and sums', () => {
    const growth = Float64Array.of(0, 0, 5, 7)
    const order = foldGrowth({
      length: 4,
      stack: Int32Array.of(1, 2, 1, 3),
      thread: Int32Array.of(0, 0, 0, 0),
      time: Float64Array.of(0, 10, 8, 20),
      wall: Float64Array.of(10, 10, 0, 0),
      growth,
    })
    expect([...order]).toEqual([0, 1, 3])
    expect([...order].map(row => growth[row])).toEqual([5, 0, 7])
  })
})
