import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { sampleMask, stackWeights } from './filter-samples.ts'

const GRID = `
2            4            1            3
thread:main  thread:work  thread:main  thread:work
main         run          main         run
parse        parse        parse        wait
`

describe('stackWeights()', () => {
  const recording = recordingFromText(GRID)

  it('adds the weights of equal stacks at their leaf only', () => {
    const { weights, total, empty } = stackWeights(recording)
    expect(total).toBe(10e6)
    expect(empty).toBe(0)
    expect([...weights].sort((a, b) => a - b)).toEqual([0, 0, 3e6, 3e6, 4e6])
  })

  it('keeps what starts in the time range, its end left out', () => {
    expect(stackWeights(recording, { time: { start: 2e6, end: 7e6 } }).total).toBe(5e6)
    expect(stackWeights(recording, { time: { start: 2e6, end: 6e6 } }).total).toBe(4e6)
  })

  it('keeps threads, processes and states', () => {
    expect(stackWeights(recording, { threads: [1] }).total).toBe(7e6)
    expect(stackWeights(recording, { threads: [] }).total).toBe(0)
    expect(stackWeights(recording, { processes: [0] }).total).toBe(10e6)
    expect(stackWeights(recording, { processes: [] }).total).toBe(0)
    expect(stackWeights(recording, { states: [1] }).total).toBe(10e6)
    expect(stackWeights(recording, { states: [4] }).total).toBe(0)
  })

  it('counts effective samples: all where they weigh the same, fewer where they do not', () => {
    expect(stackWeights(recording, { valueType: 1 }).samples).toBeCloseTo(4)
    expect(stackWeights(recording).samples).toBeCloseTo(100 / (4 + 16 + 1 + 9))
  })

  it('masks nothing when nothing is restricted', () => {
    expect(sampleMask(recording, {})).toBeNull()
    expect([...sampleMask(recording, { threads: [0] })!]).toEqual([1, 0, 1, 0])
  })

  it('throws when the value type is not there', () => {
    expect(() => stackWeights(recording, { valueType: 7 })).toThrow(RangeError)
  })
})
