import { describe, expect, it } from 'vitest'
import { paintSeries, seriesScale } from './paint-lane.ts'

/** The rectangles that a series is painted as, in a row of 100 by 50 pixels. */
function painted(values: readonly number[]): { x: number; y: number; width: number; height: number }[] {
  const rects: { x: number; y: number; width: number; height: number }[] = []
  const context = {
    fillStyle: '',
    fillRect: (x: number, y: number, width: number, height: number) => rects.push({ x, y, width, height }),
  }
  const series = {
    name: 'x',
    unit: 'count',
    process: -1,
    values: Float64Array.from(values),
    peak: 0,
    least: 0,
  }
  paintSeries(series, {
    context: context as never,
    ...{ width: 100, height: 50, ratio: 1, theme: 'dark' },
  })
  return rects
}

describe('paintSeries()', () => {
  it('stands on the lower edge where nothing is below zero', () => {
    expect(painted([1, 2, Number.NaN, 0])).toEqual([
      { x: 0, y: 27, width: 25, height: 23 },
      { x: 25, y: 4, width: 25, height: 46 },
      { x: 50, y: 4, width: 25, height: 46 },
    ])
  })

  it('hangs from a line at nothing what is below it', () => {
    const { zero } = seriesScale({ highest: 1, lowest: -3, height: 50 })
    const [above, under, line] = painted([1, -3])
    expect(above!.y + above!.height).toBe(zero)
    expect(under!.y).toBe(zero)
    // Of one scale.
    expect(under!.height / above!.height).toBeCloseTo(3, 0)
    expect(line).toEqual({ x: 0, y: zero, width: 100, height: 1 })
  })

  it('hangs all from the upper edge where all is below zero', () => {
    const [first, second] = painted([-2, -1])
    expect([first!.y, second!.y]).toEqual([2, 2])
    expect(first!.height).toBe(2 * second!.height)
  })
})
