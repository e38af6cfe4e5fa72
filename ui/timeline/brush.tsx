import { useEffect, useRef, useState } from 'preact/hooks'
import { timeRange } from '../state/app-state.ts'
import { formatTimeRange } from '../state/figures.ts'

/** A drag shorter than this many pixels takes the range away. */
const LEAST_DRAG = 3

/**
 * Selects time over whatever lies beneath: drag to select, drag the selection to move it, its edges to change it, double
 * click to take it away. Arrow keys move it.
 */
export function Brush({
  start,
  end,
  onHover,
  onChoose,
}: {
  start: number
  end: number
  onHover?: (share: number | null, clientX: number, clientY: number) => void
  /** A press that is no drag; absent: it takes the range away. */
  onChoose?: (share: number) => void
}) {
  const host = useRef<HTMLDivElement>(null)
  const [draft, setDraft] = useState<{ from: number; to: number } | null>(null)
  const width = end - start
  const range = timeRange.value
  const shown =
    draft ??
    (range === null ? null : { from: (range.start - start) / width, to: (range.end - start) / width })

  const shareAt = (event: PointerEvent | MouseEvent) => {
    const box = host.current!.getBoundingClientRect()
    return Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)))
  }
  const set = (from: number, to: number) => {
    timeRange.value = { start: start + from * width, end: start + to * width }
  }

  const press = useRef<{
    kind: 'new' | 'move' | 'left' | 'right'
    at: number
    from: number
    to: number
  } | null>(null)
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    const at = shareAt(event)
    const part = (event.target as HTMLElement).dataset.part
    const current = shown ?? { from: at, to: at }
    press.current = {
      kind: part === 'left' || part === 'right' || part === 'move' ? part : 'new',
      at,
      ...current,
    }
    host.current!.setPointerCapture(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent) => {
    const at = shareAt(event)
    const held = press.current
    if (held === null) {
      onHover?.(at, event.clientX, event.clientY)
      return
    }
    const next = moved(held, at)
    setDraft(next)
  }
  const onPointerUp = (event: PointerEvent) => {
    const held = press.current
    press.current = null
    if (held === null) return
    const at = shareAt(event)
    const next = moved(held, at)
    const pixels = Math.abs(at - held.at) * host.current!.clientWidth
    if (pixels < LEAST_DRAG && onChoose !== undefined) onChoose(at)
    else if (held.kind === 'new' && pixels < LEAST_DRAG) timeRange.value = null
    else if (pixels >= LEAST_DRAG) set(next.from, next.to)
    setDraft(null)
  }
  // While dragging, the views follow as fast as they are answered.
  useEffect(() => {
    if (draft !== null && (draft.to - draft.from) * (host.current?.clientWidth ?? 0) >= LEAST_DRAG) {
      set(draft.from, draft.to)
    }
  }, [draft])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = rangeAfter(event, range, { start, end })
    if (next === null) return
    timeRange.value = next
    event.preventDefault()
  }
  const percent = (share: number) => `${(100 * share).toFixed(3)}%`
  return (
    <div
      class="brush"
      ref={host}
      role="slider"
      tabIndex={0}
      aria-label="Time range of all views"
      aria-valuemin={start / 1e9}
      aria-valuemax={end / 1e9}
      aria-valuenow={(range?.start ?? start) / 1e9}
      aria-valuetext={range === null ? 'all of the time' : formatTimeRange(range.start, range.end)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerLeave={() => onHover?.(null, 0, 0)}
      onDblClick={() => {
        timeRange.value = null
      }}
      onKeyDown={onKeyDown}
    >
      {shown !== null && (
        <div
          class="brush-range"
          data-part="move"
          style={{ left: percent(shown.from), width: percent(shown.to - shown.from) }}
        >
          <i data-part="left" />
          <i data-part="right" />
        </div>
      )}
    </div>
  )
}

/** What a key makes of the time range, null where it is no key of it: arrows move it by a tenth of its size, with Shift by all of it;
 *  up and down make it longer and shorter; Home and End bring it to the ends. The first of them chooses a tenth of the time. */
function rangeAfter(
  { key, shiftKey }: KeyboardEvent,
  range: { readonly start: number; readonly end: number } | null,
  whole: { readonly start: number; readonly end: number },
): { start: number; end: number } | null {
  if (!/^(?:Arrow(?:Left|Right|Up|Down)|Home|End)$/.test(key)) return null
  const length = whole.end - whole.start
  if (range === null) {
    const isLast = key === 'ArrowLeft' || key === 'End'
    const start = isLast ? whole.end - length / 10 : whole.start
    return { start, end: start + length / 10 }
  }
  const before = range.end - range.start
  const growth = key === 'ArrowUp' ? 1.25 : key === 'ArrowDown' ? 0.8 : 1
  const size = Math.min(length, Math.max(length / 1000, before * growth))
  const step = (shiftKey ? 1 : 0.1) * size
  const wanted =
    key === 'Home'
      ? whole.start
      : key === 'End'
        ? whole.end
        : range.start + (key === 'ArrowLeft' ? -step : key === 'ArrowRight' ? step : (before - size) / 2)
  const start = Math.min(whole.end - size, Math.max(whole.start, wanted))
  return { start, end: start + size }
}

function moved(
  held: { kind: 'new' | 'move' | 'left' | 'right'; at: number; from: number; to: number },
  at: number,
): { from: number; to: number } {
  if (held.kind === 'move') {
    const size = held.to - held.from
    const from = Math.min(1 - size, Math.max(0, held.from + at - held.at))
    return { from, to: from + size }
  }
  const fixed = held.kind === 'left' ? held.to : held.kind === 'right' ? held.from : held.at
  return { from: Math.min(fixed, at), to: Math.max(fixed, at) }
}
