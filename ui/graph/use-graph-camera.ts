import { useEffect, useRef } from 'preact/hooks'
import { isMotionReduced } from '../state/theme.ts'
import {
  betweenCameras,
  fitGraph,
  type GraphCamera,
  keepInSight,
  type Size,
  wholeScale,
  zoomAround,
} from './camera.ts'
import type { DrawnGraph } from './drawn-graph.ts'

const FLIGHT = 140

/** What moves a graph. Places are in CSS pixels of the window. */
export interface GraphMoves {
  now(): GraphCamera
  toLayout(x: number, y: number): { x: number; y: number }
  pan(dx: number, dy: number): void
  zoom(x: number, y: number, factor: number): void
  /** Brings a node to the middle, at least so large. */
  centre(node: number, least?: number): void
  /** Moves as little as needed for a node to be seen. */
  reveal(node: number): void
  fit(): void
  /** The window has another size. */
  resize(size: Size): void
}

/** How the layout of an answer is shown. When another answer comes, the node that `anchor` names stays where it is; without one the
 *  graph is shown from its beginning. */
export function useGraphCamera<G extends DrawnGraph>(
  answer: G,
  { anchor, onMove }: { anchor: (answer: G) => number; onMove: () => void },
): GraphMoves {
  const camera = useRef<GraphCamera | null>(null)
  const size = useRef<Size>({ width: 1, height: 1 })
  const flight = useRef(0)
  const latest = useRef({ answer, onMove })
  if (latest.current.answer !== answer && camera.current !== null) {
    const before = latest.current.answer
    const [from, to] = [anchor(before), anchor(answer)]
    if (from === -1 || to === -1) camera.current = null
    else {
      const { scale, x, y } = camera.current
      camera.current = {
        scale,
        x: x + (before.layout.x[from]! - answer.layout.x[to]!) * scale,
        y: y + (before.layout.y[from]! - answer.layout.y[to]!) * scale,
      }
    }
  }
  latest.current = { answer, onMove }
  useEffect(() => () => cancelAnimationFrame(flight.current), [])

  const now = () => {
    camera.current ??= fitGraph(latest.current.answer, size.current)
    return camera.current
  }
  const move = (next: GraphCamera) => {
    camera.current = keepInSight(next, latest.current.answer.layout, size.current)
    latest.current.onMove()
  }
  const stop = () => cancelAnimationFrame(flight.current)
  const fly = (target: GraphCamera) => {
    stop()
    if (isMotionReduced.peek()) {
      move(target)
      return
    }
    const from = now()
    const start = performance.now()
    const step = (time: number) => {
      const share = Math.min(1, Math.max(0, (time - start) / FLIGHT))
      move(betweenCameras(from, target, share * (2 - share)))
      if (share < 1) flight.current = requestAnimationFrame(step)
    }
    flight.current = requestAnimationFrame(step)
  }
  const placeOf = (node: number) => {
    const { scale, x, y } = now()
    const { layout } = latest.current.answer
    return { x: layout.x[node]! * scale + x, y: layout.y[node]! * scale + y }
  }
  return {
    now,
    toLayout(x, y) {
      const { scale, x: left, y: top } = now()
      return { x: (x - left) / scale, y: (y - top) / scale }
    },
    pan(dx, dy) {
      stop()
      const { scale, x, y } = now()
      move({ scale, x: x + dx, y: y + dy })
    },
    zoom(x, y, factor) {
      stop()
      const least = wholeScale(latest.current.answer.layout, size.current)
      move(zoomAround(now(), { x, y, factor, least }))
    },
    centre(node, least = 0) {
      const { layout } = latest.current.answer
      const scale = Math.max(now().scale, least)
      fly({
        scale,
        x: size.current.width / 2 - layout.x[node]! * scale,
        y: size.current.height / 2 - layout.y[node]! * scale,
      })
    },
    reveal(node) {
      if (camera.current === null) return
      const { x, y } = placeOf(node)
      const { scale } = now()
      const halfWidth = (latest.current.answer.width[node]! * scale) / 2 + 24
      const halfHeight = (latest.current.answer.height[node]! * scale) / 2 + 24
      const shift = (at: number, half: number, room: number) =>
        at - half < 0 ? half - at : at + half > room ? room - half - at : 0
      const dx = shift(x, halfWidth, size.current.width)
      const dy = shift(y, halfHeight, size.current.height)
      if (dx !== 0 || dy !== 0) fly({ scale, x: now().x + dx, y: now().y + dy })
    },
    fit() {
      stop()
      const { layout } = latest.current.answer
      const scale = Math.min(1, wholeScale(layout, size.current))
      move({
        scale,
        x: (size.current.width - layout.width * scale) / 2,
        y: (size.current.height - layout.height * scale) / 2,
      })
    },
    resize(next) {
      if (next.width === size.current.width && next.height === size.current.height) return
      size.current = next
      if (camera.current !== null) move(camera.current)
    },
  }
}
