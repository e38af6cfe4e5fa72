import { type ZoomRange, zoom } from '../state/app-state.ts'

const MILLISECONDS = 140
let running = 0

/** Moves from one range to another within 140 ms, at once where motion is not wanted, and calls `arrive` with the end. */
export function animateZoom(
  from: ZoomRange,
  to: ZoomRange,
  isInstant: boolean,
  arrive: (range: ZoomRange) => void,
): void {
  cancelAnimationFrame(running)
  if (isInstant) {
    arrive(to)
    return
  }
  const start = performance.now()
  // Callers and callees of a centred picture are zoomed apart: the others were all in sight.
  const begin = from.isCallers === to.isCallers ? from : { from: 0, to: 1 }
  const step = (now: number) => {
    const part = Math.min(1, (now - start) / MILLISECONDS)
    if (part === 1) {
      // The way is no place to go back to: the step is from where it began.
      zoom.value = from
      arrive(to)
      return
    }
    const eased = 1 - (1 - part) ** 3
    zoom.value = {
      ...to,
      from: begin.from + (to.from - begin.from) * eased,
      to: begin.to + (to.to - begin.to) * eased,
    }
    running = requestAnimationFrame(step)
  }
  running = requestAnimationFrame(step)
}
