import { useCallback, useMemo } from 'preact/hooks'
import { formatDelta } from '../../src/base/deltas.ts'
import type { MemorySpan, MemoryTimelineAnswer } from '../../src/query/time/memory-timeline.ts'
import { roundSteps } from '../../src/render/svg/plot-axes.ts'
import { selected } from '../state/app-state.ts'
import { formatTimeRange, formatValue } from '../state/figures.ts'
import { baseMemory, chosenMoment, hoveredMoment, shownMoment } from '../state/memory-state.ts'
import { ownToneOf } from '../state/tones.ts'
import { Brush } from './brush.tsx'
import { LaneCanvas } from './lane-canvas.tsx'
import type { LaneSurface } from './paint-lane.ts'
import { type MemoryPlot, paintMemory, topOf } from './paint-memory.ts'
import { Axis } from './timeline-strip.tsx'

/** A share of the width below which a bar has no room for its name. */
const LEAST_NAMED = 0.05
/** Rows of bars that are drawn. */
const MOST_ROWS = 6

/** Memory as lines, what ran as bars below; dragging chooses time, a press a moment. */
export function MemoryChart({ answer }: { answer: MemoryTimelineAnswer }) {
  const { start, end } = answer
  const base = baseMemory.value.value
  const plot = useMemo<MemoryPlot>(
    () => ({
      ...{ start, end, curves: answer.curves, base: base?.curves ?? [] },
      ...{ kernelPeak: answer.kernelPeak, peak: answer.peak },
    }),
    [answer, base],
  )
  const paint = useCallback((surface: LaneSurface) => paintMemory(plot, surface), [plot])
  const top = topOf(plot)
  const shareOf = (time: number) => (time - start) / (end - start)
  const rows = rowsOf(answer.spans)
  const peak = answer.peak
  const at = shownMoment.value
  const timeAt = (share: number) => start + share * (end - start)
  return (
    <div class="memory-chart" style={{ '--bars': rows.length }}>
      <div class="memory-plot">
        <LaneCanvas paint={paint} label={labelOf(answer)} />
        {peak !== null && peak.time >= start && peak.time <= end && (
          <PeakLabel share={shareOf(peak.time)} height={peak.value / top} value={peak.value} />
        )}
      </div>
      <div class="memory-scale" aria-hidden="true">
        {roundSteps(top, 4).map(value => (
          <span key={value} style={{ bottom: `${(100 * value) / top}%` }}>
            {formatValue(value, 'bytes').replace(/\.0+(?=\D)/, '')}
          </span>
        ))}
      </div>
      <div class="memory-bars" role="list" aria-label="What ran">
        {rows.map((spans, row) => (
          <div class="memory-bar-row" key={row} role="presentation">
            {spans.map(span => (
              <Bar key={span.from} span={span} from={shareOf(span.from)} to={shareOf(span.to)} />
            ))}
          </div>
        ))}
      </div>
      {at !== null && at >= start && at <= end && (
        <i
          class="memory-moment"
          style={{ '--at': shareOf(at) }}
          data-hovered={hoveredMoment.value !== null}
        />
      )}
      <div class="memory-brush">
        <Brush
          start={start}
          end={end}
          onHover={share => {
            hoveredMoment.value = share === null ? null : timeAt(share)
          }}
          onChoose={share => {
            chosenMoment.value = timeAt(share)
            const bar = rows.flat().findLast(({ from, to }) => from <= timeAt(share) && timeAt(share) < to)
            if (bar !== undefined && bar.func !== -1) selected.value = bar.func
          }}
        />
      </div>
      <div class="memory-axis">
        <Axis answer={answer} count={6} />
      </div>
    </div>
  )
}

function PeakLabel({ share, height, value }: { share: number; height: number; value: number }) {
  // Beside the point, where there is room.
  const side =
    share > 0.7
      ? { right: `calc(${(100 * (1 - share)).toFixed(2)}% + 10px)` }
      : { left: `calc(${(100 * share).toFixed(2)}% + 10px)` }
  return (
    <span class="memory-peak" style={{ ...side, bottom: `${(100 * height).toFixed(2)}%` }}>
      peak {formatValue(value, 'bytes')}
    </span>
  )
}

function Bar({ span, from, to }: { span: MemorySpan; from: number; to: number }) {
  const left = Math.max(0, from)
  const width = Math.min(1, to) - left
  const grown = Number.isFinite(span.growth) ? `, memory ${formatDelta(span.growth, 'bytes')}` : ''
  return (
    <div
      class={`memory-bar ${span.func === -1 ? 'memory-bar-named' : ownToneOf(span.func)}`}
      role="listitem"
      aria-label={`${span.name}, ${formatTimeRange(span.from, span.to)}${grown}`}
      style={{ left: `${(100 * left).toFixed(3)}%`, width: `${(100 * width).toFixed(3)}%` }}
    >
      {width > LEAST_NAMED && <span class="ellipsis">{span.name}</span>}
    </div>
  )
}

function rowsOf(spans: readonly MemorySpan[]): MemorySpan[][] {
  const rows = Array.from({ length: MOST_ROWS }, (_, depth) => spans.filter(span => span.depth === depth))
  return rows.filter(row => row.length > 0)
}

function labelOf({ peak, curves }: MemoryTimelineAnswer): string {
  const names = curves.map(({ name, label }) => `${name} of ${label}`).join(', ')
  return peak === null
    ? `Memory over time: ${names}`
    : `Memory over time: ${names}; at most ${formatValue(peak.value, 'bytes')} at ${(peak.time / 1e9).toFixed(2)} s`
}
