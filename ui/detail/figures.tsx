import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import { formatChange, formatDelta } from '../../src/base/deltas.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { figure as figureOf } from '../functions/function-cells.tsx'
import { functions, rowOfFunc } from '../state/answers.ts'
import {
  formatCeiling,
  formatCeilingInterval,
  formatHalfWidth,
  formatInterval,
  formatShare,
  formatValue,
} from '../state/figures.ts'

/** Characters of "100.0 %": a longer figure, or one with a minus, has smaller letters. */
const LONG = 7

interface Figure {
  readonly title: string
  readonly hint: string
  readonly value: string
  /** The small line below: the value in its own unit, or words. */
  readonly note: string
  /** Position of value and interval on a track of [0, 1]; NaN unknown. */
  readonly at: number
  readonly low: number
  readonly high: number
  readonly interval: string
  /** Half of the interval, as it stands in the table. */
  readonly half: string
}

/** Total, self and ceiling of a func, each with its interval drawn. */
export function Figures({ func }: { func: number }) {
  const answer = functions.value.value
  const row = rowOfFunc.value[func] ?? -1
  if (answer === null) return <div class="figures" />
  const { rows, whole, valueType } = answer
  const unit = valueType.unit
  const value = (column: Float64Array) => (row === -1 ? Number.NaN : column[row]!)
  const share = (column: Float64Array) => value(column) / whole
  const ceiling = value(answer.ceiling)
  const { difference } = answer
  if (difference !== null) {
    const own = (column: Float64Array) => (row === -1 ? 0 : column[row]!)
    return (
      <div class="figures figures-compared">
        {(['total', 'self'] as const).map(measure => (
          <ComparedFigure
            key={measure}
            title={measure === 'total' ? 'Total' : 'Self'}
            own={own(rows[measure])}
            base={own(difference[measure])}
            low={own(difference[`${measure}Low`])}
            high={own(difference[`${measure}High`])}
            unit={unit}
          />
        ))}
      </div>
    )
  }
  const figures: Figure[] = [
    {
      title: 'Total',
      hint: 'The function and all it calls (inclusive)',
      value: formatShare(share(rows.total)),
      note: formatValue(value(rows.total), unit),
      at: share(rows.total),
      low: value(rows.totalLow),
      high: value(rows.totalHigh),
      interval: formatInterval(value(rows.totalLow), value(rows.totalHigh)),
      half: formatHalfWidth(value(rows.totalLow), value(rows.totalHigh)),
    },
    {
      title: 'Self',
      hint: 'The function itself, without what it calls (exclusive)',
      value: formatShare(share(rows.self)),
      note: formatValue(value(rows.self), unit),
      at: share(rows.self),
      low: value(rows.selfLow),
      high: value(rows.selfHigh),
      interval: formatInterval(value(rows.selfLow), value(rows.selfHigh)),
      half: formatHalfWidth(value(rows.selfLow), value(rows.selfHigh)),
    },
    {
      title: 'Ceiling',
      hint: 'How many times faster the whole would be if the function cost nothing (Amdahl)',
      value: formatCeiling(ceiling, 1),
      note: 'if it were free',
      // The ceiling rises from 1 to infinity as the total goes from 0 to 1: both stand on one track.
      at: Number.isNaN(ceiling) ? Number.NaN : share(rows.total),
      low: value(rows.totalLow),
      high: value(rows.totalHigh),
      interval: formatCeilingInterval(value(rows.totalLow), value(rows.totalHigh)),
      half: '',
    },
  ]
  return (
    <div class="figures">
      {figures.map(figure => (
        <div
          class="figure"
          key={figure.title}
          title={`${figure.hint}${figure.interval === '' ? '' : `\n99 % interval: ${figure.interval}`}`}
        >
          <div class="figure-title">{figure.title}</div>
          <div class="figure-value" data-long={figure.value.length > LONG || figure.value.startsWith('−')}>
            {figure.value}
          </div>
          <Track figure={figure} />
          <div class="figure-note">
            {figure.half !== '' && <span class="figure-half">{figure.half}</span>}
            {figure.note}
          </div>
        </div>
      ))}
    </div>
  )
}

/** A figure beside its base's, with the interval of what they differ by. */
function ComparedFigure(figure: {
  title: string
  own: number
  base: number
  low: number
  high: number
  unit: string
}) {
  const { title, own, base, low, high, unit } = figure
  const isQuiet = isNoise(low, high)
  const interval = Number.isFinite(low) ? `${formatDelta(low, unit)} to ${formatDelta(high, unit)}` : ''
  return (
    <div class="figure" title={interval === '' ? undefined : `99 % interval of the difference: ${interval}`}>
      <div class="figure-title">{title}</div>
      <div class="figure-value">{figureOf(own, unit)}</div>
      <div class="figure-note">was {figureOf(base, unit)}</div>
      <div class="figure-note">
        {deltaText(own, base, unit)} <span class="quiet">{isQuiet ? 'noise' : formatChange(own, base)}</span>
      </div>
    </div>
  )
}

function Track({ figure }: { figure: Figure }) {
  const { at, low, high } = figure
  const percent = (share: number) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`
  return (
    <div class="track" aria-hidden="true">
      {Number.isFinite(at) && (
        <div
          class={at < 0 ? 'track-fill track-fill-below' : 'track-fill'}
          style={{ width: percent(Math.abs(at)) }}
        />
      )}
      {Number.isFinite(low) && Number.isFinite(high) && (
        <div class="track-interval" style={{ left: percent(low), width: percent(high - low) }} />
      )}
    </div>
  )
}
