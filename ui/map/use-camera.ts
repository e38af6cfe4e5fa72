import type { Signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import type { Lens } from '../../src/analysis/square-map/layout.ts'
import { between, type Camera, enlarge, fillWith, keepInside, type Size, STILL, sinceThen } from './camera.ts'
import { boxAt } from './places.ts'

/** After so long without a movement the part in sight is laid out anew, with labels and boxes of its own size. */
const SETTLES_AFTER = 120
const FLIGHT = 140

/** A layout, and what it was enlarged by. */
export interface ShownMap {
  readonly boxes: SquareMapBoxes
  readonly lens: Lens | null
}

/** How a map is seen. */
export interface MapSight {
  /** What is asked to be enlarged; null: nothing. */
  readonly lens: Signal<Lens | null>
  /** Of the map, CSS pixels; null before it is there. */
  readonly size: Signal<Size | null>
}

/** What moves a map. Places are in CSS pixels of the window. */
export interface MapCamera {
  now(): Camera
  toLayout(x: number, y: number): { x: number; y: number }
  /** Moves; what is then at (x, y) stays there when the map is laid out anew. */
  pan(dx: number, dy: number, x: number, y: number): void
  zoom(x: number, y: number, factor: number): void
  /** Zooms around a box, around the middle for -1. */
  zoomAt(box: number, factor: number): void
  /** Moves until a box fills the window, then says so; at once where motion is not wanted. */
  flyTo(box: number, isInstant: boolean, arrive: () => void): void
  isInSight(box: number): boolean
}

/**
 * How the layout of an answer is shown. Panning and zooming only move and stretch it; when they rest, the worker is asked
 * for a layout of what is then in sight (`lens`), which holds the point under the pointer where it is.
 */
export function useCamera(answer: ShownMap, sight: MapSight, onMove: () => void): MapCamera {
  const camera = useRef<Camera>(STILL)
  const asked = useRef<{ readonly lens: Lens | null; readonly camera: Camera } | null>(null)
  const timer = useRef(0)
  const flight = useRef(0)
  const latest = useRef({ answer, onMove })
  if (latest.current.answer !== answer) {
    // Before the new boxes are drawn: what moved since they were asked for goes on from them.
    const then = asked.current
    const isAsked = then !== null && JSON.stringify(then.lens) === JSON.stringify(answer.lens)
    camera.current = isAsked ? sinceThen(camera.current, then.camera) : STILL
    if (isAsked || answer.lens === null) asked.current = null
  }
  latest.current = { answer, onMove }

  const size = () => sight.size.peek() ?? { width: 1, height: 1 }
  const move = (next: Camera) => {
    camera.current = keepInside(next, latest.current.answer.boxes.frame, size())
    latest.current.onMove()
  }
  const toLayout = (x: number, y: number) => {
    const { scaleX, scaleY, x: left, y: top } = camera.current
    return { x: (x - left) / scaleX, y: (y - top) / scaleY }
  }
  const settle = (x: number, y: number) => {
    const { boxes, lens } = latest.current.answer
    const scale = (lens?.scale ?? 1) * camera.current.scaleX
    const at = toLayout(x, y)
    let box = boxAt(boxes, at.x, at.y)
    if (box !== -1 && boxes.node[box] === -1) box = boxes.parent[box]!
    const rect =
      box === -1
        ? boxes.frame
        : { x: boxes.x[box]!, y: boxes.y[box]!, width: boxes.width[box]!, height: boxes.height[box]! }
    const next: Lens | null =
      scale < 1.001
        ? null
        : {
            scale,
            node: box === -1 ? -1 : boxes.node[box]!,
            u: (at.x - rect.x) / rect.width,
            v: (at.y - rect.y) / rect.height,
            x,
            y,
          }
    asked.current = { lens: next, camera: camera.current }
    sight.lens.value = next
  }
  const settleSoon = (x: number, y: number) => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => settle(x, y), SETTLES_AFTER)
  }
  const zoom = (x: number, y: number, factor: number) => {
    const drawn = latest.current.answer.lens?.scale ?? 1
    move(enlarge(camera.current, { x, y, factor, drawn }))
    settleSoon(x, y)
  }
  useLayoutEffect(() => cancelAnimationFrame(flight.current), [answer])
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(
    () =>
      sight.lens.subscribe(lens => {
        // Somebody else chose what is enlarged (Escape, a level of the path): what was about to be asked for is past.
        if (lens !== asked.current?.lens) clearTimeout(timer.current)
      }),
    [sight.lens],
  )
  return {
    now: () => camera.current,
    toLayout,
    zoom,
    pan(dx, dy, x, y) {
      const { scaleX, scaleY, x: left, y: top } = camera.current
      move({ scaleX, scaleY, x: left + dx, y: top + dy })
      settleSoon(x, y)
    },
    zoomAt(box, factor) {
      const { boxes } = latest.current.answer
      const { scaleX, scaleY, x, y } = camera.current
      const { width, height } = size()
      if (box === -1) zoom(width / 2, height / 2, factor)
      else {
        const middleX = (boxes.x[box]! + boxes.width[box]! / 2) * scaleX + x
        const middleY = (boxes.y[box]! + boxes.height[box]! / 2) * scaleY + y
        zoom(middleX, middleY, factor)
      }
    },
    flyTo(box, isInstant, arrive) {
      cancelAnimationFrame(flight.current)
      clearTimeout(timer.current)
      if (isInstant) {
        arrive()
        return
      }
      const { x, y, width, height } = latest.current.answer.boxes
      const from = camera.current
      const to = fillWith({ x: x[box]!, y: y[box]!, width: width[box]!, height: height[box]! }, size())
      const start = performance.now()
      const step = (time: number) => {
        const part = Math.min(1, Math.max(0, time - start) / FLIGHT)
        camera.current = between(from, to, 1 - (1 - part) ** 3)
        latest.current.onMove()
        if (part < 1) flight.current = requestAnimationFrame(step)
        else arrive()
      }
      flight.current = requestAnimationFrame(step)
    },
    isInSight(box) {
      const { boxes } = latest.current.answer
      const { scaleX, scaleY, x, y } = camera.current
      const { width, height } = size()
      const left = boxes.x[box]! * scaleX + x
      const top = boxes.y[box]! * scaleY + y
      const right = left + boxes.width[box]! * scaleX
      const bottom = top + boxes.height[box]! * scaleY
      return right > 0 && bottom > 0 && left < width && top < height
    },
  }
}
