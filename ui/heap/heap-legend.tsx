import { formatValue } from '../state/figures.ts'
import { heapHeat } from '../state/heap-state.ts'
import { largestGrowth } from './heap-tones.ts'

/** What the colours of a heap mean: bytes of all objects of a type, or what these grew by. */
export function HeapLegend() {
  const grown = largestGrowth.value
  if (grown !== null) {
    const most = formatValue(grown, 'bytes')
    return (
      <div
        class="legend"
        role="img"
        aria-label={`Colours are what types grew by, from ${most} less to ${most} more`}
      >
        <span>growth</span>
        <span class="legend-end">▼ −{most}</span>
        <span class="legend-scale legend-diverging" aria-hidden="true">
          {Array.from({ length: 7 }, (_, step) => (
            <i key={step} class={`diff-${step}`} />
          ))}
        </span>
        <span class="legend-end">▲ +{most}</span>
      </div>
    )
  }
  const most = formatValue(heapHeat.value.hottest, 'bytes')
  return (
    <div
      class="legend"
      role="img"
      aria-label={`Heat is the size of all objects of a type, from 0 to ${most}`}
    >
      <span>heat = size of the type</span>
      <span class="legend-end">0</span>
      <span class="legend-scale" aria-hidden="true">
        {Array.from({ length: 8 }, (_, step) => (
          <i key={step} class={`heat-${step}`} />
        ))}
      </span>
      <span class="legend-end">{most}</span>
    </div>
  )
}
