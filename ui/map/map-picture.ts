import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import { strokeFocus } from '../canvas/stroke-focus.ts'
import { LABEL_FONT } from '../flame/flame-picture.ts'
import { makeTextFitter, type TextFitter } from '../flame/text.ts'
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
  // As in the flame graph: pixels are put by the processor, so the canvas lies in main memory.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!
  let image: ImageData | null = null
  let pixels = new Uint32Array(0)
  let fitter: TextFitter | null = null
  let size = { width: 0, height: 0 }
  let ratio = 1
  return {
    get size() {
      return size
    },
    resize(width, height, pixelRatio) {
      size = { width, height }
      ratio = pixelRatio
      canvas.width = Math.max(1, Math.round(width * ratio))
      canvas.height = Math.max(1, Math.round(height * ratio))
      image = context.createImageData(canvas.width, canvas.height)
      pixels = new Uint32Array(image.data.buffer)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.font = `${LABEL_FONT} ${family}`
      fitter ??= makeTextFitter(text => context.measureText(text).width)
    },
    draw(scene) {
      if (image === null) return
      const surface = { pixels, width: canvas.width, height: canvas.height, ratio }
      const labels = paintMap(scene.boxes, { ...scene, surface })
      context.putImageData(image, 0, 0)
      drawMapLabels(context, labels, { texts: scene.texts, fitter: fitter! })
      outline(context, labels, scene)
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
