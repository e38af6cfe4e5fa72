import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import { mixPixels } from '../flame/palette.ts'
import type { Surface } from '../flame/raster.ts'
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
export const LABEL_HEIGHT = 16
/** A box thinner than this many device pixels has no line around it. */
const LINED = 4
/** Corners are cut from boxes at least this large, in device pixels. */
const ROUNDED = 12

/**
 * Paints the boxes in sight and returns those that have room for a label. Every box lies on the ones it stands in, so they
 * are painted in their order; lines of the ground part them. Costs what the boxes in sight cost, whatever else there is.
 */
export function paintMap(
  boxes: SquareMapBoxes,
  options: { camera: Camera; surface: Surface; fills: MapFills },
): MapLabel[] {
  const { camera, surface, fills } = options
  const { pixels, width, height, ratio } = surface
  const labels: MapLabel[] = []
  pixels.fill(fills.ground)
  const [kx, ky] = [camera.scaleX * ratio, camera.scaleY * ratio]
  const [dx, dy] = [camera.x * ratio, camera.y * ratio]
  const line = Math.max(1, Math.round(ratio))
  for (let box = 0; box < boxes.length; box++) {
    const left = Math.round(boxes.x[box]! * kx + dx)
    const top = Math.round(boxes.y[box]! * ky + dy)
    const right = Math.round((boxes.x[box]! + boxes.width[box]!) * kx + dx)
    const bottom = Math.round((boxes.y[box]! + boxes.height[box]!) * ky + dy)
    if (right <= 0 || bottom <= 0 || left >= width || top >= height || right <= left || bottom <= top)
      continue
    const isLined = right - left >= LINED && bottom - top >= LINED
    const [x0, y0] = isLined ? [left + line, top + line] : [left, top]
    if (isLined) frame(surface, { left, top, right, bottom, line, colour: fills.ground })
    if (boxes.node[box] === -1) {
      dots(surface, { left: x0, top: y0, right, bottom, fills })
      continue
    }
    fillRect(surface, { left: x0, top: y0, right, bottom, colour: fills.fill[box]! })
    if (fills.found?.[box] === 1 && bottom - y0 >= 6) {
      fillRect(surface, { left: x0, top: bottom - 2 * line, right, bottom, colour: fills.accent })
    }
    if (right - x0 >= ROUNDED && bottom - y0 >= ROUNDED) {
      roundCorners(surface, { left: x0, top: y0, right, bottom, colour: fills.ground })
    }
    if (right - x0 < LABEL_WIDTH * ratio || bottom - y0 < LABEL_HEIGHT * ratio) continue
    labels.push({
      box,
      x: x0 / ratio,
      y: y0 / ratio,
      width: (right - x0) / ratio,
      height: (bottom - y0) / ratio,
      strip: boxes.strip[box]! * camera.scaleY,
    })
  }
  return labels
}

interface Edges {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

function fillRect(surface: Surface, at: Edges & { colour: number }): void {
  const { pixels, width, height } = surface
  const from = Math.max(0, at.left)
  const to = Math.min(width, at.right)
  if (from >= to) return
  const end = Math.min(height, at.bottom)
  for (let y = Math.max(0, at.top); y < end; y++) pixels.fill(at.colour, y * width + from, y * width + to)
}

/** Lines of the ground around a box: neighbours share theirs. */
function frame(surface: Surface, at: Edges & { line: number; colour: number }): void {
  const { left, top, right, bottom, line, colour } = at
  fillRect(surface, { left, top, right: right + line, bottom: top + line, colour })
  fillRect(surface, { left, top: bottom, right: right + line, bottom: bottom + line, colour })
  fillRect(surface, { left, top, right: left + line, bottom: bottom + line, colour })
  fillRect(surface, { left: right, top, right: right + line, bottom: bottom + line, colour })
}

function dots(surface: Surface, at: Edges & { fills: MapFills }): void {
  const { pixels, width, height, ratio } = surface
  const { fills, left, top, right, bottom } = at
  fillRect(surface, { left, top, right, bottom, colour: fills.rest })
  const step = 3 * Math.max(1, Math.round(ratio))
  for (let y = top + 1, row = 0; y < Math.min(height, bottom); y += step, row++) {
    if (y < 0) continue
    for (let x = left + 1 + (row % 2); x < Math.min(width, right); x += step) {
      if (x >= 0) pixels[y * width + x] = fills.restDot
    }
  }
}

/** How much of a corner's pixels stays, by distance from the corner: a radius of two CSS pixels. */
function roundCorners(surface: Surface, at: Edges & { colour: number }): void {
  const { pixels, width, height, ratio } = surface
  const size = Math.round(2 * ratio)
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size - j; i++) {
      const keep = Math.min(1, Math.max(0, size - Math.hypot(size - i - 0.5, size - j - 0.5) + 0.5))
      if (keep >= 1) continue
      for (const x of [at.left + i, at.right - 1 - i]) {
        for (const y of [at.top + j, at.bottom - 1 - j]) {
          if (x < 0 || y < 0 || x >= width || y >= height) continue
          pixels[y * width + x] = mixPixels(at.colour, pixels[y * width + x]!, keep)
        }
      }
    }
  }
}
