import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { thinSeries } from '../../analysis/time/thin-series.ts'
import type { Recording, Timeline } from '../../model/recording.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS, TIMELINE_POINTS } from '../../model/tables.ts'
import { queryMemoryTimeline } from './memory-timeline.ts'
import { queryMoment } from './moment.ts'

const MILLISECOND = 1e6

function gauge(
  name: string,
  process: number,
  points: readonly (readonly [ms: number, value: number])[],
): Timeline {
  const table = tableBuilder(TIMELINE_POINTS)
  for (const [ms, value] of points) table.add({ time: ms * MILLISECOND, value })
  return { name, unit: 'bytes', kind: 'gauge', process, points: table.finish() }
}

/** Ten milliseconds: read for 4, parse for 6; memory is highest in the eighth. */
const RECORDING: Recording = {
  ...recordingFromText(`
4                       6
main[line:2][file:a.py]  main[line:3][file:a.py]
read[line:12][file:a.py]  parse[line:22][file:a.py]`),
  timelines: [
    gauge('rss', 0, [
      [0, 10],
      [4, 30],
      [8, 90],
      [9, 50],
    ]),
    gauge('pss', 0, [[5, 25]]),
  ],
}

describe('queryMemoryTimeline()', () => {
  it('finds the peak, the lines of the program and the functions on top', () => {
    const answer = queryMemoryTimeline(RECORDING, { bins: 10 })!
    expect(answer.curves.map(({ name, role, peak }) => [name, role, peak])).toEqual([
      ['rss', 'program', 90],
      ['pss', 'detail', 25],
    ])
    expect(answer.peak).toEqual({ time: 8 * MILLISECOND, value: 90, process: 0 })
    expect(answer.areSpansSampled).toBe(true)
    expect(answer.spans.map(({ name, from, to, growth }) => [name, from, to, growth])).toEqual([
      ['read', 0, 4 * MILLISECOND, 20],
      ['parse', 4 * MILLISECOND, 10 * MILLISECOND, 20],
    ])
  })

  it('prefers spans that the program named, and keeps to a stretch of time', () => {
    const marks = tableBuilder(MARKS)
    const strings = [...RECORDING.shared.strings, 'load']
    marks.add({ name: strings.length - 1, time: MILLISECOND, duration: 2 * MILLISECOND, thread: 0 })
    const named = { ...RECORDING, shared: { ...RECORDING.shared, strings }, marks: marks.finish() }
    expect(queryMemoryTimeline(named, { bins: 10 })!.spans).toMatchObject([
      { name: 'load', func: -1, depth: 0 },
    ])
    const part = queryMemoryTimeline(named, { bins: 10, start: 4 * MILLISECOND, end: 7 * MILLISECOND })!
    expect(part.spans).toEqual([])
    expect(part.peak!.value).toBe(30)
  })

  it('has nothing to say without memory', () => {
    expect(queryMemoryTimeline({ ...RECORDING, timelines: [] }, { bins: 10 })).toBeNull()
  })
})

describe('queryMoment()', () => {
  it('gives the stack around a moment, its leaf first, and what memory there was', () => {
    const { shared } = RECORDING
    const moment = queryMoment(RECORDING, { time: 8 * MILLISECOND, process: 0 })
    expect(moment.frames.map(({ func, line }) => [shared.strings[shared.funcs.name[func]!], line])).toEqual([
      ['parse', 22],
      ['main', 3],
    ])
    expect(moment).toMatchObject({ memory: 90, seenAt: 8 * MILLISECOND, excerpt: null, span: null })
  })

  it('shows the lines around the leaf, where its source is at hand', () => {
    const { shared } = RECORDING
    const strings = [...shared.strings, Array.from({ length: 30 }, (_, i) => `line ${i + 1}`).join('\n')]
    const sources = { ...shared.sources, text: shared.sources.text.map(() => strings.length - 1) }
    const held = { ...RECORDING, shared: { ...shared, strings, sources } }
    const { excerpt } = queryMoment(held, { time: MILLISECOND, process: -1 })
    expect(excerpt).toMatchObject({ line: 12, first: 8 })
    expect(excerpt!.text[4]).toBe('line 12')
  })
})

describe('thinSeries()', () => {
  it('keeps ends and extremes of every bin', () => {
    const length = 10_000
    const time = Float64Array.from({ length }, (_, i) => i)
    const value = time.map(i => Math.sin(i) + (i === 5123 ? 9 : 0))
    const thin = thinSeries({ time, value }, 50)
    expect(thin.time.length).toBeLessThanOrEqual(4 * 51)
    expect([thin.time[0], thin.time.at(-1)]).toEqual([0, length - 1])
    expect(Math.max(...thin.value)).toBe(value[5123])
    expect([...thin.time]).toEqual([...thin.time].sort((a, b) => a - b))
    const short = { time: time.slice(0, 9), value: value.slice(0, 9) }
    expect(thinSeries(short, 50)).toBe(short)
  })
})
