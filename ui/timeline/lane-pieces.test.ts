import { describe, expect, it } from 'vitest'
import type { ThreadLane } from '../../src/query/time/timeline.ts'
import { farthestOf, lanePieceAt, seriesPieceAt, stateOf } from './lane-pieces.ts'

/** A lane of a text: a letter is a function that runs, a dot nothing seen, a dash waiting. */
function laneOf(text: string): ThreadLane {
  const column = (share: (char: string) => number) => Float64Array.from(text, share)
  return {
    thread: 0,
    running: column(char => (/[a-z]/.test(char) ? 1 : 0)),
    runnable: column(() => 0),
    waitingGil: column(() => 0),
    blocked: column(char => (char === '-' ? 1 : 0)),
    unknown: column(() => 0),
    topFunc: Int32Array.from(text, char => (/[a-z]/.test(char) ? char.charCodeAt(0) - 97 : -1)),
    heat: column(() => 0),
    cpuShare: 1,
    mainWait: 'futex',
  }
}

describe('lanePieceAt()', () => {
  it('cuts a lane where its function or its state changes, so that the pieces cover it once', () => {
    const text = 'aaab--..cc-'
    const lane = laneOf(text)
    const pieces: string[] = []
    for (let bin = 0; bin < text.length; ) {
      const { from, to } = lanePieceAt(lane, bin)
      expect(from).toBe(bin)
      for (let at = from; at < to; at++) expect(lanePieceAt(lane, at)).toEqual({ from, to })
      pieces.push(text.slice(from, to))
      bin = to
    }
    expect(pieces).toEqual(['aaa', 'b', '--', '..', 'cc', '-'])
  })

  it('tells running, waiting and not seen apart', () => {
    const lane = laneOf('a-.')
    expect([0, 1, 2].map(bin => stateOf(lane, bin))).toEqual(['running', 'waits: futex', ''])
  })
})

describe('seriesPieceAt()', () => {
  for (const length of [1, 7, 50, 99, 1000]) {
    it(`cuts ${length} bins into at most 50 steps that cover them once`, () => {
      const series = {
        name: 'rss',
        unit: 'bytes',
        process: -1,
        values: new Float64Array(length),
        peak: 0,
        least: 0,
      }
      let count = 0
      for (let bin = 0; bin < length; count++) {
        const { from, to } = seriesPieceAt(series, bin)
        expect(from).toBe(bin)
        expect(to).toBeGreaterThan(bin)
        expect(seriesPieceAt(series, to - 1)).toEqual({ from, to })
        bin = to
      }
      expect(count).toBeLessThanOrEqual(50)
    })
  }

  it('says the largest value of a step, else the last one before it', () => {
    const values = Float64Array.of(Number.NaN, 3, 5, Number.NaN, Number.NaN)
    const series = { name: 'rss', unit: 'bytes', process: -1, values, peak: 5, least: 3 }
    expect(farthestOf(series, { from: 0, to: 1 })).toBeNaN()
    expect(farthestOf(series, { from: 0, to: 3 })).toBe(5)
    expect(farthestOf(series, { from: 3, to: 5 })).toBe(5)
    const debts = { ...series, values: Float64Array.of(2, -7, -3, 4), peak: 4, least: -7 }
    expect(farthestOf(debts, { from: 0, to: 3 })).toBe(-7)
    expect(farthestOf(debts, { from: 2, to: 4 })).toBe(4)
  })
})
