import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import { deltaArrow, formatChange, formatDelta } from '../../src/base/deltas.ts'
import { THIN_SPACE } from '../../src/base/units.ts'
import { formatShortValue, formatValue } from '../state/figures.ts'

/** A figure now and before. */
export interface ComparedFigure {
  readonly name: string
  readonly own: number
  readonly base: number
}

/** Figures of a tip beside those of the base, with what they differ by. */
export function ComparedFigures({ unit, figures }: { unit: string; figures: readonly ComparedFigure[] }) {
  return (
    <>
      {figures.map(({ name, own, base }) => [
        <dt key={name}>{name}</dt>,
        <dd key={`${name} now`}>
          {formatValue(own, unit)} <span class="quiet">was {formatValue(base, unit)}</span>
        </dd>,
        <dt key={`${name} delta`} />,
        <dd key={`${name} by`}>
          {deltaText(own, base, unit, formatValue)} <span class="quiet">{formatChange(own, base)}</span>
        </dd>,
      ])}
    </>
  )
}

/** "▲ +200 ms", "▼ −12.3 M": large counts are short, for they stand in columns. */
export function deltaText(own: number, base: number, unit: string, format = formatShortValue): string {
  const delta = own - base
  if (delta === 0) return 'same'
  return `${deltaArrow(delta)} ${formatDelta(delta, unit, format)}`.trim()
}

/** "noise", or half of the interval of a difference: "± 12 ms"; '' where figures are exact. */
export function noiseText(low: number, high: number, unit: string): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return ''
  return isNoise(low, high) ? 'noise' : `±${THIN_SPACE}${formatShortValue((high - low) / 2, unit)}`
}
