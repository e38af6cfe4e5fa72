import { describe, expect, it } from 'vitest'
import { queryMapTree, querySquareMap } from '../../src/query/tree/square-map.ts'
import { generateRecording } from '../../test/support/generate-recording.ts'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { between, enlarge, fillWith, isStill, keepInside, MOST, STILL, sinceThen } from './camera.ts'
import { boxAt, boxesAround, boxOfNode, keyOf, walkMap, wayToBox, wrappersOf } from './places.ts'

const recording = recordingFromText(`
  30    20    10     40
  main  main  main   idle
  read  parse parse
              token
`)
const map = querySquareMap(queryMapTree(recording), { width: 600, height: 400, nesting: 'squarified' })
const { boxes } = map
const name = (box: number) => recording.shared.strings[recording.shared.funcs.name[keyOf(map, box)!]!]!
const find = (text: string) =>
  Array.from({ length: boxes.length }, (_, box) => box).find(box => name(box) === text)!

describe('boxAt()', () => {
  it('finds the innermost box, as a scan of all does', () => {
    const tree = queryMapTree(generateRecording({ stacks: 2000, samples: 4000, seed: 4 }))
    const large = querySquareMap(tree, { width: 500, height: 300, nesting: 'split' }).boxes
    for (let i = 0; i < 400; i++) {
      const [x, y] = [(i * 0.618033 * 500) % 500, (i * 0.414213 * 300) % 300]
      let scanned = -1
      for (let box = 0; box < large.length; box++) {
        const isInside =
          x >= large.x[box]! &&
          x < large.x[box]! + large.width[box]! &&
          y >= large.y[box]! &&
          y < large.y[box]! + large.height[box]!
        if (isInside) scanned = box
      }
      expect(boxAt(large, x, y)).toBe(scanned)
    }
    expect(boxAt(large, -5, 10)).toBe(-1)
  })
})

describe('walkMap()', () => {
  it('steps as RunSnakeRun’s map, and stays where there is nothing', () => {
    expect(walkMap(boxes, -1, 'child')).toBe(0)
    expect(name(0)).toBe('main')
    expect(name(walkMap(boxes, 0, 'next'))).toBe('idle')
    expect(walkMap(boxes, 0, 'previous')).toBe(0)
    expect(walkMap(boxes, 0, 'parent')).toBe(0)
    const child = walkMap(boxes, 0, 'child')
    expect(boxes.parent[child]).toBe(0)
    expect(name(walkMap(boxes, find('token'), 'parent'))).toBe('parse')
    expect(walkMap(boxes, find('token'), 'child')).toBe(find('token'))
    expect(name(walkMap(boxes, 0, 'last'))).toBe('idle')
    expect(walkMap(boxes, find('token'), 'first')).toBe(0)
    expect(boxesAround(boxes, find('token'), 9).map(name)).toEqual(['main', 'parse', 'token'])
  })

  it('finds boxes by their nodes and says the way to them', () => {
    for (let box = 0; box < boxes.length; box++) expect(boxOfNode(boxes, boxes.node[box]!)).toBe(box)
    expect(boxOfNode(boxes, -1)).toBe(-1)
    const way = wayToBox(map, find('token'))
    const zoomed = querySquareMap(queryMapTree(recording), {
      width: 600,
      height: 400,
      nesting: 'split',
      path: way.slice(0, 2),
    })
    expect(zoomed.way).toEqual(way.slice(0, 2))
    expect(wayToBox(zoomed, 1)).toEqual(way)
    expect(wrappersOf(map, 0).length).toBe(0)
  })
})

describe('a camera', () => {
  const frame = { x: 0, y: 0, width: 600, height: 400 }
  const size = { width: 600, height: 400 }

  it('holds the point still that it enlarges around', () => {
    const camera = enlarge(STILL, { x: 100, y: 50, factor: 2.5, drawn: 1 })
    expect([100 * camera.scaleX + camera.x, 50 * camera.scaleY + camera.y]).toEqual([100, 50])
    expect(isStill(enlarge(STILL, { x: 9, y: 9, factor: 0.2, drawn: 1 }))).toBe(true)
    expect(enlarge(STILL, { x: 0, y: 0, factor: 1e9, drawn: 4 }).scaleX).toBe(MOST / 4)
  })

  it('never leaves the map', () => {
    expect(isStill(keepInside({ ...STILL, x: 70, y: -90 }, frame, size))).toBe(true)
    const camera = keepInside({ scaleX: 2, scaleY: 2, x: -5000, y: 40 }, frame, size)
    expect(camera).toMatchObject({ scaleX: 2, x: -600 })
    expect(camera.y).toBeCloseTo(0)
  })

  it('goes on from a new layout where the old one was left', () => {
    const asked = { scaleX: 2, scaleY: 2, x: -30, y: -40 }
    const now = { scaleX: 3, scaleY: 3, x: -100, y: -90 }
    const rest = sinceThen(now, asked)
    for (const p of [0, 77, 300]) {
      const drawn = p * asked.scaleX + asked.x
      expect(drawn * rest.scaleX + rest.x).toBeCloseTo(p * now.scaleX + now.x, 9)
    }
    expect(isStill(sinceThen(asked, asked))).toBe(true)
  })

  it('flies to a box until that fills the window', () => {
    const box = { x: 60, y: 40, width: 120, height: 100 }
    const there = fillWith(box, size)
    expect([box.x * there.scaleX + there.x, box.y * there.scaleY + there.y]).toEqual([0, 0])
    expect(box.width * there.scaleX).toBe(600)
    expect(between(STILL, there, 1)).toEqual(there)
    expect(between(STILL, there, 0)).toEqual(STILL)
  })
})
