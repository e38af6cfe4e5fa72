import { useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { trackPointer } from '../canvas/pointer.ts'
import { pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { type Camera, STILL } from '../map/camera.ts'
import { type MapPicture, makeMapPicture } from '../map/map-picture.ts'
import { boxAt, boxOfNode, type MapStep, walkMap, wayToBox } from '../map/places.ts'
import {
  heapBy,
  heapGroup,
  heapMapFocus,
  heapMapPath,
  heapMapSize,
  heapObject,
  isHeapFocusWanted,
  selectGroup,
  selectObject,
} from '../state/heap-state.ts'
import type { HeapMapAnswer } from '../worker/heap-protocol.ts'
import { entryOf, useHeapMapColours } from './heap-map-colours.ts'
import { HeapMapTip } from './heap-map-tip.tsx'
import { HeapMapTwin } from './heap-map-twin.tsx'

/** Where the pointer is over the picture. */
interface Hover {
  readonly box: number
  /** In the host, CSS pixels. */
  readonly x: number
  readonly y: number
}

/** As in the square map of calls. */
const STEPS: Readonly<Record<string, MapStep>> = {
  Home: 'first',
  End: 'last',
  ArrowLeft: 'parent',
  ArrowRight: 'child',
  ArrowUp: 'previous',
  ArrowDown: 'next',
}
const CAMERA: Camera = STILL

/** The square map of a heap with its pointer and keyboard. */
export function HeapMapCanvas({ answer }: { answer: HeapMapAnswer }) {
  const [hover, setHover] = useState<Hover | null>(null)
  const colours = useHeapMapColours(answer)
  const { boxes } = answer
  const focused = boxOfNode(boxes, heapMapFocus.value)

  const { host, canvas, draw, request } = usePicture<MapPicture>({
    make: element => makeMapPicture(element, pictureFonts().code),
    draw: picture =>
      picture.draw({
        boxes,
        camera: CAMERA,
        ...colours,
        focused: boxOfNode(boxes, heapMapFocus.peek()),
        isSelected: box => isSelected(answer, box),
      }),
    onSize: size => {
      heapMapSize.value = size
    },
  })
  useLayoutEffect(() => {
    heapMapFocus.value = -1
  }, [answer.tree])
  useLayoutEffect(() => {
    setHover(null)
    draw()
  }, [answer, colours])
  useSignalEffect(() => {
    void [heapGroup.value, heapObject.value, heapMapFocus.value]
    request()
  })

  useWantedFocus(host, isHeapFocusWanted)

  const select = (box: number) => {
    const entry = entryOf(answer, box)
    if (entry === -1) return
    heapMapFocus.value = boxes.node[box]!
    if (answer.types[entry] === '') return
    if (answer.by === 'objects') selectObject(answer.chain[entry]!)
    else {
      // Boxes are types: a table of anything else has no row for one.
      heapBy.value = 'type'
      selectGroup(answer.types[entry]!)
    }
  }
  const zoomInto = (box: number) => {
    if (box === -1) return
    const inside = boxes.node[box] === -1 ? boxes.parent[box]! : box
    if (inside === -1) return
    heapMapPath.value = wayToBox(answer, inside)
    heapMapFocus.value = -1
  }
  useEffect(
    () =>
      trackPointer(host.current!, {
        hover: (x, y) => {
          const box = boxAt(boxes, x, y)
          setHover(box === -1 ? null : { box, x, y })
        },
        leave: () => setHover(null),
        click: (x, y) => {
          const box = boxAt(boxes, x, y)
          if (box !== -1) select(box)
        },
        doubleClick: (x, y) => zoomInto(boxAt(boxes, x, y)),
        pan: () => undefined,
        scroll: () => undefined,
        zoom: () => undefined,
      }),
    [answer],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (step !== undefined) {
      const box = walkMap(boxes, focused, step)
      if (box !== -1) heapMapFocus.value = boxes.node[box]!
    } else if (event.key === 'Enter' && focused !== -1) zoomInto(focused)
    else if (event.key === ' ' && focused !== -1) select(focused)
    else if (event.key === '0') heapMapPath.value = []
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      class="map-canvas"
      ref={host}
      role="tree"
      tabIndex={0}
      aria-label="Square map of the heap"
      aria-activedescendant={focused === -1 ? undefined : 'heap-map-focused'}
      onKeyDown={onKeyDown}
      data-boxes={boxes.length}
      data-zoomed={answer.way.length > 0}
    >
      <canvas ref={canvas} />
      {hover !== null && hover.box < boxes.length && (
        <div
          class="flame-hover"
          style={{
            transform: `translate(${boxes.x[hover.box]! + 1}px, ${boxes.y[hover.box]! + 1}px)`,
            width: `${Math.max(2, boxes.width[hover.box]! - 1)}px`,
            height: `${Math.max(2, boxes.height[hover.box]! - 1)}px`,
          }}
        />
      )}
      <HeapMapTwin answer={answer} focused={focused} />
      {hover !== null && hover.box < boxes.length && (
        <HeapMapTip answer={answer} box={hover.box} x={hover.x} y={hover.y} host={host.current} />
      )}
    </div>
  )
}

function isSelected(answer: HeapMapAnswer, box: number): boolean {
  const entry = entryOf(answer, box)
  if (entry === -1) return false
  return answer.by === 'objects' && heapObject.peek() !== -1
    ? answer.chain[entry] === heapObject.peek()
    : answer.types[entry] !== '' && answer.types[entry] === heapGroup.peek()
}
