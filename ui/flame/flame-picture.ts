import type { Theme } from '../../src/render/svg/heat.ts'
import { strokeFocus } from '../canvas/stroke-focus.ts'
import type { ZoomRange } from '../state/app-state.ts'
import { type Boxes, rowOf } from './boxes.ts'
import type { Palette } from './palette.ts'
import { BOX_HEIGHT, type Label, paintBoxes, ROW_HEIGHT, type Viewport } from './raster.ts'
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

/** What part of the boxes a scene shows. */
export function viewportOf({ boxes, zoom, top }: Pick<Scene, 'boxes' | 'zoom' | 'top'>): Viewport {
  const width = boxes.end - boxes.start
  return { from: boxes.start + zoom.from * width, to: boxes.start + zoom.to * width, top }
}

/** Outlines the selected function's boxes, and the one under the keyboard more strongly, whatever its size. */
function outline(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  { scene, width }: { scene: Scene; width: number },
): void {
  const { boxes, palette, selectedFunc, focusedBox } = scene
  context.strokeStyle = palette.outline
  for (const label of labels) {
    if (label.box === focusedBox || boxes.func[label.box] !== selectedFunc) continue
    context.lineWidth = 1.5
    context.beginPath()
    context.roundRect(label.x + 0.75, label.y + 0.75, label.width - 1.5, BOX_HEIGHT - 1.5, 2)
    context.stroke()
  }
  if (focusedBox < 0 || focusedBox >= boxes.length) return
  const { from, to, top } = viewportOf(scene)
  const scale = width / (to - from)
  // What lies far outside of the window would be a path of millions of pixels.
  const left = Math.max(-4, (boxes.from[focusedBox]! - from) * scale)
  const right = Math.min(width + 4, (boxes.to[focusedBox]! - from) * scale)
  if (right < 0 || left > width) return
  strokeFocus(context, {
    x: left,
    y: rowOf(boxes, focusedBox) * ROW_HEIGHT - top,
    width: right - left,
    height: BOX_HEIGHT,
    colours: palette,
  })
}

/** Height of all rows in CSS pixels. */
export function contentHeight(boxes: Boxes): number {
  return boxes.rows * ROW_HEIGHT
}
