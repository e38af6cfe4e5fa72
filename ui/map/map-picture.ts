import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import { makePixelCanvas } from '../canvas/pixel-canvas.ts'
import { strokeFocus } from '../canvas/stroke-focus.ts'
import type { Camera, Size } from './camera.ts'
import { drawMapLabels, type MapTexts } from './labels.ts'
import { type MapFills, type MapLabel, paintMap } from './raster.ts'

/** Everything a map is drawn from. */
export interface MapScene {
  readonly boxes: SquareMapBoxes
  readonly camera: Camera
  readonly fills: MapFills
  readonly texts: MapTexts
  /** The box under the keyboard, -1 none. */
  readonly focused: number
  readonly isSelected: (box: number) => boolean
  /** Colour of outlines. */
  readonly outline: string
  /** Colour beside it, of the mark of what is under the keyboard. */
  readonly ground: string
}

/** A canvas that draws maps. */
export interface MapPicture {
  readonly size: Size
  /** Fits the canvas to its place; in CSS pixels. */
  resize(width: number, height: number, ratio: number): void
  draw(scene: MapScene): void
}

/** A picture on a canvas. `family` is the font family of the labels. */
export function makeMapPicture(canvas: HTMLCanvasElement, family: string): MapPicture {
  const pixels = makePixelCanvas(canvas, family)
  const { context } = pixels
  return {
    get size() {
      return { width: pixels.width, height: pixels.height }
    },
    resize: pixels.resize,
    draw(scene) {
      const put = pixels.put(surface => paintMap(scene.boxes, { ...scene, surface }))
      if (put === null) return
      drawMapLabels(context, put.painted, { texts: scene.texts, fitter: put.fitter })
      outline(context, put.painted, scene)
    },
  }
}

/** Outlines the selected function's boxes, and the one under the keyboard more strongly, whatever its size. */
function outline(context: CanvasRenderingContext2D, labels: readonly MapLabel[], scene: MapScene): void {
  const { boxes, camera, focused, isSelected } = scene
  context.strokeStyle = scene.outline
  for (const label of labels) {
    if (label.box === focused || !isSelected(label.box)) continue
    stroke(context, { ...label, line: 1.5 })
  }
  if (focused < 0 || focused >= boxes.length) return
  const x = Math.round(boxes.x[focused]! * camera.scaleX + camera.x)
  const y = Math.round(boxes.y[focused]! * camera.scaleY + camera.y)
  const width = boxes.width[focused]! * camera.scaleX
  const height = boxes.height[focused]! * camera.scaleY
  strokeFocus(context, { x, y, width, height, colours: scene })
}

function stroke(
  context: CanvasRenderingContext2D,
  at: { x: number; y: number; width: number; height: number; line: number },
): void {
  const half = at.line / 2
  context.lineWidth = at.line
  context.beginPath()
  context.roundRect(at.x + half, at.y + half, at.width - at.line, at.height - at.line, 2)
  context.stroke()
}
