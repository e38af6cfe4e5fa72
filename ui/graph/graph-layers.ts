import { makeTextFitter, type TextFitter } from '../canvas/text-fitter.ts'
import type { GraphCamera, Size } from './camera.ts'
import type { DrawnGraph } from './drawn-graph.ts'
import { type GraphPaths, makeGraphPaths } from './graph-paths.ts'
import { drawGraph, drawSelection, type GraphScene, type GraphSurface, TEXT } from './graph-picture.ts'
import type { GraphColours } from './use-graph-colours.ts'

/** A canvas that draws graphs. */
export interface GraphPicture {
  readonly size: Size
  /** Fits the canvas to its place; in CSS pixels. */
  resize(width: number, height: number, ratio: number): void
  draw(scene: GraphScene): void
  /** Stops what it does later. */
  close(): void
}

/** After so long without a movement the part in sight is drawn anew, sharply. */
const RESTS_AFTER = 70
/** Milliseconds of a frame that drawing anew may take: the page stays quick. */
const SHARE_OF_FRAME = 5
/** Pixels of the longer side of the picture of the whole graph, which fills what movement brings into sight. */
const WHOLE = 1500

/** Something drawn, and how. */
interface Layer {
  readonly surface: GraphSurface
  readonly camera: GraphCamera
}

/**
 * Draws graphs on a canvas. A graph has thousands of curves: while it moves, what was drawn last is moved and stretched, over a
 * picture of the whole; as soon as it rests it is drawn anew, a bit a frame. `onReady` is called when something better is there.
 */
export function makeGraphLayers(
  canvas: HTMLCanvasElement,
  { fonts, onReady }: { fonts: GraphSurface['fonts']; onReady: () => void },
): GraphPicture {
  const context = canvas.getContext('2d', { alpha: false })!
  context.font = `600 ${TEXT}px ${fonts.code}`
  const fitter = makeTextFitter(text => context.measureText(text).width)
  let size = { width: 0, height: 0 }
  let ratio = 1
  let of: { answer: DrawnGraph; colours: GraphColours; paths: GraphPaths } | null = null
  let whole: Layer | null = null
  let part: Layer | null = null
  let timer = 0
  let frame = 0

  let isBusy = false

  const stop = () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    isBusy = false
  }
  const layer = (camera: GraphCamera, window: Size, pixels: number): Layer => ({
    camera,
    surface: { ...newSurface(window, pixels, fitter), fonts },
  })
  /** Draws a bit a frame; then `done`. */
  const drawSlowly = (steps: Generator<void>, target: Layer, done: () => void) => {
    isBusy = true
    const step = () => {
      const end = performance.now() + SHARE_OF_FRAME
      while (performance.now() < end) {
        if (steps.next().done === true) {
          isBusy = false
          done()
          return
        }
        // Drawing is put off until somebody looks; here it is to cost its time now.
        target.surface.context.getImageData(0, 0, 1, 1)
      }
      frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
  }
  const drawPart = (scene: GraphScene, paths: GraphPaths) => {
    const next = layer(scene.camera, size, ratio)
    drawSlowly(drawGraph(scene, paths, next.surface), next, () => {
      part = next
      onReady()
    })
  }
  const drawWhole = (scene: GraphScene, paths: GraphPaths) => {
    const { width, height } = scene.answer.layout
    const scale = Math.min(1, WHOLE / Math.max(width, height, 1))
    const all = layer({ scale, x: 0, y: 0 }, { width: width * scale, height: height * scale }, 1)
    drawSlowly(drawGraph({ ...scene, camera: all.camera }, paths, all.surface), all, () => {
      whole = all
    })
  }
  const put = ({ camera, surface }: Layer, now: GraphCamera) => {
    const by = now.scale / camera.scale
    context.drawImage(
      surface.context.canvas,
      now.x - camera.x * by,
      now.y - camera.y * by,
      surface.size.width * by,
      surface.size.height * by,
    )
  }

  return {
    get size() {
      return size
    },
    resize(width, height, pixelRatio) {
      stop()
      size = { width, height }
      ratio = pixelRatio
      canvas.width = Math.max(1, Math.round(width * ratio))
      canvas.height = Math.max(1, Math.round(height * ratio))
      part = null
    },
    draw(scene) {
      const { answer, colours, camera } = scene
      if (of?.answer !== answer || of.colours !== colours) {
        of = { answer, colours, paths: makeGraphPaths(answer, colours) }
        part = whole = null
        stop()
      }
      if (part === null) {
        part = layer(camera, size, ratio)
        for (const _ of drawGraph(scene, of.paths, part.surface));
      }
      const { paths } = of
      const isSharp = isSame(part.camera, camera)
      if (!isSharp || (whole === null && !isBusy)) {
        stop()
        timer = window.setTimeout(() => (isSharp ? drawWhole : drawPart)(scene, paths), RESTS_AFTER)
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      if (!isSharp) {
        context.fillStyle = colours.ground
        context.fillRect(0, 0, size.width, size.height)
        if (whole !== null) put(whole, camera)
      }
      put(part, camera)
      drawSelection(scene, of.paths, { context, size, ratio, fonts, fitter })
    },
    close: stop,
  }
}

function newSurface(size: Size, ratio: number, fitter: TextFitter): Omit<GraphSurface, 'fonts'> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(size.width * ratio))
  canvas.height = Math.max(1, Math.round(size.height * ratio))
  // In main memory, so that a step's time can be told.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!
  return { context, size, ratio, fitter }
}

function isSame(a: GraphCamera, b: GraphCamera): boolean {
  return a.scale === b.scale && a.x === b.x && a.y === b.y
}
