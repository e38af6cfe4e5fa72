import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type PointerHandlers, trackPointer } from './pointer.ts'

/** Wires the pointer to what a picture does now. What is pressed stays pressed while answers come: a drag goes on over a new layout. */
export function usePointer(host: RefObject<HTMLElement | null>, handlers: PointerHandlers): void {
  const latest = useRef(handlers)
  latest.current = handlers
  useEffect(
    () =>
      trackPointer(host.current!, {
        hover: (x, y) => latest.current.hover(x, y),
        leave: () => latest.current.leave(),
        click: (x, y) => latest.current.click(x, y),
        doubleClick: (x, y) => latest.current.doubleClick(x, y),
        pan: (dx, dy, x, y) => latest.current.pan(dx, dy, x, y),
        scroll: (dy, x, y) => latest.current.scroll(dy, x, y),
        zoom: (x, factor, y) => latest.current.zoom(x, factor, y),
      }),
    [],
  )
}
