import { formatSeconds, formatValue, THIN_SPACE, type Unit } from '../../base/units.ts'
import { escapeXml } from './svg-text.ts'

/** Where a plot lies in its picture, and what its edges stand for. */
export interface PlotFrame {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** ns. */
  readonly start: number
  readonly end: number
  /** Value at the upper edge; the lower one is 0. */
  readonly top: number
}

/** The x of a time (ns). */
export function xOf({ x, width, start, end }: PlotFrame, time: number): number {
  return round(x + (end > start ? ((time - start) / (end - start)) * width : 0))
}

/** The y of a value. */
export function yOf({ y, height, top }: PlotFrame, value: number): number {
  return round(y + height - (top > 0 ? value / top : 0) * height)
}

/** A coordinate in tenths of a pixel: more is not seen. */
export function round(value: number): number {
  return Math.round(10 * value) / 10
}

/** Round figures from 0 to at least `most`, about `count` of them. */
export function roundSteps(most: number, count: number): number[] {
  if (!(most > 0)) return [0]
  const rough = most / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(one => one * power >= rough) ?? 10)
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step)
}

/** Lines and figures at round values and times. */
export function* axes(frame: PlotFrame, unit: Unit, isRate: boolean): Generator<string> {
  const { x, y, width, height, start, end } = frame
  for (const value of roundSteps(frame.top, Math.max(2, Math.floor(height / 56)))) {
    const at = yOf(frame, value)
    if (at < y - 1) continue
    yield `<line class="grid" x1="${x}" y1="${at}" x2="${x + width}" y2="${at}"/>`
    const text = unit === 'share' ? `${Math.round(100 * value)} %` : plain(formatValue(value, unit))
    yield `<text class="axis" x="${x - 8}" y="${at + 4}" text-anchor="end">${escapeXml(isRate ? `${text}/s` : text)}</text>`
  }
  const length = (end - start) / 1e9
  const [, step = length] = roundSteps(length, Math.max(2, Math.floor(width / 110)))
  const first = Math.ceil(start / 1e9 / step - 1e-9)
  for (let i = first; i * step <= end / 1e9 + 1e-9; i++) {
    const at = xOf(frame, i * step * 1e9)
    yield `<line class="grid" x1="${at}" y1="${y + height}" x2="${at}" y2="${y + height + 4}"/>`
    yield `<text class="axis" x="${at}" y="${y + height + 18}" text-anchor="middle">${escapeXml(clock(i * step, length))}</text>`
  }
}

/** A time in the unit that the whole axis is in. */
function clock(seconds: number, length: number): string {
  if (length >= 600) return formatSeconds(seconds)
  const [scale, unit] = length >= 1 ? [1, 's'] : length >= 1e-3 ? [1e3, 'ms'] : [1e6, 'µs']
  return `${Number((seconds * scale!).toPrecision(6))}${THIN_SPACE}${unit}`
}

/** Without decimals that say nothing: ticks are round. */
function plain(figure: string): string {
  return figure.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '')
}
