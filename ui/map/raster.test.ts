import { describe, expect, it } from 'vitest'
import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import { NESTINGS } from '../../src/analysis/square-map/tile.ts'
import { queryMapTree, querySquareMap } from '../../src/query/tree/square-map.ts'
import { generateRecording } from '../../test/support/generate-recording.ts'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { type Camera, STILL } from './camera.ts'
import { boxAt } from './places.ts'
import { type MapFills, paintMap } from './raster.ts'

const WIDTH = 640
const HEIGHT = 360
const GROUND = 1
const REST = 2

/** Each box in a colour of its own: 1000 and its number. */
function fillsOf(boxes: SquareMapBoxes): MapFills {
  return {
    ground: GROUND,
    fill: Uint32Array.from({ length: boxes.length }, (_, box) => 1000 + box),
    found: null,
    accent: 3,
    rest: REST,
    restDot: REST,
  }
}

function paint(boxes: SquareMapBoxes, camera: Camera, ratio = 1) {
  const surface = {
    pixels: new Uint32Array(WIDTH * ratio * HEIGHT * ratio),
    width: WIDTH * ratio,
    height: HEIGHT * ratio,
    ratio,
  }
  const labels = paintMap(boxes, { camera, surface, fills: fillsOf(boxes) })
  return { ...surface, labels }
}

const large = queryMapTree(generateRecording({ stacks: 4000, samples: 9000, seed: 8, funcs: 60 }))

describe('paintMap()', () => {
  it.each(NESTINGS)('paints no pixel in a colour but that of the box at that place (%s)', nesting => {
    const { boxes } = querySquareMap(large, { width: WIDTH, height: HEIGHT, nesting })
    for (const camera of [STILL, { scaleX: 2.6, scaleY: 2.6, x: -333, y: -120 }]) {
      const { pixels, width, height } = paint(boxes, camera)
      let checked = 0
      let wrong = 0
      for (let y = 0; y < height; y += 5) {
        for (let x = 0; x < width; x += 5) {
          const colour = pixels[y * width + x]!
          if (colour < 1000) continue
          // At an edge rounding decides; the box that was painted holds a point within a pixel.
          const places = [-1, 0, 1, 2].flatMap(dx => [-1, 0, 1, 2].map(dy => [x + dx, y + dy] as const))
          const holders = places.map(([px, py]) =>
            boxAt(boxes, (px - camera.x) / camera.scaleX, (py - camera.y) / camera.scaleY),
          )
          // Corners are mixed with the ground.
          if (colour - 1000 < boxes.length && !holders.includes(colour - 1000)) wrong++
          checked++
        }
      }
      expect(wrong).toBe(0)
      expect(checked).toBeGreaterThan(1000)
    }
  })

  it('gives a box the area it weighs, without the lines', () => {
    const recording = recordingFromText(`
      60  40
      a   b
    `)
    const { boxes } = querySquareMap(queryMapTree(recording), {
      width: WIDTH,
      height: HEIGHT,
      nesting: 'split',
    })
    const { pixels } = paint(boxes, STILL)
    const count = (colour: number) => pixels.reduce((sum, pixel) => sum + (pixel === colour ? 1 : 0), 0)
    expect(count(1000) / count(1001)).toBeCloseTo(1.5, 1)
    expect(count(1000) + count(1001)).toBeGreaterThan(0.98 * WIDTH * HEIGHT)
  })

  it('marks what is too small to draw, and asks for labels where there is room', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `f${i}`)
    const recording = recordingFromText(
      [
        ['9999', ...names.slice(1).map(() => '1')].map(text => text.padEnd(7)).join(''),
        names.map(text => text.padEnd(7)).join(''),
      ].join('\n'),
    )
    const { boxes } = querySquareMap(queryMapTree(recording), {
      width: WIDTH,
      height: HEIGHT,
      nesting: 'split',
    })
    const { pixels, labels } = paint(boxes, STILL, 2)
    expect(pixels.includes(REST)).toBe(true)
    expect(labels[0]).toMatchObject({ box: 0 })
    expect(labels[0]!.height).toBeCloseTo(HEIGHT, -1)
    expect(labels.length).toBeLessThan(boxes.length)
  })
})
