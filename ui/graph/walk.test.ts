import { describe, expect, it } from 'vitest'
import { recordingOfStacks } from '../../test/support/recording-of-stacks.ts'
import {
  type GraphPlace,
  readExpansions,
  readPlace,
  writeExpansions,
  writePlace,
} from '../state/graph-state.ts'
import { answerGraph } from '../worker/graph-answer.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import { cameraAt, fitGraph, keepInSight, middleOf, nodeAt, zoomAround } from './camera.ts'
import { type GraphStep, neighboursOf, nodeOf, walkGraph } from './walk.ts'

const RECORDING = recordingOfStacks([
  [['main', 'load', 'read'], 10],
  [['main', 'load', 'parse'], 30],
  [['main', 'solve', 'parse'], 5],
  [['main', 'solve', 'solve', 'step'], 50],
  [['other'], 1],
])
const QUESTION = {
  filter: {},
  nodeCount: 40,
  include: '',
  exclude: '',
  expand: [],
  cycles: 'apart',
  leastNode: 0,
  leastEdge: 0,
  cluster: 'none',
  edgeFigure: 'share',
} as const
const ANSWER = answerGraph(RECORDING, QUESTION)

const node = (name: string, { graph }: GraphAnswer = ANSWER) => graph.nodes.name.indexOf(name)
const go = (from: string, step: GraphStep, cameFrom = '') =>
  ANSWER.graph.nodes.name[walkGraph(ANSWER, step, { node: node(from), cameFrom: node(cameFrom) })]

describe('walkGraph()', () => {
  it('goes to the costliest caller and callee, never to the node itself', () => {
    expect(go('main', 'callee')).toBe('solve')
    expect(go('solve', 'callee')).toBe('step')
    expect(go('parse', 'caller')).toBe('load')
    expect(go('main', 'caller')).toBe('main')
    expect(go('step', 'callee')).toBe('step')
  })

  it('goes sideways among what the same caller calls', () => {
    const { x } = ANSWER.layout
    const [left, right] = x[node('load')]! < x[node('solve')]! ? ['load', 'solve'] : ['solve', 'load']
    expect(go(left!, 'next')).toBe(right)
    expect(go(right!, 'previous')).toBe(left)
    expect(go(right!, 'next')).toBe(right)
    expect(['parse', 'step']).toContain(go('parse', 'next', 'solve'))
    expect(['main', 'other']).toContain(go('main', 'next'))
  })

  it('begins at the costliest function, and knows the hottest', () => {
    expect(walkGraph(ANSWER, 'callee', { node: -1, cameFrom: -1 })).toBe(0)
    expect(go('other', 'first')).toBe('main')
    expect(go('main', 'hottest')).toBe('step')
  })

  it('knows callers and callees by their cost', () => {
    const names = (list: readonly number[]) => list.map(at => ANSWER.graph.nodes.name[at])
    expect(names(neighboursOf(ANSWER, node('parse'), 'callers'))).toEqual(['load', 'solve'])
    expect(names(neighboursOf(ANSWER, node('load'), 'callees'))).toEqual(['parse', 'read'])
  })
})

describe('answerGraph()', () => {
  const names = (question: object) =>
    [...answerGraph(RECORDING, { ...QUESTION, ...question }).graph.nodes.name].sort()

  it('draws what patterns allow', () => {
    expect(names({ include: '*s*' })).toEqual(['parse', 'solve', 'step'])
    expect(names({ exclude: '*o*' })).toEqual(['main', 'parse', 'read', 'step'])
  })

  it('draws functions that are asked for besides those that cost most', () => {
    const few = names({ nodeCount: 2 })
    expect(few).toHaveLength(2)
    const all = ANSWER.graph.nodes
    const func = all.func[node('other')]!
    expect(names({ nodeCount: 2, expand: [{ func, side: 'self' }] })).toEqual([...few, 'other'].sort())
    const load = all.func[node('load')]!
    const more = names({ nodeCount: 2, expand: [{ func: load, side: 'callees' }] })
    expect(more).toEqual(expect.arrayContaining(['load', 'parse', 'read']))
  })

  it('draws a ring as one node that its functions are found in', () => {
    const ring = recordingOfStacks([
      [['main', 'a', 'b', 'a'], 10],
      [['main', 'b', 'leaf'], 5],
    ])
    const { graph } = answerGraph(ring, { ...QUESTION, cycles: 'collapsed' })
    expect(graph.nodes.name.toSorted()).toEqual(['<cycle 1>', 'leaf', 'main'])
    const at = graph.nodes.name.indexOf('<cycle 1>')
    for (const func of graph.cycleMembers[0]!) expect(nodeOf(graph, func)).toBe(at)
    expect(nodeOf(graph, -1)).toBe(-1)
    expect(nodeOf(graph, graph.nodes.func[0]!)).toBe(0)
  })

  it('leaves out what has less than the share that is asked for', () => {
    const { graph } = answerGraph(RECORDING, { ...QUESTION, leastNode: 0.3 })
    expect(graph.nodes.totalShare.every(share => share >= 0.3)).toBe(true)
    expect(graph.nodes.length).toBeGreaterThan(1)
  })

  it('groups by file where there is one', () => {
    expect(answerGraph(RECORDING, { ...QUESTION, cluster: 'file' }).groupNames).toEqual([])
  })
})

describe('the camera', () => {
  const window = { width: 800, height: 500 }

  it('shows a small graph whole, in the middle', () => {
    const { scale, x, y } = fitGraph(ANSWER, window)
    expect(scale).toBeGreaterThan(0.7)
    for (let at = 0; at < ANSWER.labels.length; at++) {
      const [px, py] = [ANSWER.layout.x[at]! * scale + x, ANSWER.layout.y[at]! * scale + y]
      expect(px > 0 && px < window.width && py > 0 && py < window.height).toBe(true)
    }
  })

  it('holds the place under the pointer while it enlarges', () => {
    const before = { scale: 0.7, x: 30, y: -20 }
    const after = zoomAround(before, { x: 200, y: 100, factor: 1.7, least: 0.2 })
    expect((200 - after.x) / after.scale).toBeCloseTo((200 - before.x) / before.scale)
    expect((100 - after.y) / after.scale).toBeCloseTo((100 - before.y) / before.scale)
    expect(zoomAround(before, { x: 0, y: 0, factor: 1000, least: 0.2 }).scale).toBe(3)
  })

  it('never loses the graph', () => {
    const lost = keepInSight({ scale: 1, x: 1e6, y: -1e6 }, { width: 5000, height: 5000 }, window)
    expect(lost).toEqual({ scale: 1, x: 400, y: -4750 })
  })

  it('leaves no empty room beside a graph that is wider than the window', () => {
    const narrow = { width: 90, height: 500 }
    const { scale, x } = fitGraph(ANSWER, narrow)
    expect(ANSWER.layout.width * scale).toBeGreaterThan(narrow.width)
    expect(x).toBeLessThanOrEqual(16)
    expect(x + ANSWER.layout.width * scale).toBeGreaterThanOrEqual(narrow.width - 16.01)
  })

  it('begins with the whole of the costliest path where it has room', () => {
    // A root far from what costs most below it, beside much that costs little.
    const wide = answerGraph(
      recordingOfStacks([
        [['root', 'a_function_of_a_long_name', 'another_function_of_a_long_name', 'hot'], 50],
        ...Array.from({ length: 8 }, (_, i): [string[], number] => [
          ['root', `function_${i}_of_a_long_name`],
          1,
        ]),
      ]),
      QUESTION,
    )
    const { scale, x } = fitGraph(wide, window)
    expect(wide.layout.width * scale).toBeGreaterThan(window.width + 32)
    for (const name of ['root', 'a_function_of_a_long_name', 'another_function_of_a_long_name', 'hot']) {
      const at = node(name, wide)
      const [middle, half] = [wide.layout.x[at]! * scale + x, (wide.width[at]! * scale) / 2]
      expect([name, middle - half >= 0 && middle + half <= window.width]).toEqual([name, true])
    }
  })

  it('comes back from an address', () => {
    const camera = { scale: 0.8125, x: -20, y: 44 }
    const place = readPlace(writePlace(middleOf(camera, window)))
    expect(place).not.toBe('all')
    const { scale, x, y } = cameraAt(place as GraphPlace, window)
    expect([scale, Math.round(x), Math.round(y)]).toEqual([0.8125, -20, 44])
    for (const text of [null, '', '0,1,2', '1,2', '1e9,1,1', '<1,2,3', '1,99999999,2'])
      expect(readPlace(text)).toBe(null)
    expect(readPlace('all')).toBe('all')
  })

  it('finds the node at a place', () => {
    const at = node('parse')
    expect(nodeAt(ANSWER, ANSWER.layout.x[at]!, ANSWER.layout.y[at]!)).toBe(at)
    expect(nodeAt(ANSWER, -50, -50)).toBe(-1)
  })
})

describe('expansions in an address', () => {
  it('come back as they were, and make sense or are none', () => {
    const list = [
      { func: 12, side: 'callers' },
      { func: 0, side: 'self' },
      { func: 7, side: 'callees' },
    ] as const
    expect(readExpansions(writeExpansions(list))).toEqual(list)
    expect(writeExpansions([])).toBe(null)
    for (const text of [null, '', '12', '1x', '-1s', '1s..2d', '99999999999s'])
      expect(readExpansions(text)).toEqual([])
  })
})
