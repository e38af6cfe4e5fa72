import { describe, expect, it } from 'vitest'
import { queryFlameChart } from '../../src/query/time/flame-chart.ts'
import { queryCallTree } from '../../src/query/tree/call-tree.ts'
import { generateRecording } from '../../test/support/generate-recording.ts'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { type Boxes, boxAt, boxesOfChart, boxesOfTree, childrenOf, parentOf, rowOf } from './boxes.ts'
import { pathTo, walk, walkFar } from './walk.ts'

const recording = recordingFromText(`
  30    10    20     40
  main  main  main   idle
  read  parse parse
              token
`)
const name = (boxes: Boxes, box: number) =>
  recording.shared.strings[recording.shared.funcs.name[boxes.func[box]!]!]!
const find = (boxes: Boxes, text: string) =>
  Array.from({ length: boxes.length }, (_, box) => box).find(box => name(boxes, box) === text)!

describe('boxesOfTree()', () => {
  const boxes = boxesOfTree(queryCallTree(recording))

  it('draws left-heavy rows of shares', () => {
    expect(boxes.rows).toBe(3)
    expect(name(boxes, 0)).toBe('main')
    expect(boxes.to[0]).toBeCloseTo(0.6)
    expect(boxes.from[find(boxes, 'idle')]).toBeCloseTo(0.6)
    expect(boxes.self[find(boxes, 'parse')]).toBeCloseTo(0.1)
  })

  it('finds boxes, parents and children by place', () => {
    expect(name(boxes, boxAt(boxes, 1, 0.1))).toBe('read')
    expect(boxAt(boxes, 1, 0.9)).toBe(-1)
    expect(boxAt(boxes, 7, 0.1)).toBe(-1)
    expect(name(boxes, parentOf(boxes, find(boxes, 'token')))).toBe('parse')
    expect(parentOf(boxes, 0)).toBe(-1)
    const { first, end } = childrenOf(boxes, 0)
    expect([...Array(end - first).keys()].map(i => name(boxes, first + i)).sort()).toEqual(['parse', 'read'])
    expect(rowOf(boxes, find(boxes, 'token'))).toBe(2)
  })

  it('agrees with a scan of all boxes at any place of a large tree', () => {
    const large = boxesOfTree(queryCallTree(generateRecording({ stacks: 5000, samples: 5000, seed: 3 })))
    for (let i = 0; i < 500; i++) {
      const x = (i * 0.618033) % 1
      const row = i % large.rows
      const scanned = Array.from({ length: large.length }, (_, box) => box).find(
        box => rowOf(large, box) === row && large.from[box]! <= x && large.to[box]! > x,
      )
      expect(boxAt(large, row, x)).toBe(scanned ?? -1)
    }
  })
})

describe('boxesOfChart()', () => {
  it('keeps time order, with each box’s own time', () => {
    const boxes = boxesOfChart(queryFlameChart(recording, 0))
    expect([boxes.start, boxes.end]).toEqual([0, 100e6])
    expect(name(boxes, 0)).toBe('main')
    expect(boxes.to[0]).toBe(60e6)
    expect(boxes.self[find(boxes, 'parse')]).toBe(10e6)
    let sum = 0
    for (const self of boxes.self) sum += self
    expect(sum).toBe(100e6)
  })
})

describe('walk()', () => {
  const boxes = boxesOfTree(queryCallTree(recording))
  it('steps to callers, widest callees and neighbours, and stays where there are none', () => {
    expect(walk(boxes, -1, 'after')).toBe(0)
    expect(name(boxes, walk(boxes, 0, 'after'))).toMatch(/read|parse/)
    expect(walk(boxes, 0, 'before')).toBe(0)
    expect(walk(boxes, 0, 'left')).toBe(0)
    expect(name(boxes, walk(boxes, 0, 'right'))).toBe('idle')
    const token = find(boxes, 'token')
    expect(walk(boxes, token, 'after')).toBe(token)
    expect(pathTo(boxes, token, 9).map(box => name(boxes, box))).toEqual(['main', 'parse', 'token'])
    expect(pathTo(boxes, token, 2).map(box => name(boxes, box))).toEqual(['parse', 'token'])
  })
  it('goes as far as it is told, at most to the end of the widest way', () => {
    const token = find(boxes, 'token')
    expect(walkFar(boxes, token, { step: 'before', times: 1 })).toBe(walk(boxes, token, 'before'))
    expect(walkFar(boxes, token, { step: 'before', times: 9 })).toBe(0)
    const end = walkFar(boxes, -1, { step: 'after', times: Number.POSITIVE_INFINITY })
    expect(walk(boxes, end, 'after')).toBe(end)
  })
  it('is nowhere in a picture of nothing', () => {
    const none = boxesOfTree({ ...queryCallTree(recording), length: 0, depth: new Int32Array(0) })
    expect(walk(none, 0, 'after')).toBe(-1)
  })
})
