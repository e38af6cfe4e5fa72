import { useMemo } from 'preact/hooks'
import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import { deltaArrow, formatDelta } from '../../src/base/deltas.ts'
import { largestDifference } from '../../src/query/functions/difference.ts'
import type { LinesAnswer } from '../../src/query/lines/lines.ts'
import { comparedText } from '../../src/render/svg/difference-look.ts'
import { differenceStep } from '../../src/render/svg/heat.ts'
import { recording } from '../state/app-state.ts'
import { formatInterval, formatPoints, formatShortValue, formatValue } from '../state/figures.ts'
import { toneOfValue } from '../state/tones.ts'
import { CodeText } from './code-text.tsx'
import { highlightLines } from './highlight.ts'

/** Lines that are listed at most: the hot ones and the lines around them. */
const MOST_LINES = 16

/** A function's lines in short, by all they cost: shares are of the function. */
export function CompactLines({ answer }: { answer: LinesAnswer }) {
  const path = recording.value?.sources[answer.source] ?? ''
  const tokens = useMemo(
    () => (answer.text === null ? null : highlightLines(answer.text, path)),
    [answer, path],
  )
  const { difference } = answer
  const hottest = useMemo(
    () => answer.totals.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0),
    [answer],
  )
  const largest = difference === null ? hottest : largestDifference(answer.totals, difference.totals)
  const rows = useMemo(() => compactRows(answer, hottest), [answer, hottest])
  return (
    <div
      class={`source source-compact${difference === null ? '' : ' source-compared'}`}
      role="table"
      aria-label="Lines of the function"
    >
      {rows.map((at, i) => {
        const text = figureOf(answer, at)
        return [
          i > 0 && answer.line[at]! > answer.line[rows[i - 1]!]! + 1 && (
            <div class="source-gap" key={`gap-${at}`} aria-hidden="true" />
          ),
          <div class="source-row" role="row" key={at}>
            <span role="cell" class="source-number">
              {answer.line[at]}
            </span>
            <span
              role="cell"
              class={text === '' ? 'source-heat' : `source-heat ${toneOfLine(answer, at, largest)}`}
              title={text === '' ? undefined : titleOf(answer, at)}
            >
              {text}
            </span>
            <CodeText text={answer.text?.[at]} tokens={tokens?.[at] ?? null} />
          </div>,
        ]
      })}
    </div>
  )
}

function toneOfLine({ totals, difference }: LinesAnswer, at: number, largest: number): string {
  if (difference === null) return toneOfValue(totals[at]!, largest)
  if (isNoise(difference.low[at]!, difference.high[at]!)) return 'diff-3'
  return `diff-${differenceStep(totals[at]! - difference.totals[at]!, largest)}`
}

/** The line's share of the function; with a base "▲+200 ms". '' where nothing was measured (on either side). */
function figureOf({ totals, totalSize, difference, valueType }: LinesAnswer, at: number): string {
  const own = totals[at]!
  if (difference === null) {
    const text = own > 0 || own < 0 ? formatPoints(own / totalSize) : ''
    return valueType.precision === 'estimated' && /^\d/.test(text) ? `~${text}` : text
  }
  const base = difference.totals[at]!
  if (own === 0 && base === 0) return ''
  return own === base
    ? '='
    : `${deltaArrow(own - base)}${formatDelta(own - base, valueType.unit, formatShortValue)}`
}

/** The cost in its own unit, and the interval of the share. */
function titleOf(answer: LinesAnswer, at: number): string {
  const { unit } = answer.valueType
  if (answer.difference !== null) {
    const { self, totals } = answer.difference
    return [
      comparedText('self', { own: answer.self[at]!, base: self[at]! }, unit),
      comparedText('total', { own: answer.totals[at]!, base: totals[at]! }, unit),
    ].join('\n')
  }
  const interval = formatInterval(answer.shareLow[at]!, answer.shareHigh[at]!)
  return formatValue(answer.totals[at]!, unit) + (interval === '' ? '' : `\n99 % interval: ${interval}`)
}

/** The first line and the hottest ones, in line order; lines between two shown ones are kept where only one is missing. */
function compactRows(answer: LinesAnswer, hottest: number): number[] {
  if (answer.length <= MOST_LINES) return Array.from({ length: answer.length }, (_, i) => i)
  const weight = (i: number) =>
    Math.max(Math.abs(answer.totals[i]!), Math.abs(answer.difference?.totals[i] ?? 0))
  const byHeat = Array.from({ length: answer.length }, (_, i) => i)
    .filter(i => weight(i) > 0 && weight(i) >= 0.002 * hottest)
    .sort((a, b) => weight(b) - weight(a))
  const kept = new Set([0, ...byHeat.slice(0, MOST_LINES - 2)])
  for (let i = 1; i + 1 < answer.length && kept.size < MOST_LINES; i++) {
    if (kept.has(i - 1) && kept.has(i + 1)) kept.add(i)
  }
  return [...kept].sort((a, b) => a - b)
}
