import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { readPlace, writePlace } from '../state/graph-state.ts'
import { isMotionReduced } from '../state/theme.ts'
import {
  betweenCameras,
  cameraAt,
  fitGraph,
  fitWhole,
  type GraphCamera,
  keepInSight,
  middleOf,
  type Size,
  wholeScale,
  zoomAround,
} from './camera.ts'
import type { DrawnGraph } from './drawn-graph.ts'

const FLIGHT = 140
/** After so long without a movement the place is written down. */
const RESTS_AFTER = 250

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

/** What decides where the picture stands: where a graph is shown first, all of it, or where the reader moved it. */
type Mode = 'first' | 'all' | 'moved'

/** How the layout of an answer is shown. When another answer comes, the node that `anchor` names stays where the reader moved it;
 *  without one the graph is shown from its beginning. `place` is where the reader left it, and is kept up to date. */
export function useGraphCamera<G extends DrawnGraph>(
  answer: G,
  { anchor, onMove, place }: { anchor: (answer: G) => number; onMove: () => void; place?: Signal<string> },
): GraphMoves {
  const camera = useRef<GraphCamera | null>(null)
  const size = useRef<Size>({ width: 1, height: 1 })
  const flight = useRef(0)
  const mode = useRef<Mode>('first')
  const isKept = useRef(place !== undefined)
  const rest = useRef(0)
  const written = useRef(place?.peek() ?? '')
  const latest = useRef({ answer, onMove })
  if (latest.current.answer !== answer && camera.current !== null) {
    const before = latest.current.answer
    const [from, to] = [anchor(before), anchor(answer)]
    if (from === -1 || to === -1 || mode.current !== 'moved') {
      camera.current = null
      mode.current = 'first'
    } else {
      const { scale, x, y } = camera.current
      camera.current = {
        scale,
        x: x + (before.layout.x[from]! - answer.layout.x[to]!) * scale,
        y: y + (before.layout.y[from]! - answer.layout.y[to]!) * scale,
      }
    }
  }
  latest.current = { answer, onMove }
  useEffect(
    () => () => {
      cancelAnimationFrame(flight.current)
      clearTimeout(rest.current)
    },
    [],
  )
  useEffect(keepPlace, [answer])
  // Another address may name another place.
  useEffect(
    () =>
      place?.subscribe(wanted => {
        if (wanted === written.current) return
        written.current = wanted
        isKept.current = true
        mode.current = 'first'
        camera.current = null
        latest.current.onMove()
      }),
    [],
  )

  const now = () => {
    if (camera.current !== null) return camera.current
    const first = begin()
    // Before the window has a size nothing is decided.
    if (size.current.width > 1) {
      camera.current = first
      isKept.current = false
    }
    return first
  }
  const begin = (): GraphCamera => {
    const { answer } = latest.current
    // Where the reader left it is for the first answer alone: of another one the same place says nothing.
    const kept = isKept.current ? readPlace(place!.peek()) : null
    if (kept !== null) mode.current = kept === 'all' ? 'all' : 'moved'
    if (kept !== null && kept !== 'all')
      return keepInSight(cameraAt(kept, size.current), answer.layout, size.current)
    return mode.current === 'all' ? fitWhole(answer, size.current) : fitGraph(answer, size.current)
  }
  const move = (next: GraphCamera, how: Mode = 'moved') => {
    mode.current = how
    camera.current = keepInSight(next, latest.current.answer.layout, size.current)
    keepPlace()
    latest.current.onMove()
  }
  function keepPlace() {
    if (place === undefined) return
    clearTimeout(rest.current)
    rest.current = window.setTimeout(() => {
      if (camera.current === null || isKept.current) return
      const known = { first: '', all: 'all', moved: writePlace(middleOf(camera.current, size.current)) }
      written.current = known[mode.current]
      place.value = written.current
    }, RESTS_AFTER)
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
      move(fitWhole(latest.current.answer, size.current), 'all')
    },
    resize(next) {
      if (next.width === size.current.width && next.height === size.current.height) return
      const before = size.current
      size.current = next
      if (camera.current === null) return
      if (mode.current !== 'moved') camera.current = begin()
      // What is in the middle stays there.
      else move(cameraAt(middleOf(camera.current, before), next))
    },
  }
}
