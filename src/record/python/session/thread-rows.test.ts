import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ThreadState } from '../../../model/tables.ts'
import { type RowSink, ThreadRows } from './thread-rows.ts'

interface Row {
  readonly stack: number
  readonly time: number
  readonly state: number
  readonly wall: number
  readonly cpu: number
  readonly samples: number
}

function collect(): { rows: Row[]; sink: RowSink } {
  const rows: Row[] = []
  const add: RowSink['add'] = (stack, _thread, time, state, _wait, _flags, wall, cpu, samples) => {
    rows.push({ stack, time, state, wall, cpu, samples })
  }
  return { rows, sink: { add } }
}

const { running, runnable, blocked } = ThreadState

describe('ThreadRows', () => {
  it('makes one row of equal samples in a row', () => {
    const { rows, sink } = collect()
    const thread = new ThreadRows(0, sink)
    thread.add(7, blocked, 1, 0, 0, 10)
    for (let i = 1; i < 1000; i++) thread.extend(10)
    thread.add(8, blocked, 1, 0, 10_000, 10)
    thread.finish()
    expect(rows).toEqual([
      { stack: 7, time: 0, state: blocked, wall: 10_000, cpu: 0, samples: 1000 },
      { stack: 8, time: 10_000, state: blocked, wall: 10, cpu: 0, samples: 1 },
    ])
  })

  it('shares what the kernel adds at once among the running samples since the last time, by their length', () => {
    const { rows, sink } = collect()
    const thread = new ThreadRows(0, sink)
    thread.add(1, running, -1, 0, 0, 100)
    thread.add(2, blocked, 5, 0, 100, 100)
    thread.add(3, running, -1, 0, 200, 300)
    thread.settle(200, 0)
    thread.finish()
    expect(rows.map(row => row.cpu)).toEqual([50, 0, 150])
  })

  it('keeps processor time that no sample saw for the next one that ran', () => {
    const { rows, sink } = collect()
    const thread = new ThreadRows(0, sink)
    thread.add(1, blocked, 5, 0, 0, 100)
    thread.settle(30, 0)
    thread.add(2, running, -1, 0, 100, 100)
    thread.settle(50, 0)
    thread.finish()
    expect(rows.map(row => row.cpu)).toEqual([0, 80])
  })

  it('calls a thread runnable that spent its time in the run queue', () => {
    const { rows, sink } = collect()
    const thread = new ThreadRows(0, sink)
    thread.add(1, running, -1, 0, 0, 100)
    thread.settle(10, 90)
    thread.add(1, running, -1, 0, 100, 100)
    thread.settle(90, 10)
    thread.finish()
    expect(rows.map(row => row.state)).toEqual([runnable, running])
  })

  it('can be written out in between and goes on with the same', () => {
    const { rows, sink } = collect()
    const thread = new ThreadRows(0, sink)
    thread.add(4, blocked, 1, 0, 0, 10)
    thread.flush()
    thread.extend(20)
    thread.finish()
    expect(rows).toEqual([
      { stack: 4, time: 0, state: blocked, wall: 10, cpu: 0, samples: 1 },
      { stack: 4, time: 10, state: blocked, wall: 20, cpu: 0, samples: 1 },
    ])
  })

  it('loses no time and no sample whatever happens', () => {
    const step = fc.record({
      stack: fc.nat(3),
      state: fc.constantFrom(running, runnable, blocked),
      elapsed: fc.nat(1000),
      cpu: fc.nat(1000),
      delay: fc.nat(500),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3000 }), steps => {
        const { rows, sink } = collect()
        const thread = new ThreadRows(0, sink)
        let time = 0
        for (const { stack, state, elapsed, cpu, delay } of steps) {
          thread.add(stack, state, -1, 0, time, elapsed)
          time += elapsed
          if (cpu % 3 === 0) thread.settle(cpu, delay)
        }
        thread.finish()
        const sum = (pick: (row: Row) => number) => rows.reduce((total, row) => total + pick(row), 0)
        const cpu = steps.reduce((total, { cpu }) => total + (cpu % 3 === 0 ? cpu : 0), 0)
        expect(sum(row => row.wall)).toBe(time)
        expect(sum(row => row.cpu)).toBeCloseTo(cpu, 3)
        expect(thread.cpu).toBe(cpu)
        expect(sum(row => row.samples)).toBeGreaterThanOrEqual(steps.length)
        for (let i = 1; i < rows.length; i++) expect(rows[i]!.time).toBeGreaterThanOrEqual(rows[i - 1]!.time)
      }),
      { numRuns: 50 },
    )
  })
})
