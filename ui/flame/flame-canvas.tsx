import { useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { frameMenu, frameOfBox } from '../actions/frame-actions.ts'
import { type Hover, HoverOutline } from '../canvas/hover.tsx'
import { markOnce, pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { usePointer } from '../canvas/use-pointer.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { focusedBox, isFlameFocusWanted, recording, selected, view, zoom } from '../state/app-state.ts'
import { isZoomed } from '../state/zoom-history.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { sameBox } from './boxes.ts'
import { type FlamePicture, makeFlamePicture, placeOf } from './flame-picture.ts'
import { FlameTip } from './flame-tip.tsx'
import { FlameTwin } from './flame-twin.tsx'
import { contentHeight } from './places.ts'
import { BOX_HEIGHT, ROW_HEIGHT } from './raster.ts'
import { useFlameScroll } from './use-flame-scroll.ts'
import { useFlameSight } from './use-flame-sight.ts'
import { useColours } from './use-scene.ts'
import { type Step, walkFar } from './walk.ts'

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'before',
  ArrowDown: 'after',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'root',
}

/** The same where the roots stand at the bottom: keys go where they point to. */
const STEPS_UP: typeof STEPS = { ...STEPS, ArrowUp: 'after', ArrowDown: 'before' }

/** What a key does by rows: one, a screen of them, or to the end of the widest way. */
function stepOf(key: string, { isUp, rows }: { isUp: boolean; rows: number }) {
  const steps = isUp ? STEPS_UP : STEPS
  if (key === 'End') return { step: 'after', times: Number.POSITIVE_INFINITY } as const
  const isPage = key === 'PageUp' || key === 'PageDown'
  const step = steps[isPage ? key.replace('Page', 'Arrow') : key]
  return step === undefined ? null : { step, times: isPage ? rows : 1 }
}

/** The flame picture with its pointer and keyboard: drawn on a canvas, walkable as a tree by the keyboard. */
export function FlameCanvas({
  answer,
  label,
  isUp,
}: {
  answer: FlameAnswer
  label: string
  /** Whether the roots stand at the bottom. */
  isUp: boolean
}) {
  const [hover, setHover] = useState<Hover | null>(null)
  const [height, setHeight] = useState(0)
  const colours = useColours(answer)
  const { boxes } = answer
  const names = recording.value?.funcs.name ?? []

  const { host, canvas, picture, draw, request } = usePicture<FlamePicture>({
    make: element => makeFlamePicture(element, pictureFonts().code),
    draw: picture => {
      picture.draw({
        boxes,
        names,
        ...colours,
        zoom: zoom.peek(),
        top: scroll.top(),
        isUp,
        selectedFunc: selected.peek(),
        focusedBox: focusedBox.peek(),
      })
      markOnce('flame-first-paint')
    },
    onSize: size => {
      setHeight(size.height)
      scroll.stay()
    },
  })
  const before = useRef(boxes)
  useLayoutEffect(() => {
    focusedBox.value = sameBox(before.current, boxes, focusedBox.peek())
    before.current = boxes
  }, [boxes])
  const scroll = useFlameScroll(boxes, {
    isUp,
    shape: label,
    height: () => picture.current?.height ?? 0,
    onScroll: request,
  })
  const sight = useFlameSight(boxes, { isUp, picture, scroll })
  useLayoutEffect(() => draw(), [answer, colours.sums, isUp])
  useWantedFocus(host, isFlameFocusWanted)
  useSignalEffect(() => {
    void [zoom.value, selected.value, focusedBox.value]
    setHover(null)
    request()
  })

  const select = (box: number) => {
    if (boxes.func[box]! >= 0) selected.value = boxes.func[box]!
    focusedBox.value = box
  }
  usePointer(host, {
    hover: (x, y) => {
      const box = sight.boxUnder(x, y)
      setHover(box === -1 ? null : { box, x, y })
    },
    leave: () => setHover(null),
    click: (x, y) => {
      const box = sight.boxUnder(x, y)
      if (box !== -1) select(box)
    },
    doubleClick: (x, y) => {
      const box = sight.boxUnder(x, y)
      if (box !== -1) sight.zoomToBox(box)
    },
    pan: sight.pan,
    scroll: dy => scroll.scrollTo(scroll.top() + dy),
    zoom: sight.zoomAround,
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = stepOf(event.key, { isUp, rows: Math.max(1, Math.floor(height / ROW_HEIGHT) - 1) })
    const box = focusedBox.peek()
    if (step !== null) {
      focusedBox.value = walkFar(boxes, box, step)
      sight.reveal(focusedBox.peek())
    } else if (event.key === 'Enter' && box !== -1) sight.zoomToBox(box)
    else if (event.key === ' ' && box !== -1) select(box)
    else if (event.key === '+' || event.key === '=' || event.key === '-') {
      sight.zoomStep(box, event.key === '-')
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault()
    const { left, top } = host.current!.getBoundingClientRect()
    const box = sight.boxUnder(event.clientX - left, event.clientY - top)
    if (box === -1) return
    select(box)
    setHover(null)
    if (boxes.func[box]! < 0) return
    const frame = frameOfBox(box) ?? { func: boxes.func[box]!, path: null }
    frameMenu.value = { ...frame, x: event.clientX, y: event.clientY }
  }

  const hoverPlace = (box: number) => {
    const width = picture.current?.width ?? 0
    const place = placeOf({ boxes, isUp, top: scroll.top(), zoom: zoom.value }, box, width)
    const left = Math.max(0, place.left)
    return { left, top: place.y, width: Math.min(width, place.right) - left - 1, height: BOX_HEIGHT }
  }
  const overflow = contentHeight(boxes) > height && height > 0
  return (
    <div
      class="flame-canvas"
      ref={host}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={focusedBox.value === -1 ? undefined : 'flame-focused'}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
      data-view={view.value}
      data-zoomed={isZoomed()}
    >
      <canvas ref={canvas} />
      {hover !== null && <HoverOutline {...hoverPlace(hover.box)} />}
      <div
        class="flame-scroll"
        ref={scroll.scroller}
        hidden={!overflow}
        onScroll={() => scroll.scrollTo(scroll.scroller.current!.scrollTop)}
        tabIndex={-1}
        // For the pointer alone: the keyboard's box scrolls the picture. A tree holds nothing but its items.
        aria-hidden="true"
      >
        <div style={{ height: contentHeight(boxes) }} />
      </div>
      <FlameTwin answer={answer} share={colours.share} />
      {hover !== null && (
        <FlameTip answer={answer} box={hover.box} x={hover.x} y={hover.y} host={host.current} />
      )}
    </div>
  )
}
