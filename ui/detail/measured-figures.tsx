import { selectedLines } from '../state/answers.ts'
import { formatShare, formatValue, formatValueTypeName } from '../state/figures.ts'

/** What the lines of the selected function add up to, where functions themselves were not measured. */
export function MeasuredFigures() {
  const { value: answer } = selectedLines.value
  if (answer === null) return <div class="figures" />
  const { valueType, total, whole } = answer
  const mark = valueType.precision === 'estimated' ? '~' : ''
  const isState = valueType.kind === 'snapshot'
  return (
    <div class="figures figures-compared">
      <div class="figure" title={isState ? 'The most on any of its lines' : 'The sum of its lines'}>
        <div class="figure-title">{formatValueTypeName(valueType.name)}</div>
        <div class="figure-value">
          {mark}
          {formatValue(total, valueType.unit)}
        </div>
        <div class="figure-note">{isState ? 'at most' : 'all lines together'}</div>
      </div>
      {!isState && (
        <div class="figure">
          <div class="figure-title">Share</div>
          <div class="figure-value">{formatShare(total / whole)}</div>
          <div class="figure-note">of {formatValue(whole, valueType.unit)}</div>
        </div>
      )}
    </div>
  )
}
