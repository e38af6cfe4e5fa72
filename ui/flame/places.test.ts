import { describe, expect, it } from 'vitest'
import { queryCallTree } from '../../src/query/tree/call-tree.ts'
import { queryCentredTree } from '../../src/query/tree/centred-tree.ts'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { boxesOfTree } from './boxes.ts'
import { boxesOfCentred } from './centred-boxes.ts'
import { clampTop, homeTop, rowAt, topOfRow, viewportOf } from './places.ts'
import { ROW_HEIGHT, spanOf } from './raster.ts'

const recording = recordingFromText(`
3    1
a    b
f    f
g    h
`)
const tree = boxesOfTree(queryCallTree(recording))
const centred = boxesOfCentred(
  queryCentredTree(
    recording,
    recording.shared.funcs.name.findIndex(name => recording.shared.strings[name] === 'f'),
  ),
).boxes

describe('places of rows', () => {
  it('go down from the roots, or up to them', () => {
    expect([0, 1, 2].map(row => topOfRow(tree, row, false) / ROW_HEIGHT)).toEqual([0, 1, 2])
    expect([0, 1, 2].map(row => topOfRow(tree, row, true) / ROW_HEIGHT)).toEqual([2, 1, 0])
    for (const isUp of [false, true]) {
      for (let row = 0; row < 3; row++) expect(rowAt(tree, topOfRow(tree, row, isUp) + 5, isUp)).toBe(row)
    }
  })

  it('stand at the edge of their roots, whether or not they fill the window', () => {
    const all = 3 * ROW_HEIGHT
    expect(homeTop(tree, { height: 400, isUp: false })).toBe(0)
    expect(homeTop(tree, { height: 400, isUp: true })).toBe(all - 400)
    expect(homeTop(tree, { height: 50, isUp: false })).toBe(0)
    expect(homeTop(tree, { height: 50, isUp: true })).toBe(all - 50)
    expect(clampTop(tree, -99, { height: 50, isUp: true })).toBe(0)
    expect(clampTop(tree, 99, { height: 400, isUp: true })).toBe(all - 400)
    expect(homeTop(centred, { height: ROW_HEIGHT, isUp: false })).toBe(ROW_HEIGHT)
  })
})

describe('spanOf()', () => {
  it('zooms callers and callees of a centred picture apart, and its centre never', () => {
    const of = (isCallers: boolean) =>
      [0, 1, 2].map(row => {
        const zoom = { from: 0.25, to: 0.5, ...(isCallers ? { isCallers } : {}) } as const
        const span = spanOf(centred, row, viewportOf({ boxes: centred, zoom, top: 0, isUp: false }))
        return [span.from, span.to]
      })
    expect(of(false)).toEqual([
      [0, 1],
      [0, 1],
      [0.25, 0.5],
    ])
    expect(of(true)).toEqual([
      [0.25, 0.5],
      [0, 1],
      [0, 1],
    ])
    const whole = viewportOf({ boxes: tree, zoom: { from: 0.25, to: 0.5 }, top: 0, isUp: true })
    expect(spanOf(tree, 0, whole)).toMatchObject({ from: 0.25, to: 0.5 })
  })
})
