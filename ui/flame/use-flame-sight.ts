import type { RefObject } from 'preact'
import { type ZoomRange, zoom } from '../state/app-state.ts'
import { isMotionReduced } from '../state/theme.ts'
import { clampZoom, isZoomed, zoomAlong, zoomBack, zoomTo } from '../state/zoom-history.ts'
import { animateZoom } from './animate-zoom.ts'
import { type Boxes, boxAt, rootRow, rowOf } from './boxes.ts'
import type { FlamePicture } from './flame-picture.ts'
import { rowAt, topOfRow, viewportOf } from './places.ts'
import { ROW_HEIGHT, spanOf } from './raster.ts'
import type { FlameScroll } from './use-flame-scroll.ts'

/** By how much one press of + or - zooms. */
const KEY_ZOOM = 1.6

/** What of a flame picture is in sight, and how that is changed; places in CSS pixels of the picture, boxes by number. */
export interface FlameSight {
  /** The box at a place, -1 none. */
  readonly boxUnder: (x: number, y: number) => number
  /** Fills the width with a box. */
  readonly zoomToBox: (box: number) => void
  /** Zooms round a place, in passing; what is in sight becomes `factor` times as wide. */
  readonly zoomAround: (x: number, factor: number, y: number) => void
  readonly pan: (dx: number, dy: number) => void
  /** One step in or out, by key: of the side of the centre that the box (-1: the root) is on. */
  readonly zoomStep: (box: number, isOut: boolean) => void
  /** Scrolls to a box, and zooms back where it is beside what is in sight. */
  readonly reveal: (box: number) => void
}

/** What of a flame picture is in sight. */
export function useFlameSight(
  boxes: Boxes,
  {
    isUp,
    picture,
    scroll,
  }: {
    readonly isUp: boolean
    readonly picture: RefObject<FlamePicture | null>
    readonly scroll: FlameScroll
  },
): FlameSight {
  const width = () => picture.current?.width ?? 1
  const viewport = () => viewportOf({ boxes, zoom: zoom.peek(), top: scroll.top(), isUp })
  const rowUnder = (y: number): number => rowAt(boxes, y + scroll.top(), isUp)
  /** What is in sight of the side of the centre that a row is on. */
  const zoomAt = (row: number): ZoomRange => {
    const now = zoom.peek()
    if (boxes.centre === -1 || row < boxes.centre === (now.isCallers === true)) return now
    return { ...(row < boxes.centre ? { isCallers: true } : {}), from: 0, to: 1 }
  }
  return {
    boxUnder: (x, y) => {
      const row = rowUnder(y)
      const { from, to } = spanOf(boxes, row, viewport())
      return boxAt(boxes, row, from + (x / width()) * (to - from))
    },
    zoomToBox: box => {
      const whole = boxes.end - boxes.start
      const range = clampZoom({
        ...zoomAt(rowOf(boxes, box)),
        from: (boxes.from[box]! - boxes.start) / whole,
        to: (boxes.to[box]! - boxes.start) / whole,
      })
      animateZoom(zoom.peek(), range, isMotionReduced.value, zoomTo)
    },
    zoomAround: (x, factor, y) => {
      const now = zoomAt(rowUnder(y))
      const { from, to } = now
      const at = from + (x / width()) * (to - from)
      zoomAlong({ ...now, from: at - (at - from) * factor, to: at + (to - at) * factor })
    },
    pan: (dx, dy) => {
      const now = zoom.peek()
      const { from, to } = now
      const shift = (dx / width()) * (to - from)
      zoomAlong({ ...now, from: from - shift, to: to - shift })
      if (dy !== 0) scroll.scrollTo(scroll.top() - dy)
    },
    zoomStep: (box, isOut) => {
      const now = isZoomed(zoom.peek())
        ? zoom.peek()
        : zoomAt(box === -1 ? rootRow(boxes) : rowOf(boxes, box))
      const { from, to } = now
      const centre = (from + to) / 2
      const half = ((to - from) / 2) * (isOut ? KEY_ZOOM : 1 / KEY_ZOOM)
      zoomTo(clampZoom({ ...now, from: centre - half, to: centre + half }))
    },
    reveal: box => {
      const row = rowOf(boxes, box)
      const y = topOfRow(boxes, row, isUp)
      const view = picture.current?.height ?? 0
      if (y < scroll.top()) scroll.scrollTo(y)
      else if (y + ROW_HEIGHT > scroll.top() + view) scroll.scrollTo(y + ROW_HEIGHT - view)
      const { from, to } = spanOf(boxes, row, viewport())
      if (boxes.to[box]! <= from || boxes.from[box]! >= to) zoomBack()
    },
  }
}
