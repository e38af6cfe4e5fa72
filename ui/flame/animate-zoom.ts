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
      from: from.from + (to.from - from.from) * eased,
      to: from.to + (to.to - from.to) * eased,
    }
    running = requestAnimationFrame(step)
  }
  running = requestAnimationFrame(step)
}
