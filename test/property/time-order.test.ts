import { describe, expect, it } from 'vitest'
import { queryFlameChart } from '../../src/query/time/flame-chart.ts'
import { queryTimeline, timeRange } from '../../src/query/time/timeline.ts'
import { forAllSamples, type PlainSample, recordingOf } from '../support/arbitrary-recording.ts'

interface Moment {
  readonly from: number
  readonly to: number
  readonly sample: PlainSample
}

function moments(samples: readonly PlainSample[], thread: number): Moment[] {
  let clock = 0
  return samples
    .filter(sample => sample.thread === thread)
    .map(sample => {
      const from = clock + sample.gap
      clock = from + sample.weight
      return { from, to: clock, sample }
    })
}

describe('queryFlameChart()', () => {
  it('shows at every moment the stack that was sampled, and nothing between samples', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      for (const thread of [0, 1]) {
        const chart = queryFlameChart(recording, thread)
        const at = (time: number) => {
          const rows = Array.from(chart.func.keys()).filter(
            i => chart.from[i]! <= time && time < chart.to[i]!,
          )
          return rows.toSorted((a, b) => chart.depth[a]! - chart.depth[b]!).map(i => chart.func[i]!)
        }
        for (const { from, to, sample } of moments(samples, thread)) {
          const stack = sample.stack.map(({ func }) => func)
          expect(at(from)).toEqual(stack)
          expect(at((from + to) / 2)).toEqual(stack)
          if (sample.gap > 0) expect(at(from - sample.gap / 2)).toEqual([])
        }
      }
    })
  })

  it('has boxes that never overlap within a depth, and as few as the samples allow', () => {
    forAllSamples(samples => {
      const chart = queryFlameChart(recordingOf(samples), 0)
      for (let d = 0; d <= chart.maxDepth; d++) {
        for (let i = chart.rowStart[d]! + 1; i < chart.rowStart[d + 1]!; i++) {
          expect(chart.depth[i]).toBe(d)
          expect(chart.from[i]).toBeGreaterThanOrEqual(chart.to[i - 1]!)
        }
      }
      let boxes = 0
      let before: number[] = []
      for (const { sample } of moments(samples, 0)) {
        const stack = sample.stack.map(({ func }) => func)
        const differs = stack.findIndex((func, d) => func !== before[d])
        const common = sample.gap > 0 ? 0 : differs === -1 ? stack.length : differs
        boxes += stack.length - common
        before = stack
      }
      expect(chart.length).toBe(boxes)
    })
  })
})

describe('queryTimeline()', () => {
  it('shares each bin out among the states in which the thread was seen', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      const { start, end } = timeRange(recording)
      const bins = 7
      const answer = queryTimeline(recording, { bins })
      const width = (end - start) / bins
      expect(answer.lanes.map(lane => lane.thread)).toEqual(
        [0, 1].filter(t => moments(samples, t).length > 0),
      )
      for (const lane of answer.lanes) {
        const columns = [lane.unknown, lane.running, lane.runnable, lane.waitingGil, lane.blocked]
        for (let bin = 0; bin < bins; bin++) {
          const binStart = start + bin * width
          for (const [state, column] of columns.entries()) {
            const seen = moments(samples, lane.thread)
              .filter(({ sample }) => sample.state === state)
              .reduce(
                (sum, m) => sum + Math.max(0, Math.min(m.to, binStart + width) - Math.max(m.from, binStart)),
                0,
              )
            expect(column[bin]! * width).toBeCloseTo(seen, 3)
          }
          expect(columns.reduce((sum, column) => sum + column[bin]!, 0)).toBeLessThanOrEqual(1 + 1e-9)
        }
      }
    })
  })
})
