import { computed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { recording, type ZoomRange, zoom } from '../state/app-state.ts'
import { isZoomed, zoomReset, zoomTo } from '../state/zoom-history.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { boxAt, nameOfBox, rootRow } from './boxes.ts'

/** Names shown of a long way. */
const SHOWN = 3

/** The boxes that span all that is in sight, the root first: where the reader is. */
function spine(answer: FlameAnswer, range: ZoomRange): number[] {
  const { boxes } = answer
  const whole = boxes.end - boxes.start
  const from = boxes.start + range.from * whole
  const to = boxes.start + range.to * whole
  const slack = 1e-6 * (to - from)
  const path: number[] = []
  const step = range.isCallers === true ? -1 : 1
  for (let row = rootRow(boxes); row >= 0 && row < boxes.rows; row += step) {
    const box = boxAt(boxes, row, (from + to) / 2)
    if (box === -1 || boxes.from[box]! > from + slack || boxes.to[box]! < to - slack) break
    path.push(box)
  }
  return path
}

/** The way from the whole picture to what is in sight; every step leads back to it. */
export function Breadcrumb({ answer }: { answer: FlameAnswer }) {
  // Panning changes the range every frame, but the way seldom: only then is this drawn anew.
  const key = useMemo(
    () => computed(() => (isZoomed(zoom.value) ? spine(answer, zoom.value).join(',') : null)),
    [answer],
  )
  if (key.value === null) return null
  const names = recording.value?.funcs.name ?? []
  const { boxes } = answer
  const whole = boxes.end - boxes.start
  const path = key.value === '' ? [] : key.value.split(',').map(Number)
  const shown = path.slice(-SHOWN)
  return (
    <nav class="crumbs" aria-label="Zoom">
      <button type="button" class="chip" onClick={zoomReset} title="Zoom out completely (0)">
        all
      </button>
      {path.length > shown.length && <span class="quiet">…</span>}
      {shown.map(box => (
        <span class="crumb" key={box}>
          <span class="quiet" aria-hidden="true">
            ›
          </span>
          <button
            type="button"
            class="link code ellipsis"
            title={nameOfBox(boxes, box, names)}
            onClick={() =>
              zoomTo({
                ...(zoom.peek().isCallers === true ? { isCallers: true } : {}),
                from: (boxes.from[box]! - boxes.start) / whole,
                to: (boxes.to[box]! - boxes.start) / whole,
              })
            }
          >
            {nameOfBox(boxes, box, names)}
          </button>
        </span>
      ))}
    </nav>
  )
}
