import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Boxes } from './boxes.ts'
import { clampTop, homeTop } from './places.ts'

/** How far a flame picture is scrolled down. */
export interface FlameScroll {
  /** The element whose bar scrolls the picture. */
  readonly scroller: RefObject<HTMLDivElement | null>
  /** CSS pixels of the content above the picture; below 0 where boxes that stand on their roots do not fill it. */
  readonly top: () => number
  readonly scrollTo: (top: number) => void
  /** Keeps the distance from the roots, after the picture became larger or smaller. */
  readonly stay: () => void
}

/** Scrolls a flame picture: shown at its roots first, and as far from them as the reader went when its boxes change. Another
 *  `shape` (what is drawn, and which way up) begins at the roots again. */
export function useFlameScroll(
  boxes: Boxes,
  how: {
    readonly isUp: boolean
    readonly shape: string
    /** Of the picture, CSS pixels; 0 before it is on the page. */
    readonly height: () => number
    readonly onScroll: () => void
  },
): FlameScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const top = useRef(0)
  /** How far the reader scrolled away from where the picture is shown first. */
  const away = useRef(0)
  const sight = () => ({ height: how.height(), isUp: how.isUp })
  const scrollTo = (wanted: number) => {
    top.current = clampTop(boxes, wanted, sight())
    away.current = top.current - homeTop(boxes, sight())
    if (scroller.current !== null) scroller.current.scrollTop = top.current
    how.onScroll()
  }
  const stay = () => {
    if (sight().height > 0) scrollTo(homeTop(boxes, sight()) + away.current)
  }
  useLayoutEffect(stay, [boxes])
  useLayoutEffect(() => {
    away.current = 0
    stay()
  }, [how.isUp, how.shape])
  return { scroller, top: () => top.current, scrollTo, stay }
}
