import { describe, expect, it } from 'vitest'
import { queryHotLines } from '../../src/query/lines/hot-lines.ts'
import { queryLines } from '../../src/query/lines/lines.ts'
import { forAllSamples, lineOf, type PlainSample, recordingOf } from '../support/arbitrary-recording.ts'

type Place = (frame: PlainSample['stack'][number]) => string | null

/** Self and total by place, from first principles: a sample counts once for every distinct place in its stack. */
function figures(samples: readonly PlainSample[], place: Place) {
  const self = new Map<string, number>()
  const total = new Map<string, number>()
  const add = (to: Map<string, number>, key: string, weight: number) =>
    to.set(key, (to.get(key) ?? 0) + weight)
  for (const { stack, weight } of samples) {
    const places = stack.map(place)
    for (const key of new Set(places)) if (key !== null) add(total, key, weight)
    const top = places.at(-1)
    if (top != null) add(self, top, weight)
  }
  return { self, total }
}

const lineKey = (func: number, line: number) =>
  lineOf(func, line) === -1 ? null : String(lineOf(func, line))

describe('queryLines()', () => {
  it('gives each line of a func the samples in which it stands, once each', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      for (let f = 0; f < 6; f++) {
        const answer = queryLines(recording, { func: f })
        const wanted = figures(samples, ({ func, line }) => (func === f ? lineKey(func, line) : null))
        const lines = Array.from(answer.line, String)
        expect(new Map(lines.map((line, i) => [line, answer.totals[i]!]))).toEqual(wanted.total)
        for (const [i, line] of lines.entries()) expect(answer.self[i]).toBe(wanted.self.get(line) ?? 0)
        expect(answer.total).toBe(
          figures(samples, ({ func }) => (func === f ? 'in' : null)).total.get('in') ?? 0,
        )
        expect(Math.max(0, ...answer.totals)).toBeLessThanOrEqual(answer.total)
      }
    })
  })

  it('gives the lines of a source those of all its funcs', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      const answer = queryLines(recording, { source: 1 })
      const wanted = figures(samples, ({ func, line }) => (func % 2 === 1 ? lineKey(func, line) : null))
      expect(new Map(Array.from(answer.line, (line, i) => [String(line), answer.totals[i]!]))).toEqual(
        wanted.total,
      )
    })
  })
})

describe('queryHotLines()', () => {
  it('lists the lines of all funcs by falling self cost', () => {
    forAllSamples(samples => {
      const answer = queryHotLines(recordingOf(samples), {}, 1000)
      const wanted = figures(samples, ({ func, line }) => lineKey(func, line))
      const found = new Map(Array.from(answer.line, (line, i) => [String(line), answer.self[i]!]))
      expect(found).toEqual(wanted.self)
      for (let i = 0; i < answer.length; i++) {
        expect(answer.totals[i]).toBe(wanted.total.get(String(answer.line[i])))
        expect(answer.source[i]).toBe(answer.func[i]! % 2)
        if (i > 0) expect(answer.self[i]).toBeLessThanOrEqual(answer.self[i - 1]!)
        const share = answer.self[i]! / answer.whole
        expect(answer.shareLow[i]).toBeLessThanOrEqual(share)
        expect(answer.shareHigh[i]).toBeGreaterThanOrEqual(share - 1e-12)
      }
      expect(queryHotLines(recordingOf(samples), {}, 2).length).toBe(Math.min(2, answer.length))
    })
  })

  it('counts recursion 100,000 deep in one walk', () => {
    const stack = Array.from({ length: 100_000 }, (_, i) => ({ func: i % 2, line: 1 }))
    const answer = queryHotLines(recordingOf([{ stack, thread: 0, weight: 10, gap: 0, state: 1 }]))
    expect([...answer.totals]).toEqual([10])
    expect([...answer.line]).toEqual([11])
  })
})
