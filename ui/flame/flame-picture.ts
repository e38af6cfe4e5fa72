import type { Theme } from '../../src/render/svg/heat.ts'
import { strokeFocus } from '../canvas/stroke-focus.ts'
import type { ZoomRange } from '../state/app-state.ts'
import { type Boxes, isCentre, rowOf } from './boxes.ts'
import type { Palette } from './palette.ts'
import { topOfRow, viewportOf } from './places.ts'
import { BOX_HEIGHT, type Label, paintBoxes, spanOf } from './raster.ts'
import type { BoxSums } from './sums.ts'
import { drawLabels, makeTextFitter, type TextFitter } from './text.ts'

/** Everything a picture is drawn from. */
export interface Scene {
  readonly boxes: Boxes
  readonly names: readonly string[]
  readonly palette: Palette
  readonly sums: BoxSums
  readonly zoom: ZoomRange
  /** Scrolled this many CSS pixels down. */
  readonly top: number
  /** Whether the roots stand at the bottom. */
  readonly isUp: boolean
  readonly selectedFunc: number
  readonly focusedBox: number
  readonly theme: Theme
  readonly share: (box: number) => string
}

/** A canvas that draws scenes. */
export interface FlamePicture {
  readonly width: number
  readonly height: number
  /** Fits the canvas to its place; in CSS pixels. */
  resize(width: number, height: number, ratio: number): void
  /** Draws now; returns the labels, for tests. */
  draw(scene: Scene): readonly Label[]
}

export const LABEL_FONT = '12px'

/** A picture on a canvas. `family` is the font family of the labels. */
export function makeFlamePicture(canvas: HTMLCanvasElement, family: string): FlamePicture {
  // Pixels are put by the processor, many times a second: a canvas in main memory takes them without a copy.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!
  let image: ImageData | null = null
  let pixels = new Uint32Array(0)
  let fitter: TextFitter | null = null
  let size = { width: 0, height: 0, ratio: 1 }
  return {
    get width() {
      return size.width
    },
    get height() {
      return size.height
    },
    resize(width, height, ratio) {
      size = { width, height, ratio }
      canvas.width = Math.max(1, Math.round(width * ratio))
      canvas.height = Math.max(1, Math.round(height * ratio))
      image = context.createImageData(canvas.width, canvas.height)
      pixels = new Uint32Array(image.data.buffer)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.font = `${LABEL_FONT} ${family}`
      fitter ??= makeTextFitter(text => context.measureText(text).width)
    },
    draw(scene) {
      if (image === null) return []
      const viewport = viewportOf(scene)
      const surface = { pixels, width: canvas.width, height: canvas.height, ratio: size.ratio }
      const labels = paintBoxes(scene.boxes, { ...scene, viewport, surface })
      context.putImageData(image, 0, 0)
      drawLabels(context, labels, { ...scene, fitter: fitter! })
      outline(context, labels, { scene, width: size.width })
      return labels
    },
  }
}

/** Where a box stands in the window, CSS pixels. */
export function placeOf(
  scene: Pick<Scene, 'boxes' | 'zoom' | 'top' | 'isUp'>,
  box: number,
  width: number,
): { readonly left: number; readonly right: number; readonly y: number } {
  const { boxes, top, isUp } = scene
  const row = rowOf(boxes, box)
  const { from, to } = spanOf(boxes, row, viewportOf(scene))
  const scale = width / (to - from)
  return {
    left: (boxes.from[box]! - from) * scale,
    right: (boxes.to[box]! - from) * scale,
    y: topOfRow(boxes, row, isUp) - top,
  }
}

/** Outlines the centre and the selected function's boxes, and the one under the keyboard more strongly, whatever its size. */
function outline(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  { scene, width }: { scene: Scene; width: number },
): void {
  const { boxes, palette, selectedFunc, focusedBox } = scene
  context.strokeStyle = palette.outline
  for (const label of labels) {
    const isMiddle = isCentre(boxes, label.box)
    if (label.box === focusedBox || (boxes.func[label.box] !== selectedFunc && !isMiddle)) continue
    const line = isMiddle ? 2.5 : 1.5
    context.lineWidth = line
    context.beginPath()
    context.roundRect(label.x + line / 2, label.y + line / 2, label.width - line, BOX_HEIGHT - line, 2)
    context.stroke()
  }
  if (focusedBox < 0 || focusedBox >= boxes.length) return
  const place = placeOf(scene, focusedBox, width)
  // What lies far outside of the window would be a path of millions of pixels.
  const left = Math.max(-4, place.left)
  const right = Math.min(width + 4, place.right)
  if (right < 0 || left > width) return
  strokeFocus(context, {
    x: left,
    y: place.y,
    width: right - left,
    height: BOX_HEIGHT,
    colours: palette,
  })
}
