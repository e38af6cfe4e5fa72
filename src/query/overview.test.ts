import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { LinesBuilder } from '../model/part-builders.ts'
import type { Recording } from '../model/recording.ts'
import { SharedBuilder } from '../model/shared-builder.ts'
import { queryOverview } from './overview.ts'

function measured(): Recording {
  const shared = new SharedBuilder()
  const source = shared.source('a.py')
  const hot = shared.func({ name: 'hot', file: 'a.py', line: 3 })
  const lines = new LinesBuilder([
    { name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' },
    { name: 'memory', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  ])
  lines.add({ source, line: 9, func: -1, hits: 1 }, [5, 7])
  lines.add({ source, line: 4, func: hot, hits: 10 }, [100, 30])
  lines.add({ source, line: 5, func: hot, hits: 20 }, [200, 20])
  return { ...recordingFromText('1\nmain'), shared: shared.finish(), stacks: null, lines: lines.finish() }
}

describe('queryOverview()', () => {
  it('adds amounts up by function and takes the largest of states, the costliest first', () => {
    expect(queryOverview(measured()).measured).toMatchObject([
      { func: 0, lines: 2, hits: 20, values: [300, 30] },
      { func: -1, lines: 1, hits: 1, values: [5, 7] },
    ])
  })

  it('says of a timeline where it began and ended, and when it was largest', () => {
    const points = { length: 4, time: Float64Array.of(0, 5, 9, 12), value: Float64Array.of(3, 8, 8, 2) }
    const timeline = { name: 'rss', unit: 'bytes', kind: 'gauge', process: -1, points } as const
    const { timelines } = queryOverview({ ...measured(), timelines: [timeline] })
    expect(timelines).toEqual([
      { name: 'rss', unit: 'bytes', process: '', points: 4, first: 3, last: 2, least: 2, most: 8, mostAt: 5 },
    ])
  })
})
