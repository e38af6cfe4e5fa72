import { deltaArrow, formatChange, formatDelta, formatDeltaShare } from '../../base/deltas.ts'
import { formatShare, formatValue, type Unit, withMinus } from '../../base/units.ts'
import { DIFFERENCE, DIFFERENCE_TEXT, differenceStep, NO_DIFFERENCE, type Theme } from './heat.ts'
import { escapeXml } from './svg-text.ts'
import { textWidth } from './text-widths.ts'

/** Rules that fill `h0` to `h6` from much less to much more, and `t0` to `t6` for text on them. */
export function differenceRules(theme: Theme): string {
  return DIFFERENCE[theme]
    .map((fill, i) => `.h${i}{fill:${fill}}.t${i}{fill:${DIFFERENCE_TEXT[theme][i]}}`)
    .join('')
}

const SWATCH = 12
const GAP = 8

/** The swatches that explain the colours, ending at `right`: less … more. In less than `room` pixels it says less. */
export function differenceLegend(at: {
  readonly right: number
  readonly y: number
  readonly room: number
  /** What is coloured: "self". */
  readonly measure: string
  /** What the ends stand for: "1.20 s". */
  readonly largest: string
  /** Whether it is no difference to a base but a figure that may be below zero. */
  readonly isSigned?: boolean
}): string {
  const { right, y, room, measure, largest, isSigned = false } = at
  const texts = [
    ...(isSigned ? [] : [[`difference of ${measure} · less ▼ −${largest}`, `+${largest} ▲ more`] as const]),
    [`${measure} · ▼ −${largest}`, `+${largest} ▲`] as const,
    [`▼ −${largest}`, `+${largest} ▲`] as const,
  ]
  const width = (pair: readonly string[]) =>
    SLACK * pair.reduce((sum, text) => sum + textWidth(text, 12, 'sans'), 0) + 7 * SWATCH + 2 * GAP
  const [least, most] = texts.find(pair => width(pair) <= room) ?? texts.at(-1)!
  const start = right - SLACK * textWidth(most, 12, 'sans') - GAP - 7 * SWATCH
  const swatches = Array.from(
    { length: 7 },
    (_, i) =>
      `<rect class="h${i}" x="${round(start + SWATCH * i)}" y="${y - 9}" width="${SWATCH}" height="8"/>`,
  )
  return [
    `<text class="sub" x="${round(start - GAP)}" y="${y}" text-anchor="end">${escapeXml(least)}</text>`,
    ...swatches,
    `<text class="sub" x="${right}" y="${y}" text-anchor="end">${escapeXml(most)}</text>`,
  ].join('\n')
}

/** Fonts of readers may be wider than those that texts are measured with. */
const SLACK = 1.22

function round(value: number): string {
  return String(Math.round(value * 100) / 100)
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

/** "▲+2.2 %" of the larger whole; "=" where it is the same, or rounds to that. What the scale whose ends stand for `largest`
 *  colours is never the same: "▲<0.1 %". */
export function comparedShare(
  { own, base }: Compared,
  whole: number,
  largest = Number.POSITIVE_INFINITY,
): string {
  const delta = own - base
  const text = formatDeltaShare(delta, whole)
  if (/[1-9]/.test(text)) return `${deltaArrow(delta)}${text}`
  const isColoured = differenceStep(delta, largest) !== NO_DIFFERENCE
  return isColoured ? `${deltaArrow(delta)}${formatShare(Math.abs(delta) / whole)}` : '='
}

/** What stands beside the name of a box: what its coloured figure differs by, so that colour, arrow and text say the same; ''
 *  where nothing is to be said. */
export function changeLabel(
  pair: Compared,
  scale: { readonly whole: number; readonly largest: number },
): string {
  const text = comparedShare(pair, scale.whole, scale.largest)
  return text === '=' ? '' : text
}

/** Steps of boxes on the scale of differences, and what its ends stand for. */
export interface DifferenceSteps {
  readonly steps: Uint8Array
  readonly largest: number
}

/** Steps of the scale by the difference of each row, and the size of the largest. */
export function differenceSteps(own: Float64Array, base: Float64Array): DifferenceSteps {
  let largest = 0
  for (let i = 0; i < own.length; i++) largest = Math.max(largest, Math.abs(own[i]! - base[i]!) || 0)
  return { largest, steps: Uint8Array.from(own, (value, i) => differenceStep(value - base[i]!, largest)) }
}
