import type { RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'

/** The line between two parts, one above the other: drag it or use the arrow keys. `share` is the upper part's. */
export function useSplitter(host: RefObject<HTMLElement | null>, standard: number) {
  const [moved, setShare] = useState<number | null>(null)
  const share = moved ?? standard
  const isHeld = useRef(false)
  const clamp = (value: number) => Math.min(0.82, Math.max(0.18, value))
  const line = (
    <div
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label="Height of the view"
      aria-valuenow={Math.round(100 * share)}
      aria-valuemin={18}
      aria-valuemax={82}
      onPointerDown={event => {
        isHeld.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={event => {
        const box = host.current?.getBoundingClientRect()
        if (isHeld.current && box !== undefined) setShare(clamp((event.clientY - box.top) / box.height))
      }}
      onPointerUp={() => {
        isHeld.current = false
      }}
      onDblClick={() => setShare(null)}
      onKeyDown={event => {
        if (event.key === 'ArrowUp') setShare(clamp(share - 0.04))
        else if (event.key === 'ArrowDown') setShare(clamp(share + 0.04))
        else return
        event.preventDefault()
      }}
    />
  )
  return { share, line }
}
