import { mixPixels, type Palette } from '../canvas/palette.ts'
import type { Surface } from '../canvas/pixel-canvas.ts'
import { type Boxes, firstBoxAfter } from './boxes.ts'
import type { BoxSums } from './sums.ts'

/** What part of the picture is on screen. `from` and `to` are in the boxes' own unit; `top` is in CSS pixels. */
export interface Viewport {
  readonly from: number
  readonly to: number
  readonly top: number
  /** Whether the last row stands at the top. Absent: the first. */
  readonly isUp?: boolean
  /** Whether `from` and `to` are about the callers of a centred picture. */
  readonly isCallers?: boolean
}

/** A box wide enough for a label, in CSS pixels. */
export interface Label {
  readonly box: number
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Height of a row with the gap below it, and of the box in it, in CSS pixels. */
export const ROW_HEIGHT = 24
export const BOX_HEIGHT = 23
/** A box narrower than this many device pixels is painted together with those beside it. */
const THIN = 1.5
/** A box narrower than this has no label. */
const LABEL_WIDTH = 34

/**
 * Paints the visible boxes and returns those that want a label. A row is painted as one strip of pixels that is then
 * copied down: the cost depends on the size of the screen alone, about 2 ms for a window full of rows, whatever the
 * number of boxes. Runs of boxes thinner than a pixel are skipped by binary search and painted as the mean of their
 * colours, mixed with the ground by how much of the pixel they cover.
 */
export function paintBoxes(
  boxes: Boxes,
  options: { viewport: Viewport; surface: Surface; palette: Palette; tones: Uint8Array; sums: BoxSums },
): Label[] {
  const { viewport, surface, palette } = options
  const { pixels, width, height, ratio } = surface
  const labels: Label[] = []
  pixels.fill(palette.background)
  const rowPixels = ROW_HEIGHT * ratio
  const topPixels = viewport.top * ratio
  const firstLine = Math.max(0, Math.floor(topPixels / rowPixels))
  const strip = new Uint32Array(width)
  const underline = palette.matches === null ? null : new Uint32Array(width)
  for (let line = firstLine; line < boxes.rows; line++) {
    const row = viewport.isUp === true ? boxes.rows - 1 - line : line
    const y = Math.round(line * rowPixels - topPixels)
    if (y >= height) break
    const bottom = Math.min(height, y + Math.round(BOX_HEIGHT * ratio))
    const firstLabel = labels.length
    paintStrip(boxes, row, { ...options, y: line * ROW_HEIGHT - viewport.top, strip, underline, labels })
    for (let at = Math.max(0, y); at < bottom; at++) pixels.set(strip, at * width)
    if (underline !== null) {
      for (let at = Math.max(0, bottom - Math.round(2 * ratio)); at < bottom; at++) {
        copyNonZero(underline, pixels, at * width)
      }
    }
    roundCorners(labels, firstLabel, { surface, y, bottom, background: palette.background })
  }
  return labels
}

/** What part of the width a row shows: callers and callees of a centred picture are zoomed apart, and its centre never. */
export function spanOf(boxes: Boxes, row: number, viewport: Viewport): { from: number; to: number } {
  const isZoomed =
    boxes.centre <= 0 || (viewport.isCallers === true ? row < boxes.centre : row > boxes.centre)
  return isZoomed ? viewport : { from: boxes.start, to: boxes.end }
}

interface StripOptions {
  /** The row's upper edge in the window, CSS pixels. */
  readonly y: number
  readonly viewport: Viewport
  readonly surface: Surface
  readonly palette: Palette
  readonly tones: Uint8Array
  readonly sums: BoxSums
  readonly strip: Uint32Array
  readonly underline: Uint32Array | null
  readonly labels: Label[]
}

function paintStrip(boxes: Boxes, row: number, options: StripOptions): void {
  const { viewport, surface, palette, tones, sums, strip, underline, labels } = options
  const { from, to, func } = boxes
  const { width, ratio } = surface
  const span = spanOf(boxes, row, viewport)
  const scale = width / (span.to - span.from)
  const end = boxes.rowStart[row + 1]!
  strip.fill(palette.background)
  underline?.fill(0)
  let box = firstBoxAfter(boxes, row, span.from)
  while (box < end && from[box]! < span.to) {
    const left = (from[box]! - span.from) * scale
    const right = (to[box]! - span.from) * scale
    if (right - left < THIN) {
      const column = Math.max(0, Math.floor(left))
      const edge = span.from + (column + 1) / scale
      // All that end within this pixel, and a thin one across its edge; a wide one that begins here is drawn by itself.
      let next = gallop(to, box, end, edge)
      if (next < end && from[next]! < edge && (to[next]! - from[next]!) * scale < THIN) next++
      next = Math.max(box + 1, next)
      if (column < width) strip[column] = mean(sums, box, next, { ground: palette.background, scale })
      if (underline !== null && column < width && sums.match![next]! > sums.match![box]!) {
        underline[column] = palette.accent
      }
      box = next
      continue
    }
    const x0 = Math.max(0, Math.round(left))
    const x1 = Math.min(width, Math.round(right))
    // A gap of one pixel between neighbours, unless it would eat a thin box.
    const gap = right - left >= 4 && x1 < width ? Math.max(1, Math.round(ratio)) : 0
    strip.fill(palette.fill[tones[box]!]!, x0, Math.max(x0 + 1, x1 - gap))
    if (underline !== null && palette.matches![func[box]!] === 1) {
      underline.fill(palette.accent, x0, Math.max(x0 + 1, x1 - gap))
    }
    if (x1 - gap - x0 >= 6 * ratio) {
      labels.push({
        box,
        x: x0 / ratio,
        y: options.y,
        width: (x1 - gap - x0) / ratio,
      })
    }
    box++
  }
}

/** The first index in [start, end) whose value is at or after `x`, by doubling steps: cheap when it is near. */
function gallop(values: Float64Array, start: number, end: number, x: number): number {
  let low = start
  let step = 1
  while (low + step < end && values[low + step]! < x) {
    low += step
    step *= 2
  }
  let high = Math.min(end, low + step)
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! < x) low = middle + 1
    else high = middle
  }
  return low
}

function mean(
  sums: BoxSums,
  first: number,
  end: number,
  { ground, scale }: { ground: number; scale: number },
): number {
  const width = sums.width[end]! - sums.width[first]!
  if (!(width > 0)) return ground
  const red = (sums.red[end]! - sums.red[first]!) / width
  const green = (sums.green[end]! - sums.green[first]!) / width
  const blue = (sums.blue[end]! - sums.blue[first]!) / width
  const colour = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0
  return mixPixels(ground, colour, Math.min(1, width * scale))
}

function copyNonZero(source: Uint32Array, target: Uint32Array, offset: number): void {
  for (let i = 0; i < source.length; i++) if (source[i] !== 0) target[offset + i] = source[i]!
}

/** Cuts the corners of the boxes of `labels` from `first` on to a radius of 2 CSS pixels, by coverage. */
function roundCorners(
  labels: readonly Label[],
  first: number,
  options: { surface: Surface; y: number; bottom: number; background: number },
): void {
  const { surface, y, bottom, background } = options
  const { pixels, width, height, ratio } = surface
  const size = Math.round(2 * ratio)
  for (let i = first; i < labels.length; i++) {
    const label = labels[i]!
    const left = Math.round(label.x * ratio)
    const right = Math.round((label.x + label.width) * ratio) - 1
    for (let dy = 0; dy < size; dy++) {
      for (let dx = 0; dx < size - dy; dx++) {
        const keep = cornerCoverage(dx, dy, size)
        if (keep >= 1) continue
        const sides = [left > 0 ? left + dx : -1, right < width - 1 ? right - dx : -1]
        for (const x of sides) {
          for (const line of [y + dy, bottom - 1 - dy]) {
            if (x < 0 || line < 0 || line >= height) continue
            const at = line * width + x
            pixels[at] = mixPixels(background, pixels[at]!, keep)
          }
        }
      }
    }
  }
}

/** How much of the pixel (dx, dy) from a corner lies inside a circle of radius `size`, roughly. */
function cornerCoverage(dx: number, dy: number, size: number): number {
  const distance = Math.hypot(size - dx - 0.5, size - dy - 0.5)
  return Math.min(1, Math.max(0, size - distance + 0.5))
}

/** Whether a label's box is wide enough for text. */
export function fitsText(label: Label): boolean {
  return label.width >= LABEL_WIDTH
}
