import type { MemoryCurve, MemoryTimelineAnswer } from '../../src/query/time/memory-timeline.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { timeRange } from '../state/app-state.ts'
import { formatSeriesName, formatValue } from '../state/figures.ts'
import { baseMemory, isTimeZoomed, memory } from '../state/memory-state.ts'
import { MemoryChart } from './memory-chart.tsx'
import { MomentPane } from './moment-pane.tsx'
import { lookOf } from './paint-memory.ts'

/** Memory over time, what ran meanwhile, and beside it the stack and the source of the moment that is pointed at. */
export function MemoryView() {
  const { value: answer, error, isLoading } = memory.value
  if (error !== null) return <p class="note">{error.message}</p>
  if (answer === null)
    return isLoading ? (
      <div class="memory" aria-busy="true" />
    ) : (
      <p class="note">No memory was recorded in this stretch of time.</p>
    )
  return (
    <div class="memory">
      <div class="memory-main">
        <div class="memory-head">
          <Legend curves={answer.curves} omitted={answer.omitted} />
          {timeRange.value !== null && (
            <button
              type="button"
              class="button memory-zoom"
              aria-pressed={isTimeZoomed.value}
              onClick={() => {
                isTimeZoomed.value = !isTimeZoomed.value
              }}
            >
              {isTimeZoomed.value ? 'Show all of the time' : 'Zoom to the selection'}
            </button>
          )}
        </div>
        {answer.end > answer.start && <MemoryChart answer={answer} />}
        <p class="memory-note">{notesOf(answer).join(' ')}</p>
      </div>
      <MomentPane />
    </div>
  )
}

/** What the chart does not say itself. */
function notesOf({ spans, areSpansSampled, kernelPeak }: MemoryTimelineAnswer): string[] {
  const bars = areSpansSampled
    ? 'Bars: the function on top of the main thread, by heat.'
    : 'Bars: spans that the program named.'
  return [
    ...(spans.length === 0 ? [] : [bars]),
    ...(kernelPeak === null ? [] : [`Dotted: the kernel’s own peak, ${formatValue(kernelPeak, 'bytes')}.`]),
  ]
}

/** What was read where that is new: the first line, and what else was read of the program; else of which process it was. */
function nameOf({ name, label, role }: MemoryCurve, at: number): string {
  if (at > 0) return role === 'detail' ? formatSeriesName(name) : label
  return role === 'all' ? `${formatSeriesName(name)}, ${label}` : formatSeriesName(name)
}

/** What each line is, and its peak; with a base what that differs by. */
function Legend({ curves, omitted }: { curves: readonly MemoryCurve[]; omitted: number }) {
  const [before] = baseMemory.value.value?.curves ?? []
  return (
    // Many lines scroll in a narrow window: by the keyboard, too.
    <ul class="memory-legend" aria-label="Lines" tabIndex={0}>
      {curves.map((curve, i) => (
        <li key={`${curve.name} ${curve.process} ${curve.role}`}>
          <LineSample curve={curve} />
          <span class="ellipsis" title={curve.label}>
            {nameOf(curve, i)}
          </span>
          <span class="memory-figure">{formatValue(curve.peak, 'bytes')}</span>
          {i === 0 && before !== undefined && (
            <span class="memory-figure">{deltaText(curve.peak, before.peak, 'bytes')}</span>
          )}
        </li>
      ))}
      {before !== undefined && (
        <li>
          <LineSample curve={before} isBase />
          <span>before</span>
          <span class="memory-figure">{formatValue(before.peak, 'bytes')}</span>
        </li>
      )}
      {omitted > 0 && <li class="quiet">{omitted} more processes that had less</li>}
    </ul>
  )
}

function LineSample({ curve, isBase = false }: { curve: MemoryCurve; isBase?: boolean }) {
  const { width, dash, isStrong } = lookOf(curve)
  return (
    <svg class="memory-sample" data-base={isBase} width="22" height="8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="22"
        y2="4"
        stroke-width={width}
        stroke-dasharray={dash.join(' ')}
        opacity={isStrong ? 1 : 0.6}
      />
    </svg>
  )
}
