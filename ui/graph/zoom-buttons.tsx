import { signal } from '@preact/signals'
import { Icon } from '../chrome/icons.tsx'

/** How the graph that is shown is moved by buttons; null while none is. */
export const zooming = signal<{ readonly zoom: (factor: number) => void; readonly fit: () => void } | null>(
  null,
)

/** One press. */
const ZOOM_STEP = 1.6

/** Buttons that enlarge, shrink and fit the graph. */
export function ZoomButtons() {
  const moves = zooming.value
  const button = (icon: string, label: string, title: string, act: () => void) => (
    <button type="button" disabled={moves === null} aria-label={label} title={title} onClick={act}>
      <Icon name={icon} size={14} />
    </button>
  )
  return (
    <div class="graph-zoom" role="group" aria-label="Size">
      {button('minus', 'Smaller', 'Smaller (−; wheel)', () => moves?.zoom(1 / ZOOM_STEP))}
      {button('plus', 'Larger', 'Larger (+; wheel)', () => moves?.zoom(ZOOM_STEP))}
      {button('fit', 'Whole graph', 'Whole graph (0)', () => moves?.fit())}
    </div>
  )
}
