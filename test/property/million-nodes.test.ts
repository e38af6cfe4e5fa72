import { describe, expect, it } from 'vitest'
import { layoutFlame } from '../../src/analysis/tree/flame-layout.ts'
import { queryHotLines } from '../../src/query/lines/hot-lines.ts'
import { queryFlameChart } from '../../src/query/time/flame-chart.ts'
import { queryTimeline } from '../../src/query/time/timeline.ts'
import { queryCallTree } from '../../src/query/tree/call-tree.ts'
import { generateRecording } from '../support/generate-recording.ts'
import { processorTime } from '../support/processor-time.ts'

describe('a recording of a million call nodes', () => {
  const recording = generateRecording({ stacks: 1_000_000, samples: 1_000_000, funcs: 5000, maxDepth: 200 })
  const elapsed = (work: () => void) => {
    const time = processorTime()
    work()
    return time()
  }

  it('is laid out as a flame graph within its time', () => {
    let boxes = 0
    // Measured: 0.4 s with the call nodes, 0.25 s afterwards. The bound leaves room for a slow machine.
    const first = elapsed(() => {
      boxes = layoutFlame(queryCallTree(recording)).length
    })
    expect(boxes).toBe(1_000_000)
    expect(first).toBeLessThan(4000)
  })

  it('answers lines and timeline within theirs', () => {
    const time = elapsed(() => {
      expect(queryHotLines(recording, {}, 10).length).toBe(10)
      expect(queryTimeline(recording, { bins: 1000 }).lanes.length).toBe(2)
    })
    expect(time).toBeLessThan(6000)
  })

  it('draws a flame chart of a million boxes within its time', () => {
    const smaller = generateRecording({ stacks: 100_000, samples: 100_000, maxDepth: 200 })
    const time = elapsed(() => expect(queryFlameChart(smaller, 0).length).toBeGreaterThan(1_000_000))
    expect(time).toBeLessThan(4000)
  })
})
