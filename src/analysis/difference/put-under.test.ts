import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { CallsBuilder, LinesBuilder, StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, quality, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { queryFunctions } from '../../query/functions/functions.ts'
import { queryLines } from '../../query/lines/lines.ts'
import { putUnder } from './put-under.ts'
import { differenceInterval } from './uncertainty.ts'

const type = (
  name: string,
  unit: string,
  precision: ValueType['precision'],
  kind: ValueType['kind'] = 'sum',
) => ({
  name,
  unit,
  precision,
  kind,
})

/** One func, `self` of it in each value type, as samples or as a call graph. */
function recordingWith(
  types: readonly ValueType[],
  values: readonly number[],
  about: { part?: 'stacks' | 'calls'; name?: string; duration?: number; rate?: number } = {},
): Recording {
  const { part = 'stacks', name = 'program', duration = null, rate } = about
  const shared = new SharedBuilder()
  const func = shared.func({ name: 'f', file: 'f.py', line: 1 })
  const stacks = new StacksBuilder(types)
  stacks.add({ stack: shared.stack(-1, shared.plainFrame(func, 2)) }, values)
  const calls = new CallsBuilder(types)
  const row = calls.row(func)
  for (const [k, value] of values.entries()) {
    calls.self[k]!.set(row, value)
    calls.total[k]!.set(row, value)
  }
  calls.rows.columns.calls.set(row, values[0]!)
  return {
    ...NO_PARTS,
    meta: meta({
      name,
      recorder: { name: 'test', version: null, mode: null, settings: {} },
      duration,
      ...(rate === undefined ? {} : { quality: quality({ askedRate: rate }) }),
    }),
    shared: shared.finish(),
    stacks: part === 'stacks' ? stacks.finish(false) : null,
    calls: part === 'calls' ? calls.finish() : null,
  }
}

const WALL = type('wall', 'nanoseconds', 'sampled')
const COUNT = type('samples', 'count', 'sampled')

describe('putUnder() refuses', () => {
  it('what was sampled beside what was counted', () => {
    const sampled = recordingWith([type('time', 'nanoseconds', 'sampled')], [10], { name: 'a' })
    const counted = recordingWith([type('time', 'seconds', 'exact')], [10], { name: 'b', part: 'calls' })
    expect(() => putUnder(sampled, counted)).toThrow(
      'a cannot be compared with b: time is sampled in a and counted exactly in b',
    )
  })

  it('bytes beside time, and memory at a moment beside what was allocated', () => {
    const time = recordingWith([WALL], [10], { name: 'a' })
    const bytes = recordingWith([type('in-use', 'bytes', 'exact', 'snapshot')], [10], { name: 'b' })
    expect(() => putUnder(time, bytes)).toThrow(
      'a has wall (sampled, in nanoseconds), b has in-use (exact, in bytes)',
    )
    const sum = recordingWith([type('in-use', 'bytes', 'exact')], [10], { name: 'c' })
    expect(() => putUnder(sum, bytes)).toThrow('there is nothing that both measure')
  })
})

describe('putUnder() brings the base to scale', () => {
  const own = recordingWith([WALL, COUNT], [30e6, 30], { duration: 1e9, rate: 1000 })
  const base = recordingWith([WALL, COUNT], [40e6, 4], { duration: 2e9, rate: 100 })
  const baseOf = (joined: Recording, valueType: number) =>
    queryFunctions(joined, { valueType }).difference!.self[0]

  it.each([
    ['rate', 40e6, 40],
    ['duration', 20e6, 20],
    ['total', 30e6, 30],
    ['none', 40e6, 4],
  ] as const)('by %s', (how, wall, samples) => {
    const joined = putUnder(own, base, how)
    expect([baseOf(joined, 0), baseOf(joined, 1)]).toEqual([wall, samples])
  })

  it('knows a rate by what a sample stands for', () => {
    const [a, b] = [recordingWith([WALL, COUNT], [30e6, 30]), recordingWith([WALL, COUNT], [40e6, 4])]
    expect(baseOf(putUnder(a, b), 1)).toBeCloseTo(40)
  })

  it('says so where nobody knows how long it was measured', () => {
    expect(() => putUnder(recordingWith([WALL], [1]), recordingWith([WALL], [1]), 'duration')).toThrow(
      'does not say how long it was measured',
    )
  })

  it('takes one unit of time for another', () => {
    const seconds = recordingWith([type('wall', 'seconds', 'sampled')], [0.04])
    expect(baseOf(putUnder(own, seconds), 0)).toBeCloseTo(40e6)
  })
})

describe('putUnder() of other parts', () => {
  it('has calls of both sides of a call graph', () => {
    const exact = type('time', 'seconds', 'exact')
    const joined = putUnder(
      recordingWith([exact], [3], { part: 'calls' }),
      recordingWith([exact], [5], { part: 'calls' }),
    )
    const { rows, difference } = queryFunctions(joined)
    expect([rows.calls[0], difference!.calls[0]]).toEqual([3, 5])
    expect(difference!.selfLow[0]).toBeNaN()
  })

  it('follows lines with figures of their own into a file that changed', () => {
    const lines = (text: string, line: number, value: number): Recording => {
      const shared = new SharedBuilder()
      const source = shared.source('/x/m.py')
      shared.sources.columns.text.set(source, shared.string(text))
      const part = new LinesBuilder([type('time', 'seconds', 'exact')])
      part.add({ source, line, hits: value }, [value])
      return { ...recordingWith([WALL], [1]), shared: shared.finish(), stacks: null, lines: part.finish() }
    }
    const joined = putUnder(lines('import a\nimport b\nwork()\n', 3, 4), lines('import a\nwork()\n', 2, 7))
    const answer = queryLines(joined, { source: 0 })
    const row = answer.line.indexOf(3)
    expect([answer.totals[row], answer.difference!.totals[row]]).toEqual([4, 7])
    expect([answer.hits[row], answer.difference!.hits[row]]).toEqual([4, 7])
  })

  it('keeps the effective numbers of samples of both', () => {
    const own = recordingFromText('10 10\nf g')
    const { samples, difference } = queryFunctions(putUnder(own, own))
    expect(difference!.samples).toBe(samples)
  })
})

describe('differenceInterval()', () => {
  it('is as Newcombe has it for 56 of 70 and 48 of 80 (95 % there, 99 % here)', () => {
    const low = differenceInterval(
      { value: 56 / 70, whole: 1, samples: 70 },
      { value: 48 / 80, whole: 1, samples: 80 },
    )
    // Method 10 with z = 2.576, by hand from Wilson's intervals.
    const wilson = (hits: number, n: number) => {
      const z2 = 2.5758293035489004 ** 2
      const centre = (hits + z2 / 2) / (n + z2)
      const half = (Math.sqrt(z2) / (n + z2)) * Math.sqrt((hits * (n - hits)) / n + z2 / 4)
      return [centre - half, centre + half] as const
    }
    const [l1, u1] = wilson(56, 70)
    const [l2, u2] = wilson(48, 80)
    expect(low.low).toBeCloseTo(0.2 - Math.hypot(0.8 - l1, u2 - 0.6), 10)
    expect(low.high).toBeCloseTo(0.2 + Math.hypot(u1 - 0.8, 0.6 - l2), 10)
  })

  it('knows nothing of exact figures', () => {
    const exact = { value: 1, whole: 2, samples: null }
    expect(differenceInterval(exact, exact).low).toBeNaN()
  })
})

describe('putUnder() of totals', () => {
  it('puts totals beside those of the same name, where there is nothing else too', () => {
    const counted = (value: number, unit = 'count') => ({
      ...recordingFromText('1\nmain'),
      ...NO_PARTS,
      counters: [
        { name: 'page-faults', unit, value },
        { name: `only ${value}`, unit, value },
      ],
    })
    expect(putUnder(counted(48), counted(9380)).counters).toEqual([
      { name: 'page-faults', unit: 'count', value: 48, base: 9380 },
      { name: 'only 48', unit: 'count', value: 48 },
    ])
    expect(() => putUnder(counted(48), counted(9380, 'bytes'))).toThrow(/cannot be compared/)
  })
})

describe('what only the recording measured of lines', () => {
  it('stays, and the base did not count its hits', () => {
    const wall = type('wall', 'nanoseconds', 'sampled')
    const plain = recordingWith([wall], [10])
    const lines = new LinesBuilder([type('increment', 'bytes', 'exact')])
    lines.add({ source: 0, line: 2, func: 0, hits: 7 }, [4096])
    const joined = putUnder({ ...plain, lines: lines.finish() }, recordingWith([wall], [30]))
    expect(joined.lines?.valueTypes.map(({ name, base }) => [name, base])).toEqual([['increment', undefined]])
    const { hits, totals, difference } = queryLines(joined, { func: 0 })
    expect([hits[0], totals[0]]).toEqual([7, 10])
    expect([difference!.hits[0], difference!.totals[0]]).toEqual([Number.NaN, 30])
  })
})
