import { makePixelCanvas } from '../canvas/pixel-canvas.ts'
import { strokeFocus } from '../canvas/stroke-focus.ts'
import type { ZoomRange } from '../state/app-state.ts'
import { type Boxes, isCentre, rowOf } from './boxes.ts'
import { drawLabels } from './labels.ts'
import { topOfRow, viewportOf } from './places.ts'
import { BOX_HEIGHT, type Label, paintBoxes, spanOf } from './raster.ts'
import type { Colours } from './use-scene.ts'

/** Everything a picture is drawn from. */
export interface Scene extends Colours {
  readonly boxes: Boxes
  readonly names: readonly string[]
  readonly zoom: ZoomRange
  /** Scrolled this many CSS pixels down. */
  readonly top: number
  /** Whether the roots stand at the bottom. */
  readonly isUp: boolean
  readonly selectedFunc: number
  readonly focusedBox: number
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

/** A picture on a canvas. `family` is the font family of the labels. */
export function makeFlamePicture(canvas: HTMLCanvasElement, family: string): FlamePicture {
  const pixels = makePixelCanvas(canvas, family)
  const { context } = pixels
  return {
    get width() {
      return pixels.width
    },
    get height() {
      return pixels.height
    },
    resize: pixels.resize,
    draw(scene) {
      const viewport = viewportOf(scene)
      const put = pixels.put(surface => paintBoxes(scene.boxes, { ...scene, viewport, surface }))
      if (put === null) return []
      drawLabels(context, put.painted, { ...scene, fitter: put.fitter })
      outline(context, put.painted, { scene, width: pixels.width })
      return put.painted
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
    const isSelected = selectedFunc !== -1 && boxes.func[label.box] === selectedFunc
    if (label.box === focusedBox || !(isSelected || isMiddle)) continue
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
