import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { LinesBuilder } from '../../model/part-builders.ts'
import type { Meta, Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { callsFromStacks } from '../tree/calls-from-stacks.ts'
import { mergeRecordings } from './merge-recordings.ts'

const withMeta = (recording: Recording, meta: Partial<Meta>): Recording => ({
  ...recording,
  meta: { ...recording.meta, ...meta },
})
const A = recordingFromText('2       1\nmain    main\nread    parse[file:p.py][line:3]', { name: 'a' })
const B = recordingFromText('4       8\nmain    other\nread', { name: 'b' })

/** Weight of each call path, and of each with its process. */
function pathsOf({ shared, stacks }: Recording): Record<string, number> {
  const sums: Record<string, number> = {}
  for (let i = 0; i < stacks!.samples.length; i++) {
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.unshift(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    const key = names.join(';')
    sums[key] = (sums[key] ?? 0) + stacks!.weights[0]![i]! / 1e6
  }
  return sums
}

describe('mergeRecordings()', () => {
  it('adds stacks up and keeps processes and threads apart', () => {
    const merged = mergeRecordings([A, B])
    assertIntegrity(merged)
    expect(pathsOf(merged)).toEqual({ 'main;read': 6, 'main;parse': 1, other: 8 })
    expect(merged.shared.processes.length).toBe(2)
    const { thread } = merged.stacks!.samples
    const processOf = Array.from(thread, index => merged.shared.threads.process[index])
    expect(processOf).toEqual([0, 0, 1, 1])
    // "main" and "main;read" are the same stacks in both.
    expect(merged.shared.stacks.length).toBe(4)
    expect(merged.meta.name).toBe('a and 1 other')
  })

  it('gives inputs without processes one each, named after them', () => {
    const bare = (recording: Recording): Recording => {
      const shared = new SharedBuilder()
      const stack = shared.stack(-1, shared.plainFrame(shared.func({ name: 'f' })))
      const samples = {
        ...recording.stacks!.samples,
        stack: Int32Array.of(stack, stack),
        thread: Int32Array.of(-1, -1),
      }
      return { ...recording, shared: shared.finish(), stacks: { ...recording.stacks!, samples } }
    }
    const merged = mergeRecordings([bare(A), bare(B)])
    assertIntegrity(merged)
    const { processes, threads, strings } = merged.shared
    expect(Array.from(processes.name, name => strings[name])).toEqual(['a', 'b'])
    expect(Array.from(threads.process)).toEqual([0, 1])
    expect(Array.from(merged.stacks!.samples.thread)).toEqual([0, 0, 1, 1])
  })

  it('is associative and adds to what its inputs add up to', () => {
    const [x, y, z] = [1, 2, 3].map(seed =>
      generateRecording({ seed, stacks: 80, samples: 200, funcs: 20 }),
    ) as [Recording, Recording, Recording]
    const left = pathsOf(mergeRecordings([mergeRecordings([x, y]), z]))
    const right = pathsOf(mergeRecordings([x, mergeRecordings([y, z])]))
    expect(left).toEqual(right)
    const sum = (paths: Record<string, number>) =>
      Object.values(paths).reduce((total, value) => total + value, 0)
    expect(sum(left)).toBeCloseTo(sum(pathsOf(x)) + sum(pathsOf(y)) + sum(pathsOf(z)), 6)
  })

  it('puts clocks on one line where all recordings know their start', () => {
    const late = withMeta(B, { startTime: '1700000000000000500', duration: 10 })
    const early = withMeta(A, { startTime: '1700000000000000000', duration: 100 })
    const merged = mergeRecordings([late, early])
    expect(merged.meta).toMatchObject({ startTime: '1700000000000000000', duration: 510 })
    expect(merged.stacks!.samples.time[0]).toBe(500)
    expect(merged.stacks!.samples.time[2]).toBe(0)
    expect(mergeRecordings([A, early]).meta.startTime).toBeNull()
  })

  it('adds call graphs up as pstats does: func by func, edge by edge', () => {
    const graph = (recording: Recording): Recording => ({
      ...recording,
      calls: callsFromStacks(recording),
      stacks: null,
    })
    const merged = mergeRecordings([graph(A), graph(B)])
    assertIntegrity(merged)
    const whole = callsFromStacks(mergeRecordings([A, B]))
    const rows = (calls: NonNullable<Recording['calls']>, { shared }: Recording) =>
      Object.fromEntries(
        Array.from(calls.rows.func, (func, i) => [
          shared.strings[shared.funcs.name[func]!]!,
          [calls.self[0]![i], calls.total[0]![i]],
        ]),
      )
    expect(rows(merged.calls!, merged)).toEqual(rows(whole, mergeRecordings([A, B])))
    expect(merged.calls!.edges.length).toBe(whole.edges.length)
  })

  it('adds lines up and takes the value types in the order of the first', () => {
    const time: ValueType = { name: 'time', unit: 'seconds', kind: 'sum', precision: 'exact' }
    const memory: ValueType = { name: 'memory', unit: 'bytes', kind: 'sum', precision: 'exact' }
    const lines = (
      types: readonly ValueType[],
      rows: readonly (readonly [number, number, number, number])[],
    ): Recording => {
      const shared = new SharedBuilder()
      const source = shared.source('a.py')
      const part = new LinesBuilder(types)
      for (const [line, hits, ...values] of rows) part.add({ source, line, hits }, values)
      return { ...A, shared: shared.finish(), stacks: null, lines: part.finish() }
    }
    const merged = mergeRecordings([
      lines(
        [time, memory],
        [
          [3, 2, 0.5, 100],
          [4, 1, 1, 10],
        ],
      ),
      lines([memory, time], [[3, 5, 7, 0.25]]),
    ])
    assertIntegrity(merged)
    expect(Array.from(merged.lines!.rows.line)).toEqual([3, 4])
    expect(Array.from(merged.lines!.rows.hits)).toEqual([7, 1])
    expect(merged.lines!.values).toEqual([Float64Array.of(0.75, 1), Float64Array.of(107, 10)])
  })

  it('keeps what all inputs say of themselves and adds counts of quality and warnings', () => {
    const warning = { code: 'x', message: 'm', count: 2, firstAt: null }
    const one = withMeta(A, { host: 'h', revision: 'r1', warnings: [warning] })
    const two = withMeta(B, { host: 'h', revision: 'r2', warnings: [warning] })
    expect(mergeRecordings([one, two]).meta).toMatchObject({
      host: 'h',
      revision: null,
      warnings: [{ count: 4 }],
    })
  })

  it.each([
    ['different parts', [A, { ...A, stacks: null, calls: callsFromStacks(A) }], 'only the first has stacks'],
    [
      'different value types',
      [
        A,
        {
          ...A,
          stacks: {
            ...A.stacks!,
            valueTypes: A.stacks!.valueTypes.slice(1),
            weights: A.stacks!.weights.slice(1),
          },
        },
      ],
      'different values: wall (nanoseconds, sampled)',
    ],
    [
      'sampled with exact',
      [
        A,
        {
          ...A,
          stacks: {
            ...A.stacks!,
            valueTypes: A.stacks!.valueTypes.map(type => ({ ...type, precision: 'exact' as const })),
          },
        },
      ],
      '(nanoseconds, exact)',
    ],
    ['nothing', [], 'no recording'],
  ])('refuses %s', (_, recordings, message) => {
    expect(() => mergeRecordings(recordings as Recording[])).toThrow(message)
  })
})
