import { type Signal, useSignalEffect } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { trackPointer } from '../canvas/pointer.ts'
import { pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { nodeAt } from './camera.ts'
import type { DrawnGraph } from './drawn-graph.ts'
import { type GraphPicture, makeGraphLayers } from './graph-layers.ts'
import { type GraphMoves, useGraphCamera } from './use-graph-camera.ts'
import type { GraphColours } from './use-graph-colours.ts'

/** Where the pointer is over the picture. */
interface NodeHover {
  readonly node: number
  /** In the host, CSS pixels. */
  readonly x: number
  readonly y: number
}

/** A graph on a canvas, moved by the pointer. */
export interface GraphView {
  readonly host: RefObject<HTMLDivElement | null>
  readonly canvas: RefObject<HTMLCanvasElement | null>
  readonly camera: GraphMoves
  /** The node under the pointer, null none. */
  readonly hover: NodeHover | null
  /** Of nodes, whatever they are. */
  readonly nodeCount: number
  /** At a place in the host, CSS pixels; -1 none. */
  nodeUnder(x: number, y: number): number
  /** Zooms around the middle of the window. */
  zoom(factor: number): void
}

/** Draws an answer as a graph, follows it with a camera and wires its pointer. */
export function useGraphView<A extends DrawnGraph>(
  answer: A,
  how: {
    readonly colours: GraphColours
    /** The nodes that stand out now, -1 none; signals are peeked at. */
    readonly marked: () => { readonly selected: number; readonly focused: number }
    /** Reads the signals that `marked` peeks at: the picture is drawn anew when one changes. */
    readonly watchMarked: () => void
    /** The node that stays where it is when another answer comes, -1 none. */
    readonly anchor: (answer: A) => number
    /** Where the reader left the picture (`graphPlace`). */
    readonly place?: Signal<string>
    /** Whether the graph takes the keyboard as soon as it is there. */
    readonly isFocusWanted: Signal<boolean>
    readonly onPaint?: () => void
    readonly onClick: (node: number) => void
    /** `node` is -1 beside all nodes. */
    readonly onDoubleClick: (node: number, x: number, y: number) => void
  },
): GraphView {
  const [hover, setHover] = useState<NodeHover | null>(null)
  const { colours } = how
  const { host, canvas, picture, draw, request } = usePicture<GraphPicture>({
    make: (element, onReady) => makeGraphLayers(element, { fonts: pictureFonts(), onReady }),
    draw: picture => {
      picture.draw({ answer, camera: camera.now(), colours, ...how.marked() })
      how.onPaint?.()
    },
    onSize: size => camera.resize(size),
  })
  const camera = useGraphCamera(answer, {
    anchor: how.anchor,
    ...(how.place === undefined ? {} : { place: how.place }),
    onMove: () => {
      setHover(null)
      request()
    },
  })
  useLayoutEffect(() => setHover(null), [answer])
  useLayoutEffect(() => {
    if (picture.current !== null && picture.current.size.width > 0) draw()
  }, [answer, colours])
  useWantedFocus(host, how.isFocusWanted)
  useSignalEffect(() => {
    how.watchMarked()
    request()
  })

  const nodeUnder = (x: number, y: number): number => {
    const at = camera.toLayout(x, y)
    return nodeAt(answer, at.x, at.y)
  }
  useEffect(
    () =>
      trackPointer(host.current!, {
        hover: (x, y) => {
          const node = nodeUnder(x, y)
          setHover(node === -1 ? null : { node, x, y })
        },
        leave: () => setHover(null),
        click: (x, y) => {
          const node = nodeUnder(x, y)
          if (node !== -1) how.onClick(node)
        },
        doubleClick: (x, y) => how.onDoubleClick(nodeUnder(x, y), x, y),
        pan: camera.pan,
        scroll: dy => camera.pan(0, -dy),
        zoom: (x, factor, y) => camera.zoom(x, y, 1 / factor),
      }),
    [answer],
  )
  const nodeCount = answer.graph.nodes.length
  return {
    host,
    canvas,
    camera,
    hover: hover !== null && hover.node < nodeCount ? hover : null,
    nodeCount,
    nodeUnder,
    zoom(factor) {
      const { width, height } = picture.current!.size
      camera.zoom(width / 2, height / 2, factor)
    },
  }
}
