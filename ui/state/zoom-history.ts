import { signal } from '@preact/signals'
import { type ZoomRange, zoom } from './app-state.ts'

const ALL: ZoomRange = { from: 0, to: 1 }

/** Where Escape leads: the ranges zoomed in from, the oldest first. */
const history = signal<readonly ZoomRange[]>([])

export function isZoomed(range: ZoomRange = zoom.value): boolean {
  return range.from > 0 || range.to < 1
}

/** Goes to a range and remembers where from. */
export function zoomTo(range: ZoomRange): void {
  const from = zoom.peek()
  if (range.from === from.from && range.to === from.to && range.isCallers === from.isCallers) return
  history.value = isZoomed(range) ? [...history.value, from] : []
  zoom.value = range
}

/** Goes back one zoom, to all of the picture when there is none; false when all of it is shown already. */
export function zoomBack(): boolean {
  if (!isZoomed()) return false
  const previous = history.value.at(-1) ?? ALL
  history.value = history.value.slice(0, -1)
  zoom.value = previous
  return true
}

export function zoomReset(): void {
  history.value = []
  zoom.value = ALL
}

/** Changes the range in passing (wheel, drag): no step of its own to go back to. */
export function zoomAlong(range: ZoomRange): void {
  zoom.value = clampZoom(range)
}

/** A range within [0, 1] and no narrower than doubles can tell apart. */
export function clampZoom(range: ZoomRange): ZoomRange {
  const width = Math.min(1, Math.max(1e-9, range.to - range.from))
  const centre = (range.from + range.to) / 2
  const from = Math.min(1 - width, Math.max(0, centre - width / 2))
  return width > 0.999999 ? ALL : { ...range, from, to: from + width }
}
