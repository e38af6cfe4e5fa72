import { describe, expect, it } from 'vitest'
import { queryCallTree } from '../../src/query/tree/call-tree.ts'
import { generateRecording } from '../../test/support/generate-recording.ts'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { makePalette, type Palette, pixel, tonesOf } from '../canvas/palette.ts'
import { type Boxes, boxesOfTree, rowOf } from './boxes.ts'
import { paintBoxes, ROW_HEIGHT } from './raster.ts'
import { sumBoxes } from './sums.ts'

function paint(
  boxes: Boxes,
  funcs: number,
  options: { width: number; height: number; matches?: Uint8Array },
) {
  const { width, height, matches = null } = options
  const self = new Float64Array(funcs)
  for (let box = 0; box < boxes.length; box++) self[boxes.func[box]!]! += boxes.self[box]!
  const palette = makePalette({
    theme: 'dark',
    colouring: 'heat',
    values: self,
    hottest: self.reduce((most, value) => Math.max(most, value), 0),
    packageOf: new Int32Array(funcs),
    matches,
  })
  const tones = tonesOf(palette, boxes.func, null)
  const surface = { pixels: new Uint32Array(width * height), width, height, ratio: 1 }
  const labels = paintBoxes(boxes, {
    viewport: { from: 0, to: 1, top: 0 },
    surface,
    palette,
    tones,
    sums: sumBoxes(boxes, palette, tones),
  })
  const at = (x: number, row: number) => surface.pixels[(row * ROW_HEIGHT + 12) * width + x]!
  return { labels, palette, at, surface }
}

const fillOf = ({ fill, toneOfFunc }: Palette, func: number) => fill[toneOfFunc[func]!]

describe('paintBoxes()', () => {
  const recording = recordingFromText(`
  50    50
  main  main
  hot
  `)
  const boxes = boxesOfTree(queryCallTree(recording))
  const funcs = recording.shared.funcs.length

  it('paints each box in the colour of its function, the ground elsewhere', () => {
    const { at, palette, labels } = paint(boxes, funcs, { width: 100, height: 72 })
    expect(at(10, 1)).toBe(fillOf(palette, 1))
    expect(at(80, 1)).toBe(palette.background)
    expect(at(50, 0)).toBe(fillOf(palette, 0))
    expect(at(50, 2)).toBe(palette.background)
    expect(labels.map(label => [label.x, label.y, Math.round(label.width)])).toEqual([
      [0, 0, 100],
      [0, 24, 49],
    ])
  })

  it('underlines what a search matches and fades the rest', () => {
    const { at, palette, surface } = paint(boxes, funcs, {
      width: 100,
      height: 72,
      matches: Uint8Array.from({ length: funcs }, (_, func) => (func === 1 ? 1 : 0)),
    })
    expect(surface.pixels[(ROW_HEIGHT + 22) * 100 + 10]).toBe(palette.accent)
    expect(surface.pixels[22 * 100 + 80]).not.toBe(palette.accent)
    expect(at(80, 0)).not.toBe(pixel('#212327'))
  })

  it('shows every box of four pixels, and covers as much as those do that are thinner than one', () => {
    const large = generateRecording({ stacks: 50_000, samples: 50_000, funcs: 3000, seed: 5 })
    const tree = boxesOfTree(queryCallTree(large))
    const { surface, palette, at } = paint(tree, large.shared.funcs.length, {
      width: 400,
      height: 24 * tree.rows,
    })
    for (let box = 0; box < tree.length; box++) {
      const [left, right] = [400 * tree.from[box]!, 400 * tree.to[box]!]
      if (right - left < 4) continue
      const middle = Math.floor((left + right) / 2)
      expect(at(middle, rowOf(tree, box))).toBe(fillOf(palette, tree.func[box]!))
    }
    for (const row of [3, 8, 15]) {
      let covered = 0
      for (let box = tree.rowStart[row]!; box < tree.rowStart[row + 1]!; box++) {
        covered += tree.to[box]! - tree.from[box]!
      }
      let painted = 0
      for (let x = 0; x < 400; x++) {
        if (surface.pixels[(row * ROW_HEIGHT + 12) * 400 + x] !== palette.background) painted++
      }
      // A pixel counts as soon as anything is in it, so the painted share is at least the covered one.
      expect(painted / 400).toBeGreaterThan(0.9 * covered)
    }
  })

  it('takes no longer for a million boxes than a screen has room for', () => {
    const large = generateRecording({ stacks: 300_000, samples: 300_000, funcs: 3000, seed: 5 })
    const tree = boxesOfTree(queryCallTree(large))
    const { labels } = paint(tree, large.shared.funcs.length, { width: 1000, height: 600 })
    expect(labels.length).toBeLessThan(25 * 160)
  })
})
