import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import { queryTimeline } from './timeline.ts'

describe('queryTimeline()', () => {
  it('finds the peak of a gauge that has no point in some bins', () => {
    const points = tableBuilder(TIMELINE_POINTS)
    for (const [time, value] of [
      [2.5e6, 30],
      [2.6e6, 50],
      [7.5e6, 40],
    ] as const) {
      points.add({ time, value })
    }
    const recording = {
      ...recordingFromText('10\nmain'),
      timelines: [
        { name: 'rss', unit: 'bytes', kind: 'gauge', process: -1, points: points.finish() } as const,
      ],
    }
    const [series] = queryTimeline(recording, { bins: 10, start: 0, end: 10e6 }).series
    expect(series!.peak).toBe(50)
    expect(series!.values[0]).toBeNaN()
    expect(series!.values[2]).toBe(50)
  })
})
