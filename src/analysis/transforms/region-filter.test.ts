import { describe, expect, it } from 'vitest'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type Timeline } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS, ThreadKind, TIMELINE_POINTS } from '../../model/tables.ts'
import { sampleDurations } from '../time/thread-samples.ts'
import { keepRegions, regionNames } from './region-filter.ts'

type Span = readonly [name: string, time: number, duration: number, thread?: number]

/** Two threads and a task of one process; each sample is 10 ns of wall time in one function, two samples each. */
function recordingOf(
  spans: readonly Span[],
  rows: readonly (readonly [time: number, thread: number])[],
): Recording {
  const shared = new SharedBuilder()
  const process = shared.process({ name: 'server', pid: 7 })
  shared.thread({ name: 'main', process, tid: 100 })
  shared.thread({ name: 'worker', process, tid: 101 })
  shared.thread({ name: 'task', process, kind: ThreadKind.task })
  const part = new StacksBuilder([
    { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
    { name: 'samples', unit: 'count', kind: 'sum', precision: 'exact' },
    { name: 'in use', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  ])
  const stack = shared.stack(-1, shared.plainFrame(shared.func({ name: 'f' })))
  for (const [time, thread] of rows) part.add({ stack, thread, time }, [10, 2, 64])
  const marks = tableBuilder(MARKS)
  for (const [name, time, duration, thread = -1] of spans) {
    marks.add({ name: shared.string(name), time, duration, thread })
  }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'test', recorder: { name: 'test', version: null, mode: null, settings: {} } }),
    shared: shared.finish(),
    stacks: part.finish(true),
    marks: marks.finish(),
  }
}

/** Time, thread, wall time and samples of what is left. */
function left({ stacks }: Recording): (readonly number[])[] {
  const { samples, weights } = stacks!
  return Array.from({ length: samples.length }, (_, i) => [
    samples.time[i]!,
    samples.thread[i]!,
    weights[0]![i]!,
    weights[1]![i]!,
  ])
}

const named = (name: string) => (text: string) => text === name

describe('keepRegions()', () => {
  it('cuts samples to the part that a span covers, and their sums with it', () => {
    const recording = recordingOf(
      [['solve', 5, 20]],
      [
        [0, 0],
        [10, 0],
        [20, 0],
        [30, 0],
      ],
    )
    const kept = keepRegions(recording, named('solve'))
    expect(left(kept)).toEqual([
      [5, 0, 5, 1],
      [10, 0, 10, 2],
      [20, 0, 5, 1],
    ])
    expect([...kept.stacks!.weights[2]!]).toEqual([64, 64, 64])
    expect([...sampleDurations(kept)]).toEqual([5, 10, 5])
  })

  it('keeps of a span of a thread what that thread and the tasks did, of others what all did', () => {
    const rows = [
      [0, 0],
      [0, 1],
      [0, 2],
      [0, -1],
    ] as const
    expect(
      left(keepRegions(recordingOf([['a', 0, 10, 1]], rows), named('a'))).map(([, thread]) => thread),
    ).toEqual([1, 2, -1])
    expect(
      left(keepRegions(recordingOf([['a', 0, 10]], rows), named('a'))).map(([, thread]) => thread),
    ).toEqual([0, 1, 2, -1])
  })

  it('counts once what lies in several spans, and apart what lies in two of them', () => {
    const spans: Span[] = [
      ['a', 0, 30],
      ['a', 2, 3],
      ['a', 30, 5],
      ['a', 40, 2],
      ['a', 46, 2],
    ]
    const rows = [
      [0, 0],
      [10, 0],
      [30, 0],
      [40, 0],
    ] as const
    expect(left(keepRegions(recordingOf(spans, rows), named('a')))).toEqual([
      [0, 0, 10, 2],
      [10, 0, 10, 2],
      [30, 0, 5, 1],
      [40, 0, 2, 0.4],
      [46, 0, 2, 0.4],
    ])
  })

  it('leaves points and other names out', () => {
    const recording = recordingOf(
      [
        ['a', 0, 0],
        ['b', 0, 10],
      ],
      [[0, 0]],
    )
    expect(left(keepRegions(recording, named('a')))).toEqual([])
    expect(regionNames(recording)).toEqual(['b'])
  })

  it('keeps the points of timelines within, and no peak of the whole life of a process', () => {
    const points = tableBuilder(TIMELINE_POINTS)
    for (const time of [0, 5, 9, 12, 20]) points.add({ time, value: time })
    const timeline: Timeline = {
      name: 'rss',
      unit: 'bytes',
      kind: 'gauge',
      process: 0,
      points: points.finish(),
    }
    const recording = {
      ...recordingOf([['a', 5, 7, 1]], []),
      stacks: null,
      timelines: [timeline, { ...timeline, name: 'peak-rss' }, { ...timeline, process: -1 }],
    }
    const { timelines } = keepRegions(recording, named('a'))
    expect(timelines.map(({ name, points: { time } }) => [name, ...time])).toEqual([
      ['rss', 5, 9, 12],
      ['rss', 5, 9, 12],
    ])
    const between = { ...recordingOf([['a', 13, 4]], []), stacks: null, timelines: [timeline] }
    const [only] = keepRegions(between, named('a')).timelines
    expect([...only!.points.time, ...only!.points.value]).toEqual([13, 12])
  })
})
