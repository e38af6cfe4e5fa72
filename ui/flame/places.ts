import type { ZoomRange } from '../state/app-state.ts'
import { type Boxes, rootRow } from './boxes.ts'
import { ROW_HEIGHT, type Viewport } from './raster.ts'

/** What part of the boxes is on screen. */
export function viewportOf({
  boxes,
  zoom,
  top,
  isUp,
}: {
  readonly boxes: Boxes
  readonly zoom: ZoomRange
  readonly top: number
  readonly isUp: boolean
}): Viewport {
  const width = boxes.end - boxes.start
  return {
    from: boxes.start + zoom.from * width,
    to: boxes.start + zoom.to * width,
    top,
    isUp,
    isCallers: zoom.isCallers === true,
  }
}

/** How far a row's upper edge is below the content's, in CSS pixels. */
export function topOfRow(boxes: Boxes, row: number, isUp: boolean): number {
  return (isUp ? boxes.rows - 1 - row : row) * ROW_HEIGHT
}

/** The row that many CSS pixels below the content's upper edge; there may be none of that number. */
export function rowAt(boxes: Boxes, y: number, isUp: boolean): number {
  const line = Math.floor(y / ROW_HEIGHT)
  return isUp ? boxes.rows - 1 - line : line
}

/** Height of all rows in CSS pixels. */
export function contentHeight(boxes: Boxes): number {
  return boxes.rows * ROW_HEIGHT
}

/** The nearest place to `top` that a window of this height can be scrolled to. Boxes that stand on their roots stand on its
 *  lower edge: where they do not fill it, the place is below 0. */
export function clampTop(boxes: Boxes, top: number, { height, isUp }: { height: number; isUp: boolean }) {
  const most = contentHeight(boxes) - height
  const [least, end] = isUp ? [Math.min(0, most), most] : [0, Math.max(0, most)]
  return Math.min(end, Math.max(least, top))
}

/** Where the picture is scrolled to at first: to its roots, or with the centre in the middle. */
export function homeTop(boxes: Boxes, { height, isUp }: { height: number; isUp: boolean }): number {
  const middle = topOfRow(boxes, rootRow(boxes), isUp) - (height - ROW_HEIGHT) / 2
  const wanted = boxes.centre > 0 ? middle : isUp ? contentHeight(boxes) : 0
  return clampTop(boxes, wanted, { height, isUp })
}
