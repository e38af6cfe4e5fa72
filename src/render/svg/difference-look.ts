import { deltaArrow, formatChange, formatDelta, formatDeltaShare } from '../../base/deltas.ts'
import { formatValue, type Unit, withMinus } from '../../base/units.ts'
import { DIFFERENCE, DIFFERENCE_TEXT, differenceStep, type Theme } from './heat.ts'
import { escapeXml } from './svg-text.ts'

/** Rules that fill `h0` to `h6` from much less to much more, and `t0` to `t6` for text on them. */
export function differenceRules(theme: Theme): string {
  return DIFFERENCE[theme]
    .map((fill, i) => `.h${i}{fill:${fill}}.t${i}{fill:${DIFFERENCE_TEXT[theme][i]}}`)
    .join('')
}

/** The swatches that explain the colours, ending at `right`: less … more. */
export function differenceLegend(at: {
  readonly right: number
  readonly y: number
  /** What is coloured: "self". */
  readonly measure: string
  /** What the ends stand for: "1.20 s". */
  readonly largest: string
  /** Whether it is no difference to a base but a figure that may be below zero. */
  readonly isSigned?: boolean
}): string {
  const { right, y, measure, largest, isSigned = false } = at
  const most = `+${largest} ▲${isSigned ? '' : ' more'}`
  const least = isSigned ? `${measure} · ▼ −${largest}` : `difference of ${measure} · less ▼ −${largest}`
  const start = right - 7 * most.length - 8 - 84
  const swatches = Array.from(
    { length: 7 },
    (_, i) => `<rect class="h${i}" x="${start + 12 * i}" y="${y - 9}" width="12" height="8"/>`,
  )
  return [
    `<text class="sub" x="${start - 8}" y="${y}" text-anchor="end">${escapeXml(least)}</text>`,
    ...swatches,
    `<text class="sub" x="${right}" y="${y}" text-anchor="end">${most}</text>`,
  ].join('\n')
}

/** A figure beside its base's. */
export interface Compared {
  readonly own: number
  readonly base: number
}

/** "total 1.20 s, was 1.00 s: ▲ +200 ms (+20 %)". */
export function comparedText(name: string, { own, base }: Compared, unit: Unit): string {
  const delta = own - base
  const change = formatChange(own, base)
  const difference = delta === 0 ? 'same' : `${deltaArrow(delta)} ${formatDelta(delta, unit)} (${change})`
  return `${name} ${withMinus(formatValue(own, unit))}, was ${withMinus(formatValue(base, unit))}: ${difference}`
}

/** "▲+2.2 %" of the larger whole; "=" where it is the same, or rounds to that. */
export function comparedShare({ own, base }: Compared, whole: number): string {
  const text = formatDeltaShare(own - base, whole)
  return /[1-9]/.test(text) ? `${deltaArrow(own - base)}${text}` : '='
}

/** Steps of the scale by the difference of each row, and the size of the largest. */
export function differenceSteps(
  own: Float64Array,
  base: Float64Array,
): { readonly steps: Uint8Array; readonly largest: number } {
  let largest = 0
  for (let i = 0; i < own.length; i++) largest = Math.max(largest, Math.abs(own[i]! - base[i]!) || 0)
  return { largest, steps: Uint8Array.from(own, (value, i) => differenceStep(value - base[i]!, largest)) }
}
