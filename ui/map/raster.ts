import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import { mixPixels } from '../canvas/palette.ts'
import type { Surface } from '../canvas/pixel-canvas.ts'
import type { Camera } from './camera.ts'

/** Colours of boxes, packed as canvas pixels are. */
export interface MapFills {
  readonly ground: number
  /** Fill of each box. */
  readonly fill: Uint32Array
  /** 1 per box that the search found; null when nothing is searched. */
  readonly found: Uint8Array | null
  readonly accent: number
  /** The two greys of what is too small to be drawn. */
  readonly rest: number
  readonly restDot: number
}

/** A box in sight, in CSS pixels. */
export interface MapLabel {
  readonly box: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Height of its strip; of all of it where nothing is inside. */
  readonly strip: number
}

/** A box narrower or lower than this has no label, in CSS pixels. */
export const LABEL_WIDTH = 34
const LABEL_HEIGHT = 16
/** A box thinner than this many device pixels has no line around it. */
const LINED = 4
/** Corners are cut from boxes at least this large, in device pixels. */
const ROUNDED = 12

/**
 * Paints the boxes in sight and returns those that have room for a label. Lines of the ground part them. A box that holds
 * others is only painted around them, so that every pixel is written about once, whatever the depth.
 */
export function paintMap(
  boxes: SquareMapBoxes,
  options: { camera: Camera; surface: Surface; fills: MapFills },
): MapLabel[] {
  const { camera, surface, fills } = options
  const { width, height, ratio } = surface
  const { node, firstChild, strip, inset } = boxes
  const labels: MapLabel[] = []
  surface.pixels.fill(fills.ground)
  const [kx, ky] = [camera.scaleX * ratio, camera.scaleY * ratio]
  const [dx, dy] = [camera.x * ratio, camera.y * ratio]
  const thickness = Math.max(1, Math.round(ratio))
  for (let box = 0; box < boxes.length; box++) {
    const [boxX, boxY, boxWidth, boxHeight] = [
      boxes.x[box]!,
      boxes.y[box]!,
      boxes.width[box]!,
      boxes.height[box]!,
    ]
    const left = Math.round(boxX * kx + dx)
    const top = Math.round(boxY * ky + dy)
    const right = Math.round((boxX + boxWidth) * kx + dx)
    const bottom = Math.round((boxY + boxHeight) * ky + dy)
    if (right <= 0 || bottom <= 0 || left >= width || top >= height || right <= left || bottom <= top)
      continue
    const line = right - left >= LINED && bottom - top >= LINED ? thickness : 0
    const x0 = left + line
    const y0 = top + line
    if (line > 0) {
      fillRect(surface, fills.ground, left, top, right, y0)
      fillRect(surface, fills.ground, left, y0, x0, bottom)
    }
    if (node[box] === -1) {
      paintRest(surface, fills, x0, y0, right, bottom)
      continue
    }
    const colour = fills.fill[box]!
    if (firstChild[box] === firstChild[box + 1]) fillRect(surface, colour, x0, y0, right, bottom)
    else {
      // The boxes inside bring the lines at their left and top; room is left for those at their right and bottom.
      const innerLeft = Math.round((boxX + inset[box]!) * kx + dx)
      const innerTop = Math.round((boxY + strip[box]!) * ky + dy)
      const innerRight = Math.min(right, line + Math.round((boxX + boxWidth - inset[box]!) * kx + dx))
      const innerBottom = Math.min(bottom, line + Math.round((boxY + boxHeight - inset[box]!) * ky + dy))
      fillRect(surface, colour, x0, y0, right, innerTop)
      fillRect(surface, colour, x0, innerTop, innerLeft, innerBottom)
      fillRect(surface, colour, innerRight, innerTop, right, innerBottom)
      fillRect(surface, colour, x0, innerBottom, right, bottom)
    }
    if (fills.found?.[box] === 1 && bottom - y0 >= 6) {
      fillRect(surface, fills.accent, x0, bottom - 2 * thickness, right, bottom)
    }
    if (right - x0 >= ROUNDED && bottom - y0 >= ROUNDED) {
      roundCorners(surface, fills.ground, x0, y0, right, bottom)
    }
    if (right - x0 < LABEL_WIDTH * ratio || bottom - y0 < LABEL_HEIGHT * ratio) continue
    labels.push({
      box,
      x: x0 / ratio,
      y: y0 / ratio,
      width: (right - x0) / ratio,
      height: (bottom - y0) / ratio,
      strip: strip[box]! * camera.scaleY,
    })
  }
  return labels
}

/** To fill fewer pixels of a row than this, a loop is faster than a call. */
const SHORT = 16

function fillRect(
  surface: Surface,
  colour: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): void {
  const { pixels, width } = surface
  const from = Math.max(0, left)
  const to = Math.min(width, right)
  const end = Math.min(surface.height, bottom)
  if (from >= to) return
  const isShort = to - from < SHORT
  for (let y = Math.max(0, top); y < end; y++) {
    const row = y * width
    if (isShort) for (let i = row + from; i < row + to; i++) pixels[i] = colour
    else pixels.fill(colour, row + from, row + to)
  }
}

/** What is too small to be drawn: dots on grey. */
function paintRest(
  surface: Surface,
  fills: MapFills,
  left: number,
  top: number,
  right: number,
  bottom: number,
): void {
  const { pixels, width, height, ratio } = surface
  fillRect(surface, fills.rest, left, top, right, bottom)
  const step = 3 * Math.max(1, Math.round(ratio))
  for (let y = top + 1, row = 0; y < Math.min(height, bottom); y += step, row++) {
    if (y < 0) continue
    for (let x = left + 1 + (row % 2); x < Math.min(width, right); x += step) {
      if (x >= 0) pixels[y * width + x] = fills.restDot
    }
  }
}

/** How much of a corner's pixels stays, by distance from the corner: a radius of two CSS pixels. */
function roundCorners(
  surface: Surface,
  ground: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): void {
  const { pixels, width, height, ratio } = surface
  const size = Math.round(2 * ratio)
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size - j; i++) {
      const keep = Math.min(1, Math.max(0, size - Math.hypot(size - i - 0.5, size - j - 0.5) + 0.5))
      if (keep >= 1) continue
      for (const x of [left + i, right - 1 - i]) {
        for (const y of [top + j, bottom - 1 - j]) {
          if (x < 0 || y < 0 || x >= width || y >= height) continue
          pixels[y * width + x] = mixPixels(ground, pixels[y * width + x]!, keep)
        }
      }
    }
  }
}
