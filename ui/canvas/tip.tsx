import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** What stands beside the pointer over a picture. It never catches the pointer and never leaves the window. */
export function Tip({
  x,
  y,
  host,
  children,
}: {
  /** In the host, CSS pixels. */
  x: number
  y: number
  host: HTMLElement | null
  children: ComponentChildren
}) {
  const tip = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = tip.current!
    const origin = host?.getBoundingClientRect()
    if (origin === undefined) return
    const { width, height } = element.getBoundingClientRect()
    const left = Math.min(origin.left + x + 14, innerWidth - width - 8)
    const below = origin.top + y + 18
    const above = origin.top + y - height - 12
    element.style.transform = `translate(${Math.max(8, left)}px, ${below + height > innerHeight - 8 ? above : below}px)`
  })
  return (
    <div class="tip" ref={tip} aria-hidden="true">
      {children}
    </div>
  )
}
