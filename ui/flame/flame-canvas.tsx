import { useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { trackPointer } from '../canvas/pointer.ts'
import { markOnce, pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { focusedBox, isFlameFocusWanted, recording, selected, view, zoom } from '../state/app-state.ts'
import { frameMenu, pathOfBox } from '../state/frame-actions.ts'
import { isMotionReduced, theme } from '../state/theme.ts'
import { clampZoom, isZoomed, zoomAlong, zoomBack, zoomTo } from '../state/zoom-history.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { animateZoom } from './animate-zoom.ts'
import { boxAt, rowOf } from './boxes.ts'
import { contentHeight, type FlamePicture, makeFlamePicture, viewportOf } from './flame-picture.ts'
import { FlameTip } from './flame-tip.tsx'
import { FlameTwin } from './flame-twin.tsx'
import { BOX_HEIGHT, ROW_HEIGHT } from './raster.ts'
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
  ArrowUp: 'parent',
  ArrowDown: 'child',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'root',
}

/** The flame picture with its pointer and keyboard: drawn on a canvas, walkable as a tree by the keyboard. */
export function FlameCanvas({ answer, label }: { answer: FlameAnswer; label: string }) {
  const scroller = useRef<HTMLDivElement>(null)
  const top = useRef(0)
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
        selectedFunc: selected.peek(),
        focusedBox: focusedBox.peek(),
        theme: theme.peek(),
      })
      markOnce('flame-first-paint')
    },
    onSize: size => setHeight(size.height),
  })

  const scrollTo = (wanted: number) => {
    const most = Math.max(0, contentHeight(boxes) - (picture.current?.height ?? 0))
    top.current = Math.min(most, Math.max(0, wanted))
    if (scroller.current !== null) scroller.current.scrollTop = top.current
    request()
  }

  useLayoutEffect(() => {
    focusedBox.value = -1
    scrollTo(top.current)
  }, [boxes])
  useLayoutEffect(() => draw(), [answer, colours?.palette, colours?.sums])
  useWantedFocus(host, isFlameFocusWanted)
  useSignalEffect(() => {
    void [zoom.value, selected.value, focusedBox.value]
    setHover(null)
    request()
  })

  const boxUnder = (x: number, y: number): number => {
    const { from, to } = viewportOf({ boxes, zoom: zoom.peek(), top: top.current })
    const width = picture.current?.width ?? 1
    return boxAt(boxes, Math.floor((y + top.current) / ROW_HEIGHT), from + (x / width) * (to - from))
  }
  const zoomToBox = (box: number) => {
    const whole = boxes.end - boxes.start
    const range = clampZoom({
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
          const { from, to } = zoom.peek()
          const shift = (dx / (picture.current?.width ?? 1)) * (to - from)
          zoomAlong({ from: from - shift, to: to - shift })
          if (dy !== 0) scrollTo(top.current - dy)
        },
        scroll: dy => scrollTo(top.current + dy),
        zoom: (x, factor) => {
          const { from, to } = zoom.peek()
          const at = from + (x / (picture.current?.width ?? 1)) * (to - from)
          zoomAlong({ from: at - (at - from) * factor, to: at + (to - at) * factor })
        },
      }),
    [boxes],
  )

  const reveal = (box: number) => {
    const y = rowOf(boxes, box) * ROW_HEIGHT
    const view = picture.current?.height ?? 0
    if (y < top.current) scrollTo(y)
    else if (y + ROW_HEIGHT > top.current + view) scrollTo(y + ROW_HEIGHT - view)
    const { from, to } = viewportOf({ boxes, zoom: zoom.peek(), top: 0 })
    if (boxes.to[box]! <= from || boxes.from[box]! >= to) zoomBack()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (step !== undefined) {
      focusedBox.value = walk(boxes, focusedBox.peek(), step)
      reveal(focusedBox.peek())
    } else if (event.key === 'Enter' && focusedBox.peek() !== -1) {
      zoomToBox(focusedBox.peek())
    } else if (event.key === ' ' && focusedBox.peek() !== -1) {
      selected.value = boxes.func[focusedBox.peek()]!
    } else if (event.key === '+' || event.key === '=' || event.key === '-') {
      const { from, to } = zoom.peek()
      const centre = (from + to) / 2
      const half = ((to - from) / 2) * (event.key === '-' ? 1.6 : 1 / 1.6)
      zoomTo(clampZoom({ from: centre - half, to: centre + half }))
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
          func: boxes.func[box]!,
          path: pathOfBox(box),
          x: event.clientX,
          y: event.clientY,
        }
      }}
      data-view={view.value}
      data-zoomed={isZoomed()}
    >
      <canvas ref={canvas} />
      {hover !== null && (
        <HoverOutline answer={answer} box={hover.box} top={top.current} width={picture.current?.width ?? 0} />
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
  answer,
  box,
  top,
  width,
}: {
  answer: FlameAnswer
  box: number
  top: number
  width: number
}) {
  const { boxes } = answer
  const { from, to } = viewportOf({ boxes, zoom: zoom.value, top })
  const scale = width / (to - from)
  const left = Math.max(0, (boxes.from[box]! - from) * scale)
  const right = Math.min(width, (boxes.to[box]! - from) * scale)
  return (
    <div
      class="flame-hover"
      style={{
        transform: `translate(${left}px, ${rowOf(boxes, box) * ROW_HEIGHT - top}px)`,
        width: `${Math.max(2, right - left - 1)}px`,
        height: `${BOX_HEIGHT}px`,
      }}
    />
  )
}
