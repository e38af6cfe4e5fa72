import type { Rect } from '../../src/analysis/square-map/tile.ts'

/** How a layout is shown: a point p of it is at p * scale + shift, in CSS pixels. */
export interface Camera {
  readonly scaleX: number
  readonly scaleY: number
  readonly x: number
  readonly y: number
}

/** The layout as it is. */
export const STILL: Camera = { scaleX: 1, scaleY: 1, x: 0, y: 0 }

/** No map is enlarged more than this. */
export const MOST = 2000

export interface Size {
  readonly width: number
  readonly height: number
}

/** Enlarges by `factor` around the point (x, y) of the window. `drawn` is how much the layout is enlarged already: together
 *  they stay between 1 and {@link MOST}. */
export function enlarge(
  camera: Camera,
  around: { x: number; y: number; factor: number; drawn: number },
): Camera {
  const { x, y, factor, drawn } = around
  const scale = Math.min(MOST / drawn, Math.max(1 / drawn, camera.scaleX * factor))
  const real = scale / camera.scaleX
  return {
    scaleX: scale,
    scaleY: scale,
    x: x - (x - camera.x) * real,
    y: y - (y - camera.y) * real,
  }
}

/** Moves the picture, not past the edges of the map. */
export function keepInside(camera: Camera, frame: Rect, size: Size): Camera {
  const within = (shift: number, edge: { from: number; length: number; scale: number; room: number }) => {
    const { from, length, scale, room } = edge
    return Math.min(-from * scale, Math.max(room - (from + length) * scale, shift))
  }
  const { scaleX, scaleY } = camera
  return {
    scaleX,
    scaleY,
    x: within(camera.x, { from: frame.x, length: frame.width, scale: scaleX, room: size.width }),
    y: within(camera.y, { from: frame.y, length: frame.height, scale: scaleY, room: size.height }),
  }
}

/** What is left of a camera once a new layout stands for what it showed at `asked`. */
export function sinceThen(camera: Camera, asked: Camera): Camera {
  const scaleX = camera.scaleX / asked.scaleX
  const scaleY = camera.scaleY / asked.scaleY
  return { scaleX, scaleY, x: camera.x - asked.x * scaleX, y: camera.y - asked.y * scaleY }
}

/** The camera under which `box` fills the window. */
export function fillWith(box: Rect, size: Size): Camera {
  const scaleX = size.width / Math.max(box.width, 1e-3)
  const scaleY = size.height / Math.max(box.height, 1e-3)
  return { scaleX, scaleY, x: -box.x * scaleX, y: -box.y * scaleY }
}

/** Part of the way from one camera to another. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (key: keyof Camera) => from[key] + (to[key] - from[key]) * part
  return { scaleX: mix('scaleX'), scaleY: mix('scaleY'), x: mix('x'), y: mix('y') }
}

/** Whether a camera changes nothing that could be seen. */
export function isStill({ scaleX, scaleY, x, y }: Camera): boolean {
  return (
    Math.abs(scaleX - 1) < 1e-4 && Math.abs(scaleY - 1) < 1e-4 && Math.abs(x) < 0.01 && Math.abs(y) < 0.01
  )
}
