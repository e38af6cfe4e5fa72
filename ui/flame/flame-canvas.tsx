import { useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { frameMenu, frameOfBox } from '../actions/frame-actions.ts'
import { trackPointer } from '../canvas/pointer.ts'
import { markOnce, pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import {
  focusedBox,
  isFlameFocusWanted,
  recording,
  selected,
  view,
  type ZoomRange,
  zoom,
} from '../state/app-state.ts'
import { isMotionReduced, theme } from '../state/theme.ts'
import { clampZoom, isZoomed, zoomAlong, zoomBack, zoomTo } from '../state/zoom-history.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { animateZoom } from './animate-zoom.ts'
import { type Boxes, boxAt, rootRow, rowOf } from './boxes.ts'
import { type FlamePicture, makeFlamePicture, placeOf } from './flame-picture.ts'
import { FlameTip } from './flame-tip.tsx'
import { FlameTwin } from './flame-twin.tsx'
import { clampTop, contentHeight, homeTop, rowAt, topOfRow, viewportOf } from './places.ts'
import { BOX_HEIGHT, ROW_HEIGHT, spanOf } from './raster.ts'
import { useColours } from './use-scene.ts'
import { type Step, walk } from './walk.ts'

/** Where the pointer is over the picture. */
interface Hover {
  readonly box: number
  /** In the host, CSS pixels. */
  readonly x: number
  readonly y: number
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'before',
  ArrowDown: 'after',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'root',
}

/** The same where the roots stand at the bottom: keys go where they point to. */
const STEPS_UP: typeof STEPS = { ...STEPS, ArrowUp: 'after', ArrowDown: 'before' }

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
  const scroller = useRef<HTMLDivElement>(null)
  const top = useRef(0)
  /** How far the reader scrolled away from where the picture is shown first. */
  const away = useRef(0)
  const [hover, setHover] = useState<Hover | null>(null)
  const [height, setHeight] = useState(0)
  const colours = useColours(answer)
  const { boxes } = answer
  const names = recording.value?.funcs.name ?? []

  const { host, canvas, picture, draw, request } = usePicture<FlamePicture>({
    make: element => makeFlamePicture(element, pictureFonts().code),
    draw: picture => {
      if (colours === null) return
      picture.draw({
        boxes,
        names,
        ...colours,
        zoom: zoom.peek(),
        top: top.current,
        isUp,
        selectedFunc: selected.peek(),
        focusedBox: focusedBox.peek(),
        theme: theme.peek(),
      })
      markOnce('flame-first-paint')
    },
    onSize: size => {
      setHeight(size.height)
      stay()
    },
  })

  const sight = () => ({ height: picture.current?.height ?? 0, isUp })
  const scrollTo = (wanted: number) => {
    top.current = clampTop(boxes, wanted, sight())
    away.current = top.current - homeTop(boxes, sight())
    if (scroller.current !== null) scroller.current.scrollTop = top.current
    request()
  }
  /** Keeps the distance from the roots. */
  const stay = () => {
    if (sight().height > 0) scrollTo(homeTop(boxes, sight()) + away.current)
  }

  useLayoutEffect(() => {
    focusedBox.value = -1
    stay()
  }, [boxes])
  useLayoutEffect(() => {
    away.current = 0
    stay()
  }, [isUp, label])
  useLayoutEffect(() => draw(), [answer, colours?.palette, colours?.sums, isUp])
  useWantedFocus(host, isFlameFocusWanted)
  useSignalEffect(() => {
    void [zoom.value, selected.value, focusedBox.value]
    setHover(null)
    request()
  })

  const viewport = () => viewportOf({ boxes, zoom: zoom.peek(), top: top.current, isUp })
  const rowUnder = (y: number): number => rowAt(boxes, y + top.current, isUp)
  /** What is in sight of the side of the centre that a row is on. */
  const zoomAt = (row: number): ZoomRange => {
    const now = zoom.peek()
    if (boxes.centre === -1 || row < boxes.centre === (now.isCallers === true)) return now
    return { ...(row < boxes.centre ? { isCallers: true } : {}), from: 0, to: 1 }
  }
  const boxUnder = (x: number, y: number): number => {
    const row = rowUnder(y)
    const { from, to } = spanOf(boxes, row, viewport())
    const width = picture.current?.width ?? 1
    return boxAt(boxes, row, from + (x / width) * (to - from))
  }
  const zoomToBox = (box: number) => {
    const whole = boxes.end - boxes.start
    const range = clampZoom({
      ...zoomAt(rowOf(boxes, box)),
      from: (boxes.from[box]! - boxes.start) / whole,
      to: (boxes.to[box]! - boxes.start) / whole,
    })
    animateZoom(zoom.peek(), range, isMotionReduced.value, zoomTo)
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
          if (box === -1) return
          selected.value = boxes.func[box]!
          focusedBox.value = box
        },
        doubleClick: (x, y) => {
          const box = boxUnder(x, y)
          if (box !== -1) zoomToBox(box)
        },
        pan: (dx, dy) => {
          const now = zoom.peek()
          const { from, to } = now
          const shift = (dx / (picture.current?.width ?? 1)) * (to - from)
          zoomAlong({ ...now, from: from - shift, to: to - shift })
          if (dy !== 0) scrollTo(top.current - dy)
        },
        scroll: dy => scrollTo(top.current + dy),
        zoom: (x, factor, y) => {
          const now = zoomAt(rowUnder(y))
          const { from, to } = now
          const at = from + (x / (picture.current?.width ?? 1)) * (to - from)
          zoomAlong({ ...now, from: at - (at - from) * factor, to: at + (to - at) * factor })
        },
      }),
    [boxes, isUp],
  )

  const reveal = (box: number) => {
    const row = rowOf(boxes, box)
    const y = topOfRow(boxes, row, isUp)
    const view = picture.current?.height ?? 0
    if (y < top.current) scrollTo(y)
    else if (y + ROW_HEIGHT > top.current + view) scrollTo(y + ROW_HEIGHT - view)
    const { from, to } = spanOf(boxes, row, viewport())
    if (boxes.to[box]! <= from || boxes.from[box]! >= to) zoomBack()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = (isUp ? STEPS_UP : STEPS)[event.key]
    if (step !== undefined) {
      focusedBox.value = walk(boxes, focusedBox.peek(), step)
      reveal(focusedBox.peek())
    } else if (event.key === 'Enter' && focusedBox.peek() !== -1) {
      zoomToBox(focusedBox.peek())
    } else if (event.key === ' ' && focusedBox.peek() !== -1) {
      selected.value = boxes.func[focusedBox.peek()]!
    } else if (event.key === '+' || event.key === '=' || event.key === '-') {
      const box = focusedBox.peek()
      const now = isZoomed(zoom.peek())
        ? zoom.peek()
        : zoomAt(box === -1 ? rootRow(boxes) : rowOf(boxes, box))
      const { from, to } = now
      const centre = (from + to) / 2
      const half = ((to - from) / 2) * (event.key === '-' ? 1.6 : 1 / 1.6)
      zoomTo(clampZoom({ ...now, from: centre - half, to: centre + half }))
    } else return
    event.preventDefault()
    event.stopPropagation()
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
      onContextMenu={event => {
        event.preventDefault()
        const frame = host.current!.getBoundingClientRect()
        const box = boxUnder(event.clientX - frame.left, event.clientY - frame.top)
        if (box === -1) return
        selected.value = boxes.func[box]!
        focusedBox.value = box
        setHover(null)
        frameMenu.value = {
          ...(frameOfBox(box) ?? { func: boxes.func[box]!, path: null }),
          x: event.clientX,
          y: event.clientY,
        }
      }}
      data-view={view.value}
      data-zoomed={isZoomed()}
    >
      <canvas ref={canvas} />
      {hover !== null && (
        <HoverOutline
          {...{ boxes, isUp, box: hover.box, top: top.current }}
          width={picture.current?.width ?? 0}
        />
      )}
      <div
        class="flame-scroll"
        ref={scroller}
        hidden={!overflow}
        onScroll={() => scrollTo(scroller.current!.scrollTop)}
        tabIndex={-1}
      >
        <div style={{ height: contentHeight(boxes) }} />
      </div>
      <FlameTwin answer={answer} share={colours?.share ?? null} />
      {hover !== null && (
        <FlameTip answer={answer} box={hover.box} x={hover.x} y={hover.y} host={host.current} />
      )}
    </div>
  )
}

/** The outline of the box under the pointer: an element of its own, so that hovering draws nothing anew. */
function HoverOutline({
  box,
  width,
  ...scene
}: {
  boxes: Boxes
  box: number
  top: number
  isUp: boolean
  width: number
}) {
  const place = placeOf({ ...scene, zoom: zoom.value }, box, width)
  const left = Math.max(0, place.left)
  const right = Math.min(width, place.right)
  return (
    <div
      class="flame-hover"
      style={{
        transform: `translate(${left}px, ${place.y}px)`,
        width: `${Math.max(2, right - left - 1)}px`,
        height: `${BOX_HEIGHT}px`,
      }}
    />
  )
}
