import { formatSeconds, formatValue } from '../../base/units.ts'
import type { TimelineSpan } from '../../query/time/timeline-figure.ts'
import { heatStep } from './heat.ts'
import { type PlotFrame, round, xOf } from './plot-axes.ts'
import { escapeXml, fitText, oneLine } from './svg-text.ts'

const ROW = 19
const GAP = 8
/** Width of a letter of 12 px in most fixed-width fonts, a little more to be safe. */
const LETTER = 0.61 * 12
/** Spans thinner than this, in pixels, are not drawn. */
const THINNEST = 1.5

/** The spans that are wide enough to be drawn. */
export function seenSpans(spans: readonly TimelineSpan[], frame: PlotFrame): readonly TimelineSpan[] {
  return spans.filter(({ from, to }) => xOf(frame, to) - xOf(frame, from) >= THINNEST)
}

/** Height of the rows of spans under a plot, in pixels; 0 without any. */
export function spansHeight(spans: readonly TimelineSpan[]): number {
  const rows = spans.reduce((most, { depth }) => Math.max(most, depth + 1), 0)
  return rows === 0 ? 0 : rows * ROW + GAP
}

/** Named regions or functions over time, the outermost on top, hot by what the value rose by in them. */
export function* spanRows(
  spans: readonly TimelineSpan[],
  { frame, y }: { frame: PlotFrame; y: number },
): Generator<string> {
  const most = spans.reduce((hottest, { growth }) => (growth > hottest ? growth : hottest), 0)
  for (const { name, from, to, depth, growth } of spans) {
    const left = Math.max(frame.x, xOf(frame, from))
    const right = Math.min(frame.x + frame.width, xOf(frame, to))
    const width = round(right - left)
    if (width <= 0) continue
    const step = heatStep(growth, most)
    const top = y + depth * ROW
    const text = fitText(oneLine(name), Math.floor((width - 8) / LETTER))
    const rise = Number.isNaN(growth) ? '' : `\n${growth < 0 ? '' : '+'}${formatValue(growth, 'bytes')}`
    const tip = `${oneLine(name)}\n${formatSeconds(from / 1e9)} – ${formatSeconds(to / 1e9)}${rise}`
    const label =
      text === '' || width < 20
        ? ''
        : `<text class="code t${step}" x="${round(left + 4)}" y="${top + 13}">${escapeXml(text)}</text>`
    yield `<g><title>${escapeXml(tip)}</title><rect class="h${step}" x="${left}" y="${top}" width="${width}" height="${ROW - 1}" rx="2"/>${label}</g>`
  }
}
