import { type Signal, useSignalEffect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import type { SquareMapBoxes } from '../../src/analysis/square-map/box-columns.ts'
import { type Hover, HoverOutline } from '../canvas/hover.tsx'
import { pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { usePointer } from '../canvas/use-pointer.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { isMotionReduced } from '../state/theme.ts'
import { BoxTwin } from './box-twin.tsx'
import { type Camera, isStill, STILL } from './camera.ts'
import { type MapPicture, type MapScene, makeMapPicture } from './map-picture.ts'
import { boxAt, boxOfNode, type MapChains, type MapStep, walkMap, wayToBox } from './places.ts'
import { type MapSight, type ShownMap, useCamera } from './use-camera.ts'

/** What a map of boxes keeps in signals: how it is seen, and what is under the keyboard. */
export interface MapPlace extends MapSight {
  /** The tree's node under the keyboard, -1 none. */
  readonly focus: Signal<number>
  /** Whether the map takes the keyboard as soon as it is there. */
  readonly isFocusWanted: Signal<boolean>
}

/** An answer that is drawn as boxes in boxes. */
type BoxAnswer = ShownMap & MapChains & { readonly way: readonly number[]; readonly tree: number }

/** Where a tip stands, and of which box. */
export interface TipPlace extends Hover {
  readonly host: HTMLElement | null
}

/** As in RunSnakeRun's square map. */
const STEPS: Readonly<Record<string, MapStep>> = {
  Home: 'first',
  End: 'last',
  ArrowLeft: 'parent',
  ArrowRight: 'child',
  ArrowUp: 'previous',
  ArrowDown: 'next',
}

/** A square map with its pointer and keyboard, whatever its boxes are: drawn on a canvas, walkable as a tree by the keyboard. */
export function BoxMap({
  name,
  label,
  answer,
  place,
  colours,
  isSelected,
  watchSelection,
  onPaint,
  onSelect,
  onZoom,
  onMenu,
  textOf,
  tip,
}: {
  /** Ids within begin with it. */
  name: string
  label: string
  answer: BoxAnswer
  /** The same object always. */
  place: MapPlace
  colours: Pick<MapScene, 'fills' | 'texts' | 'outline' | 'ground'>
  isSelected: (box: number) => boolean
  /** Reads the signals that `isSelected` peeks at: the picture is drawn anew when one changes. */
  watchSelection: () => void
  onPaint?: () => void
  /** Of a box that is more than what is too small to draw. */
  onSelect: (box: number) => void
  /** The way to what shall fill the map; empty: all of it. */
  onZoom: (way: readonly number[]) => void
  /** The box under the pointer, -1 none, and the pointer in the window; whether a menu opens. */
  onMenu?: (box: number, at: { readonly x: number; readonly y: number }) => boolean
  textOf: (box: number) => string
  tip: (at: TipPlace) => ComponentChildren
}) {
  const [hover, setHover] = useState<Hover | null>(null)
  const { boxes } = answer
  const focused = boxOfNode(boxes, place.focus.value)

  const { host, canvas, draw, request } = usePicture<MapPicture>({
    make: element => makeMapPicture(element, pictureFonts().code),
    draw: picture => {
      const underKeyboard = boxOfNode(boxes, place.focus.peek())
      picture.draw({ boxes, camera: camera.now(), ...colours, focused: underKeyboard, isSelected })
      onPaint?.()
    },
    onSize: size => {
      place.size.value = size
    },
  })
  const camera = useCamera(answer, place, () => {
    setHover(null)
    request()
  })

  useLayoutEffect(() => {
    place.focus.value = -1
  }, [answer.tree])
  useLayoutEffect(() => {
    setHover(null)
    draw()
  }, [answer, colours])
  useWantedFocus(host, place.isFocusWanted)
  useSignalEffect(() => {
    void place.focus.value
    watchSelection()
    request()
  })

  const boxUnder = (x: number, y: number): number => {
    const at = camera.toLayout(x, y)
    return boxAt(boxes, at.x, at.y)
  }
  const select = (box: number) => {
    if (box === -1 || boxes.node[box] === -1) return
    place.focus.value = boxes.node[box]!
    onSelect(box)
  }
  const zoomInto = (box: number) => {
    if (box === -1) return
    const inside = boxes.node[box] === -1 ? boxes.parent[box]! : box
    if (inside === -1) return
    const way = wayToBox(answer, inside)
    camera.flyTo(inside, isMotionReduced.value, () => onZoom(way))
  }

  usePointer(host, {
    hover: (x, y) => {
      const box = boxUnder(x, y)
      setHover(box === -1 ? null : { box, x, y })
    },
    leave: () => setHover(null),
    click: (x, y) => select(boxUnder(x, y)),
    doubleClick: (x, y) => zoomInto(boxUnder(x, y)),
    pan: camera.pan,
    scroll: (dy, x, y) => camera.pan(0, -dy, x, y),
    zoom: (x, factor, y) => camera.zoom(x, y, 1 / factor),
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (step !== undefined) {
      const box = walkMap(boxes, focused, step)
      if (box !== -1) place.focus.value = boxes.node[box]!
      if (box !== -1 && !camera.isInSight(box)) place.lens.value = null
    } else if (event.key === 'Enter' && focused !== -1) zoomInto(focused)
    else if (event.key === ' ' && focused !== -1) select(focused)
    else if (event.key === '0') onZoom([])
    else if (event.key === '+' || event.key === '=' || event.key === '-') {
      camera.zoomAt(focused, event.key === '-' ? 1 / 1.6 : 1.6)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onContextMenu = (event: MouseEvent) => {
    const { left, top } = host.current!.getBoundingClientRect()
    const box = boxUnder(event.clientX - left, event.clientY - top)
    if (onMenu?.(box, { x: event.clientX, y: event.clientY }) !== true) return
    event.preventDefault()
    setHover(null)
  }

  const hovered = hover !== null && hover.box < boxes.length ? hover : null
  return (
    <div
      class="map-canvas"
      ref={host}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={focused === -1 ? undefined : `${name}-focused`}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
      data-zoomed={answer.way.length > 0 || answer.lens !== null}
      data-boxes={boxes.length}
    >
      <canvas ref={canvas} />
      {hovered !== null && <HoverOutline {...hoverPlace(boxes, hovered.box, camera.now())} />}
      <BoxTwin name={name} boxes={boxes} focused={focused} textOf={textOf} />
      {hovered !== null && tip({ ...hovered, host: host.current })}
    </div>
  )
}

function hoverPlace({ x, y, width, height }: SquareMapBoxes, box: number, camera: Camera) {
  const { scaleX, scaleY } = isStill(camera) ? STILL : camera
  return {
    left: x[box]! * scaleX + camera.x + 1,
    top: y[box]! * scaleY + camera.y + 1,
    width: width[box]! * scaleX - 1,
    height: height[box]! * scaleY - 1,
  }
}
