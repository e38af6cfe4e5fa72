import type { TextFitter } from '../canvas/text-fitter.ts'
import type { GraphCamera, Size } from './camera.ts'
import type { DrawnGraph } from './drawn-graph.ts'
import { type GraphPaths, pathsOfNode, penOf } from './graph-paths.ts'
import type { GraphColours } from './use-graph-colours.ts'

/** Everything a graph is drawn from. */
export interface GraphScene {
  readonly answer: DrawnGraph
  readonly camera: GraphCamera
  readonly colours: GraphColours
  /** Nodes, -1 none: selected, under the keyboard. */
  readonly selected: number
  readonly focused: number
}

/** Where a graph is drawn. */
export interface GraphSurface {
  readonly context: CanvasRenderingContext2D
  readonly size: Size
  readonly ratio: number
  readonly fonts: { readonly code: string; readonly ui: string }
  /** Fits names at 12 px. */
  readonly fitter: TextFitter
}

/** Texts are never smaller, however small the graph. */
export const TEXT = 12
const PADDING = 6
/** Height of a node in the window from which it has its name, and its figures too. */
const NAME_FROM = 15
const FIGURES_FROM = 31
/** Scale from which edges have their texts. */
const EDGE_TEXTS_FROM = 0.78
/** Texts that are written at each frame beside the edges of the selected node. */
const MOST_SELECTED_TEXTS = 24
/** Texts written in one go. */
const TOGETHER = 60

/** Draws a graph without what is selected, in steps that each take about a millisecond: between them other things can be done. */
export function* drawGraph(scene: GraphScene, paths: GraphPaths, surface: GraphSurface): Generator<void> {
  const { context, size, ratio, fonts, fitter } = surface
  const { colours, camera } = scene
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.fillStyle = colours.ground
  context.fillRect(0, 0, size.width, size.height)
  toLayout(surface, camera)
  yield* drawLines(scene, paths, surface)
  drawNodes(scene, paths, context)
  yield
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.textBaseline = 'middle'
  const text = Math.max(TEXT, TEXT * camera.scale)
  context.font = `600 ${text}px ${fonts.code}`
  yield* drawNames(context, scene, { size, text, fitter })
  context.font = `${text}px ${fonts.ui}`
  yield* drawFigures(context, scene, { size, text })
  yield* drawEdgeTexts(context, scene, { size, order: paths.textOrder })
  drawGroupNames(context, scene, size)
}

/** Draws what stands out over a drawn graph: the selected node with its edges, and the node under the keyboard. */
export function drawSelection(
  scene: GraphScene,
  paths: GraphPaths,
  { context, ratio, ...surface }: GraphSurface,
): void {
  const { size, fonts } = surface
  const { answer, camera, colours, selected } = scene
  if (selected !== -1) {
    const { edges, lines, arrows } = pathsOfNode(answer, selected)
    toLayout({ context, ratio, ...surface }, camera)
    context.save()
    // Lines pass behind nodes, as the others do.
    context.clip(paths.outside, 'evenodd')
    context.strokeStyle = context.fillStyle = colours.outline
    context.lineWidth = Math.max(1.5, 1 / camera.scale)
    context.stroke(lines)
    context.fill(arrows)
    context.restore()
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.font = `${Math.max(TEXT, TEXT * camera.scale)}px ${fonts.ui}`
    for (const _ of drawEdgeTexts(context, scene, { size, order: edges.slice(0, MOST_SELECTED_TEXTS) }));
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  outlineNodes(context, scene)
}

function toLayout(
  { context, ratio }: Pick<GraphSurface, 'context' | 'ratio'>,
  { scale, x, y }: GraphCamera,
): void {
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y)
}

function* drawLines(
  { camera, colours }: GraphScene,
  paths: GraphPaths,
  { context, size }: GraphSurface,
): Generator<void> {
  const { scale } = camera
  const hair = 0.8 / scale
  context.fillStyle = colours.group
  context.fill(paths.groups)
  context.strokeStyle = colours.border
  context.lineWidth = Math.max(1, hair)
  context.stroke(paths.groups)
  const [left, top] = [-camera.x / scale, -camera.y / scale]
  const [right, bottom] = [left + size.width / scale, top + size.height / scale]
  for (const lines of paths.lines) {
    if (lines.right < left || lines.left > right || lines.bottom < top || lines.top > bottom) continue
    context.strokeStyle = context.fillStyle = lines.colour
    context.lineWidth = Math.max(lines.width, hair)
    if (lines.isDashed) context.setLineDash([5, 4])
    context.stroke(lines.path)
    if (lines.isDashed) context.setLineDash([])
    context.fill(lines.heads)
    yield
  }
}

function drawNodes(
  { camera, colours }: GraphScene,
  paths: GraphPaths,
  context: CanvasRenderingContext2D,
): void {
  for (const { colour, path } of paths.nodes) {
    context.fillStyle = colour
    context.fill(path)
  }
  context.strokeStyle = colours.border
  context.lineWidth = Math.max(1, 0.6 / camera.scale)
  context.stroke(paths.borders)
}

interface TextOptions {
  readonly size: Size
  /** Size of texts in CSS pixels. */
  readonly text: number
}

/** The nodes in the window: their middle and size in it. */
function* nodesInSight(
  { answer, camera }: GraphScene,
  size: Size,
): Generator<{ node: number; x: number; y: number; width: number; height: number }> {
  const { scale } = camera
  for (let node = 0; node < answer.labels.length; node++) {
    const x = answer.layout.x[node]! * scale + camera.x
    const y = answer.layout.y[node]! * scale + camera.y
    const width = answer.width[node]! * scale
    const height = answer.height[node]! * scale
    if (x + width / 2 < 0 || x - width / 2 > size.width) continue
    if (y + height / 2 < 0 || y - height / 2 > size.height) continue
    yield { node, x, y, width, height }
  }
}

function* drawNames(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  { size, text, fitter }: TextOptions & { fitter: TextFitter },
): Generator<void> {
  context.textAlign = 'center'
  let count = 0
  for (const { node, x, y, width, height } of nodesInSight(scene, size)) {
    if (height < NAME_FROM) continue
    // The fitter knows widths at 12 px.
    const name = fitter.fit(scene.answer.labels[node]!, ((width - PADDING) * TEXT) / text)
    if (name === '') continue
    context.fillStyle = scene.colours.text[node]!
    context.fillText(name, x, height >= FIGURES_FROM ? y - 0.68 * text : y)
    if (++count % TOGETHER === 0) yield
  }
}

function* drawFigures(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  { size, text }: TextOptions,
): Generator<void> {
  const { answer, colours } = scene
  let count = 0
  for (const { node, x, y, width, height } of nodesInSight(scene, size)) {
    if (height < FIGURES_FROM) continue
    const whole = answer.figures[node]!
    const short = whole.slice(0, whole.indexOf(' · '))
    const figure = context.measureText(whole).width <= width - PADDING ? whole : short
    context.fillStyle = colours.quiet[node]!
    context.fillText(figure, x, y + 0.72 * text)
    if (++count % TOGETHER === 0) yield
  }
}

/** Writes texts beside their edges, in their order; one that would stand over another is left out. */
function* drawEdgeTexts(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  { size, order }: { size: Size; order: readonly number[] },
): Generator<void> {
  const { answer, camera, colours } = scene
  if (camera.scale < EDGE_TEXTS_FROM) return
  const { labelX, labelY } = answer.layout
  const text = Math.max(TEXT, TEXT * camera.scale)
  const taken: { left: number; right: number; y: number }[] = []
  context.strokeStyle = colours.ground
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillStyle = colours.edgeText
  for (const edge of order) {
    const own = answer.edgeTexts[edge]!
    if (own === '' || Number.isNaN(labelX[edge]!)) continue
    // Texts do not shrink with the graph: they begin where their room begins, beside the line.
    const half = (penOf(answer.graph.edges.weight[edge]!) / 2) * camera.scale
    const left = (labelX[edge]! - answer.edgeTextWidth[edge]! / 2) * camera.scale + camera.x + half
    const y = labelY[edge]! * camera.scale + camera.y
    if (left < -120 || left > size.width || y < -text || y > size.height + text) continue
    const right = left + context.measureText(own).width
    if (taken.some(box => Math.abs(box.y - y) < text && box.left < right + 3 && left < box.right + 3))
      continue
    taken.push({ left, right, y })
    context.strokeText(own, left, y)
    context.fillText(own, left, y)
    if (taken.length % TOGETHER === 0) yield
  }
}

function drawGroupNames(context: CanvasRenderingContext2D, scene: GraphScene, size: Size): void {
  const { answer, camera, colours } = scene
  context.textAlign = 'left'
  context.strokeStyle = colours.group
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.fillStyle = colours.edgeText
  for (const { group, x, y, width, height } of answer.layout.groups) {
    const left = Math.max(4, x * camera.scale + camera.x) + 8
    const right = (x + width) * camera.scale + camera.x - 8
    const top = y * camera.scale + camera.y
    const columns = Math.floor((right - left) / 6.6)
    if (columns < 8 || right < 0 || left > size.width || top > size.height || top + height * camera.scale < 0)
      continue
    const name = answer.groupNames[group] ?? ''
    const text = name.length <= columns ? name : `…${name.slice(1 - columns)}`
    const middle = top + Math.max(9, 12 * camera.scale)
    context.strokeText(text, left, middle)
    context.fillText(text, left, middle)
  }
}

/** Outlines the selected node, and the one under the keyboard more strongly. */
function outlineNodes(
  context: CanvasRenderingContext2D,
  { answer, camera, colours, selected, focused }: GraphScene,
): void {
  for (const [node, colour, line] of [
    [selected, colours.outline, 1.5],
    [focused, colours.accent, 2.5],
  ] as const) {
    if (node === -1) continue
    const width = answer.width[node]! * camera.scale + 2 * line
    const height = answer.height[node]! * camera.scale + 2 * line
    const x = answer.layout.x[node]! * camera.scale + camera.x - width / 2
    const y = answer.layout.y[node]! * camera.scale + camera.y - height / 2
    context.strokeStyle = colour
    context.lineWidth = line
    context.beginPath()
    context.roundRect(x, y, width, height, 4)
    context.stroke()
  }
}
