import type { DrawnGraph } from './drawn-graph.ts'

/** How a layout is shown: a place of it stands at `scale * place + (x, y)` in the window, in CSS pixels. */
export interface GraphCamera {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

const MARGIN = 16
/** Smaller than this names cannot be read; a graph that needs it is shown from its top. */
const LEAST_AT_FIRST = 0.8
const MOST_SCALE = 3

/** The whole graph where it fits, else its top with the costliest path of it in the middle. */
export function fitGraph(drawn: DrawnGraph, window: Size): GraphCamera {
  const { layout } = drawn
  const whole = wholeScale(layout, window)
  const scale = Math.min(1, Math.max(LEAST_AT_FIRST, whole))
  const isWide = layout.width * scale > window.width - 2 * MARGIN
  const isHigh = layout.height * scale > window.height - 2 * MARGIN
  const middle = isWide && layout.x.length > 0 ? middleOfPath(drawn, window, scale) : layout.width / 2
  const camera = {
    scale,
    x: window.width / 2 - middle * scale,
    y: isHigh ? MARGIN : (window.height - layout.height * scale) / 2,
  }
  // No empty room beside a graph that is wider than the window.
  const least = window.width - MARGIN - layout.width * scale
  return isWide ? { ...camera, x: Math.min(MARGIN, Math.max(least, camera.x)) } : camera
}

/** The middle of what the costliest path from the first node takes of the window, as far down as the window shows it; the first
 *  node's where that path is wider. */
function middleOfPath({ graph, layout, width }: DrawnGraph, window: Size, scale: number): number {
  const { length, caller, callee, weight } = graph.edges
  const most = (window.width - 2 * MARGIN) / scale
  const lowest = layout.y[0]! + (window.height - 2 * MARGIN) / scale
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let top = Number.NEGATIVE_INFINITY
  for (let node = 0; node !== -1 && layout.y[node]! > top && layout.y[node]! < lowest; ) {
    const half = width[node]! / 2
    const wider = [Math.min(left, layout.x[node]! - half), Math.max(right, layout.x[node]! + half)] as const
    if (wider[1] - wider[0] > most) break
    ;[left, right] = wider
    top = layout.y[node]!
    let next = -1
    for (let edge = 0; edge < length; edge++) {
      if (caller[edge] !== node || callee[edge] === node) continue
      if (next === -1 || Math.abs(weight[edge]!) > Math.abs(weight[next]!)) next = edge
    }
    node = next === -1 ? -1 : callee[next]!
  }
  return left > right ? layout.x[0]! : (left + right) / 2
}

/** Everything in the middle of the window. */
export function fitWhole({ layout }: DrawnGraph, window: Size): GraphCamera {
  const scale = Math.min(1, wholeScale(layout, window))
  return {
    scale,
    x: (window.width - layout.width * scale) / 2,
    y: (window.height - layout.height * scale) / 2,
  }
}

/** The place of the layout in the middle of the window. */
export function middleOf({ scale, x, y }: GraphCamera, window: Size): GraphCamera {
  return { scale, x: (window.width / 2 - x) / scale, y: (window.height / 2 - y) / scale }
}

/** A camera with a place of the layout in the middle of the window. */
export function cameraAt({ scale, x, y }: GraphCamera, window: Size): GraphCamera {
  const own = Math.min(MOST_SCALE, scale)
  return { scale: own, x: window.width / 2 - x * own, y: window.height / 2 - y * own }
}

/** The smallest useful scale: everything is in sight. */
export function wholeScale(layout: Size, window: Size): number {
  const width = (window.width - 2 * MARGIN) / Math.max(1, layout.width)
  const height = (window.height - 2 * MARGIN) / Math.max(1, layout.height)
  return Math.max(0.01, Math.min(width, height))
}

/** Enlarges around a place of the window. */
export function zoomAround(
  camera: GraphCamera,
  { x, y, factor, least }: { x: number; y: number; factor: number; least: number },
): GraphCamera {
  const scale = Math.min(MOST_SCALE, Math.max(Math.min(1, 0.8 * least), camera.scale * factor))
  const by = scale / camera.scale
  return { scale, x: x - (x - camera.x) * by, y: y - (y - camera.y) * by }
}

/** Not so far that nothing of the graph is left in the window; what fits stays in it. */
export function keepInSight(camera: GraphCamera, layout: Size, window: Size): GraphCamera {
  return {
    scale: camera.scale,
    x: keep(camera.x, layout.width * camera.scale, window.width),
    y: keep(camera.y, layout.height * camera.scale, window.height),
  }
}

function keep(at: number, size: number, room: number): number {
  if (size + 2 * MARGIN <= room) return Math.min(room - size - MARGIN, Math.max(MARGIN, at))
  // A node at the rim can still be brought to the middle.
  return Math.min(room / 2, Math.max(room / 2 - size, at))
}

/** Between two cameras, 0 to 1. */
export function betweenCameras(a: GraphCamera, b: GraphCamera, share: number): GraphCamera {
  const mix = (from: number, to: number) => from + (to - from) * share
  return { scale: mix(a.scale, b.scale), x: mix(a.x, b.x), y: mix(a.y, b.y) }
}

/** The node at a place of the layout, -1 none. */
export function nodeAt({ layout, width, height }: DrawnGraph, x: number, y: number): number {
  for (let node = layout.x.length - 1; node >= 0; node--) {
    const isIn =
      Math.abs(x - layout.x[node]!) <= width[node]! / 2 && Math.abs(y - layout.y[node]!) <= height[node]! / 2
    if (isIn) return node
  }
  return -1
}
