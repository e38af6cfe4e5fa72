import { useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { trackPointer } from '../canvas/pointer.ts'
import { markOnce, pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { selected, view } from '../state/app-state.ts'
import { frameMenu } from '../state/frame-actions.ts'
import {
  isMapFocusWanted,
  mapBy,
  mapFocus,
  mapFunc,
  mapLens,
  mapSize,
  mapTarget,
  mapZoomTo,
  shownMapFunc,
} from '../state/map-state.ts'
import { isMotionReduced } from '../state/theme.ts'
import type { MapAnswer } from '../worker/protocol.ts'
import { type Camera, isStill, STILL } from './camera.ts'
import { type MapPicture, makeMapPicture } from './map-picture.ts'
import { MapTip } from './map-tip.tsx'
import { MapTwin } from './map-twin.tsx'
import { boxAt, boxOfNode, keyOf, type MapStep, walkMap, wayToBox } from './places.ts'
import { useCamera } from './use-camera.ts'
import { useMapColours } from './use-colours.ts'

/** Where the pointer is over the picture. */
interface Hover {
  readonly box: number
  /** In the host, CSS pixels. */
  readonly x: number
  readonly y: number
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

/** The square map with its pointer and keyboard: drawn on a canvas, walkable as a tree by the keyboard. */
export function MapCanvas({ answer, label }: { answer: MapAnswer; label: string }) {
  const [hover, setHover] = useState<Hover | null>(null)
  const colours = useMapColours(answer)
  const { boxes } = answer
  const focused = boxOfNode(boxes, mapFocus.value)

  const { host, canvas, draw, request } = usePicture<MapPicture>({
    make: element => makeMapPicture(element, pictureFonts().code),
    draw: picture => {
      picture.draw({
        boxes,
        camera: camera.now(),
        ...colours,
        focused: boxOfNode(boxes, mapFocus.peek()),
        isSelected: box => selected.peek() !== -1 && keyOf(answer, box) === selected.peek(),
      })
      markOnce('map-first-paint')
    },
    onSize: size => {
      mapSize.value = size
    },
  })
  const camera = useCamera(answer, () => {
    setHover(null)
    request()
  })

  useLayoutEffect(() => {
    mapFocus.value = -1
  }, [answer.tree])
  useLayoutEffect(() => {
    setHover(null)
    draw()
  }, [answer, colours])
  useWantedFocus(host, isMapFocusWanted)
  useSignalEffect(() => {
    void [selected.value, mapFocus.value]
    request()
  })

  const boxUnder = (x: number, y: number): number => {
    const at = camera.toLayout(x, y)
    return boxAt(boxes, at.x, at.y)
  }
  const select = (box: number) => {
    const key = keyOf(answer, box)
    // The map of one function's callers stays that: what is selected in it is another.
    mapFunc.value = shownMapFunc.peek()
    if (key !== null && key >= 0) selected.value = key
    mapFocus.value = boxes.node[box]!
  }
  const targetOf = (box: number) => {
    const key = box === -1 ? null : keyOf(answer, box)
    if (key === null || key < 0) return null
    return { func: key, path: mapBy.peek() === 'calls' ? wayToBox(answer, box) : null }
  }
  useLayoutEffect(() => {
    mapTarget.value = targetOf(focused)
  }, [answer, focused])
  const zoomInto = (box: number) => {
    if (box === -1) return
    const inside = boxes.node[box] === -1 ? boxes.parent[box]! : box
    if (inside === -1) return
    const way = wayToBox(answer, inside)
    camera.flyTo(inside, isMotionReduced.value, () => mapZoomTo(way))
  }

  useEffect(
    () =>
      trackPointer(host.current!, {
        hover: (x, y) => {
          const box = boxUnder(x, y)
          setHover(box === -1 ? null : { box, x, y })
        },
        leave: () => setHover(null),
        click: (x, y) => {
          const box = boxUnder(x, y)
          if (box !== -1 && boxes.node[box] !== -1) select(box)
        },
        doubleClick: (x, y) => zoomInto(boxUnder(x, y)),
        pan: camera.pan,
        scroll: dy => camera.pan(0, -dy),
        zoom: (x, factor, y) => camera.zoom(x, y, 1 / factor),
      }),
    [answer],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (step !== undefined) {
      const box = walkMap(boxes, focused, step)
      if (box !== -1) mapFocus.value = boxes.node[box]!
      if (box !== -1 && !camera.isInSight(box)) mapLens.value = null
    } else if (event.key === 'Enter' && focused !== -1) zoomInto(focused)
    else if (event.key === ' ' && focused !== -1) select(focused)
    else if (event.key === '+' || event.key === '=' || event.key === '-') {
      camera.zoomAt(focused, event.key === '-' ? 1 / 1.6 : 1.6)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      class="map-canvas"
      ref={host}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={focused === -1 ? undefined : 'map-focused'}
      onKeyDown={onKeyDown}
      onContextMenu={event => {
        const box = host.current!.getBoundingClientRect()
        const target = targetOf(boxUnder(event.clientX - box.left, event.clientY - box.top))
        if (target === null) return
        event.preventDefault()
        setHover(null)
        frameMenu.value = { ...target, x: event.clientX, y: event.clientY }
      }}
      data-view={view.value}
      data-zoomed={answer.way.length > 0 || answer.lens !== null}
      data-boxes={boxes.length}
    >
      <canvas ref={canvas} />
      {hover !== null && hover.box < boxes.length && (
        <HoverOutline answer={answer} box={hover.box} camera={camera.now()} />
      )}
      <MapTwin answer={answer} focused={focused} />
      {hover !== null && hover.box < boxes.length && (
        <MapTip answer={answer} box={hover.box} x={hover.x} y={hover.y} host={host.current} />
      )}
    </div>
  )
}

/** The outline of the box under the pointer: an element of its own, so that hovering draws nothing anew. */
function HoverOutline({ answer, box, camera }: { answer: MapAnswer; box: number; camera: Camera }) {
  const { x, y, width, height } = answer.boxes
  const { scaleX, scaleY } = isStill(camera) ? STILL : camera
  return (
    <div
      class="flame-hover"
      style={{
        transform: `translate(${x[box]! * scaleX + camera.x + 1}px, ${y[box]! * scaleY + camera.y + 1}px)`,
        width: `${Math.max(2, width[box]! * scaleX - 1)}px`,
        height: `${Math.max(2, height[box]! * scaleY - 1)}px`,
      }}
    />
  )
}
