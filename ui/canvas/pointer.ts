/** What a pointer may ask of a picture; places in CSS pixels within it. */
export interface PointerHandlers {
  hover(x: number, y: number): void
  leave(): void
  click(x: number, y: number): void
  doubleClick(x: number, y: number): void
  /** By how much, and where the pointer then is. */
  pan(dx: number, dy: number, x: number, y: number): void
  scroll(dy: number, x: number, y: number): void
  /** Multiply what is visible by `factor` around (x, y). */
  zoom(x: number, factor: number, y: number): void
}

/** A press that moves less than this is a click. */
const CLICK_DISTANCE = 4

/** Wires mouse, pen, touch and wheel of an element to `handlers`; returns what undoes it. */
export function trackPointer(element: HTMLElement, handlers: PointerHandlers): () => void {
  let press: { x: number; y: number; isDrag: boolean; id: number } | null = null
  const controller = new AbortController()
  const { signal } = controller
  const at = (event: MouseEvent) => {
    const box = element.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const isPicture = (event: Event) => (event.target as Element).closest('.flame-scroll') === null

  element.addEventListener(
    'pointerdown',
    event => {
      if (event.button > 1 || !isPicture(event)) return
      press = { x: event.clientX, y: event.clientY, isDrag: false, id: event.pointerId }
    },
    { signal },
  )
  element.addEventListener(
    'pointermove',
    event => {
      if (press === null) {
        const { x, y } = at(event)
        if (isPicture(event)) handlers.hover(x, y)
        else handlers.leave()
        return
      }
      const dx = event.clientX - press.x
      const dy = event.clientY - press.y
      if (!press.isDrag && Math.hypot(dx, dy) < CLICK_DISTANCE) return
      if (!press.isDrag) {
        element.setPointerCapture(press.id)
        element.classList.add('is-dragging')
      }
      press = { ...press, x: event.clientX, y: event.clientY, isDrag: true }
      const { x, y } = at(event)
      handlers.pan(dx, dy, x, y)
    },
    { signal },
  )
  const end = (event: PointerEvent) => {
    const ended = press
    press = null
    element.classList.remove('is-dragging')
    if (ended === null || ended.isDrag || event.type === 'pointercancel') return
    const { x, y } = at(event)
    handlers.click(x, y)
  }
  element.addEventListener('pointerup', end, { signal })
  element.addEventListener('pointercancel', end, { signal })
  element.addEventListener('pointerleave', () => handlers.leave(), { signal })
  element.addEventListener(
    'dblclick',
    event => {
      if (!isPicture(event)) return
      const { x, y } = at(event)
      handlers.doubleClick(x, y)
    },
    { signal },
  )
  element.addEventListener('wheel', event => wheel(event, at(event), handlers, element.clientWidth), {
    signal,
    passive: false,
  })
  return () => controller.abort()
}

function wheel(
  event: WheelEvent,
  { x, y }: { x: number; y: number },
  handlers: PointerHandlers,
  width: number,
): void {
  event.preventDefault()
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? width : 1
  const dx = event.deltaX * unit
  const dy = event.deltaY * unit
  if (event.altKey) handlers.scroll(dy, x, y)
  else if (event.shiftKey) handlers.pan(-(dx || dy), 0, x, y)
  else if (Math.abs(dx) > Math.abs(dy)) handlers.pan(-dx, 0, x, y)
  // A pinch comes as a wheel with Ctrl and small steps.
  else handlers.zoom(x, Math.exp(Math.max(-300, Math.min(300, dy)) * (event.ctrlKey ? 0.01 : 0.002)), y)
}
