import type { ComponentChildren, RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'

/** Rows drawn above and below what is in sight, so that scrolling shows no blank. */
const MARGIN = 8
/** Browsers lose pixels in elements taller than this. */
const TALLEST = 8_000_000

/** Draws only the rows of a long list that are in sight of `scroller`. All rows are `rowHeight` high. */
export function VirtualRows({
  scroller,
  count,
  rowHeight,
  offset = 0,
  children,
}: {
  scroller: RefObject<HTMLElement | null>
  count: number
  rowHeight: number
  /** Height of what stands above the first row within the scroller. */
  offset?: number
  children: (index: number) => ComponentChildren
}) {
  const [range, setRange] = useState({ first: 0, end: Math.min(count, 60) })
  const shown = Math.min(count, Math.floor(TALLEST / rowHeight))
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const update = () => {
      const top = Math.max(0, element.scrollTop - offset)
      const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN)
      const end = Math.min(shown, Math.ceil((top + element.clientHeight) / rowHeight) + MARGIN)
      setRange(old => (old.first === first && old.end === end ? old : { first, end }))
    }
    update()
    element.addEventListener('scroll', update, { passive: true })
    const observer = new ResizeObserver(update)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', update)
      observer.disconnect()
    }
  }, [scroller, shown, rowHeight, offset])
  const rows: ComponentChildren[] = []
  for (let i = range.first; i < Math.min(range.end, shown); i++) rows.push(children(i))
  return (
    <div class="virtual" role="presentation" style={{ height: `${shown * rowHeight}px` }}>
      <div
        class="virtual-window"
        role="presentation"
        style={{ transform: `translateY(${range.first * rowHeight}px)` }}
      >
        {rows}
      </div>
    </div>
  )
}

/** Scrolls the least that brings a row into sight. */
export function revealRow(
  element: HTMLElement | null,
  row: number,
  { rowHeight, offset = 0 }: { rowHeight: number; offset?: number },
): void {
  if (element === null || row < 0) return
  const top = row * rowHeight
  const room = element.clientHeight - offset
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room
}
