import { useEffect, useMemo, useRef } from 'preact/hooks'
import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import { deltaArrow, formatDelta } from '../../src/base/deltas.ts'
import { largestDifference } from '../../src/query/function-difference.ts'
import type { LineValueColumn } from '../../src/query/line-values.ts'
import type { LinesAnswer } from '../../src/query/lines.ts'
import { comparedText } from '../../src/render/svg/difference-look.ts'
import { differenceStep, heatStep } from '../../src/render/svg/heat.ts'
import { revealRow, VirtualRows } from '../functions/virtual-rows.tsx'
import { recording } from '../state/app-state.ts'
import { formatCount, formatInterval, formatValue, formatValueTypeName } from '../state/figures.ts'
import { highlightLines, type Token } from './highlight.ts'
import { besidesOf, besideText, besideTitle, lineGrid, NONE } from './line-columns.tsx'

const ROW = 20
const HEAD = 32
/** Lines the small listing shows at most: the hot ones and the lines around them. */
const COMPACT_LINES = 16

/** Source with the share of each line beside it; `whole` is what the shares are of. */
export function SourceLines({
  answer,
  whole,
  isCompact = false,
  revealLine = -1,
}: {
  answer: LinesAnswer
  whole: number
  isCompact?: boolean
  revealLine?: number
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const path = recording.value?.sources[answer.source] ?? ''
  const tokens = useMemo(
    () => (answer.text === null ? null : highlightLines(answer.text, path)),
    [answer, path],
  )
  // A function's lines are compared by all they cost; those of a file by what they cost themselves, or the lines that
  // only call would glow brightest.
  const heatValues = isCompact ? answer.totals : answer.self
  const { difference } = answer
  const hottest = useMemo(() => heatValues.reduce((most, value) => Math.max(most, value), 0), [heatValues])
  const baseValues = difference === null ? null : isCompact ? difference.totals : difference.self
  const largest = useMemo(
    () => (baseValues === null ? 0 : largestDifference(heatValues, baseValues)),
    [heatValues, baseValues],
  )
  const hasHits = useMemo(() => answer.hits.some(value => !Number.isNaN(value)), [answer])
  const besides = isCompact ? NONE : besidesOf(answer)
  const rows = useMemo(
    () => (isCompact ? compactRows(answer, hottest) : Array.from({ length: answer.length }, (_, i) => i)),
    [answer, isCompact, hottest],
  )
  useEffect(() => {
    if (revealLine < 1 || isCompact) return
    const at = answer.line.findIndex(line => line >= revealLine)
    const element = scroller.current
    if (at === -1 || element === null) return
    element.scrollTop = Math.max(0, at * ROW - 60)
    revealRow(element, at, { rowHeight: ROW, offset: HEAD })
  }, [answer, revealLine, isCompact])

  // How sure a difference is, is known of totals.
  const isQuiet = (at: number) =>
    isCompact && difference !== null && isNoise(difference.low[at]!, difference.high[at]!)
  const line = (at: number) => (
    <SourceRow
      key={at}
      answer={answer}
      at={at}
      whole={whole}
      tone={
        baseValues === null
          ? `heat-${heatStep(heatValues[at]!, hottest)}`
          : `diff-${isQuiet(at) ? 3 : differenceStep(heatValues[at]! - baseValues[at]!, largest)}`
      }
      tokens={tokens?.[at] ?? null}
      hasHits={hasHits && !isCompact}
      besides={besides}
      isCompact={isCompact}
      isMarked={answer.line[at] === revealLine}
    />
  )
  if (isCompact) {
    return (
      <div
        class={`source source-compact${difference === null ? '' : ' source-compared'}`}
        role="table"
        aria-label="Lines of the function"
      >
        {rows.map((at, i) => [
          i > 0 && answer.line[at]! > answer.line[rows[i - 1]!]! + 1 && (
            <div class="source-gap" key={`gap-${at}`} aria-hidden="true" />
          ),
          line(at),
        ])}
      </div>
    )
  }
  return (
    <div
      class={`source source-whole${difference === null ? '' : ' source-compared'}${besides.length === 0 ? '' : ' source-besides'}`}
      ref={scroller}
      style={{ '--line-columns': lineGrid(hasHits, besides.length) }}
      role="table"
      aria-label={`Lines of ${path}`}
      tabIndex={0}
    >
      <div class="source-row source-head" role="row">
        <span role="columnheader">Line</span>
        <span role="columnheader">{difference === null ? 'Self' : 'Self by'}</span>
        <span role="columnheader">{difference === null ? 'Total' : 'Total by'}</span>
        {hasHits && <span role="columnheader">Hits</span>}
        {besides.map(({ name, isRatio }) => (
          <span key={name} role="columnheader" class="ellipsis" title={`${name}, self`}>
            {isRatio ? name : formatValueTypeName(name)}
          </span>
        ))}
        <span role="columnheader" class="source-text">
          {answer.text === null ? 'Source: not at hand' : 'Source'}
        </span>
      </div>
      <VirtualRows scroller={scroller} count={rows.length} rowHeight={ROW} offset={HEAD}>
        {line}
      </VirtualRows>
    </div>
  )
}

function SourceRow({
  answer,
  at,
  whole,
  tone,
  tokens,
  hasHits,
  besides,
  isCompact,
  isMarked,
}: {
  answer: LinesAnswer
  at: number
  whole: number
  /** Class of the coloured figure. */
  tone: string
  tokens: readonly Token[] | null
  hasHits: boolean
  besides: readonly LineValueColumn[]
  isCompact: boolean
  isMarked: boolean
}) {
  const total = answer.totals[at]!
  const hot = isCompact ? total : answer.self[at]!
  const { difference } = answer
  const { unit } = answer.valueType
  const was = difference === null ? 0 : (isCompact ? difference.totals : difference.self)[at]!
  const hotText = difference !== null ? changeText(hot, was, unit) : hot > 0 ? percent(hot / whole) : ''
  const text = answer.text?.[at]
  return (
    <div class="source-row" role="row" data-marked={isMarked}>
      <span role="cell" class="source-number">
        {answer.line[at]}
      </span>
      <span
        role="cell"
        class={hotText !== '' ? `source-heat ${tone}` : 'source-heat'}
        title={hotText !== '' ? titleOf(hot, answer, at) : undefined}
      >
        {hotText}
      </span>
      {!isCompact && (
        <span role="cell" class="source-figure">
          {difference !== null
            ? changeText(total, difference.totals[at]!, unit)
            : total > 0
              ? percent(total / whole)
              : ''}
        </span>
      )}
      {hasHits && (
        <span role="cell" class="source-figure">
          {Number.isNaN(answer.hits[at]!) ? '' : formatCount(answer.hits[at]!)}
        </span>
      )}
      {besides.map(column => (
        <span key={column.name} role="cell" class="source-figure" title={besideTitle(column, at)}>
          {besideText(column, at)}
        </span>
      ))}
      <code role="cell" class="source-text" title={text}>
        {tokens === null
          ? text === undefined
            ? ''
            : text
          : tokens.map((token, i) => (
              // Tokens of a line never change places.
              <span key={i} class={token.kind || undefined}>
                {token.text}
              </span>
            ))}
      </code>
    </div>
  )
}

/** "▲+200 ms"; '' where nothing was measured on either side. */
function changeText(own: number, base: number, unit: string): string {
  if (own === 0 && base === 0) return ''
  return own === base ? '=' : `${deltaArrow(own - base)}${formatDelta(own - base, unit)}`
}

/** The cost in its own unit; for a function's lines also the interval of the share. */
function titleOf(value: number, answer: LinesAnswer, at: number): string {
  if (answer.difference !== null) {
    const { self, totals } = answer.difference
    const { unit } = answer.valueType
    return [
      comparedText('self', { own: answer.self[at]!, base: self[at]! }, unit),
      comparedText('total', { own: answer.totals[at]!, base: totals[at]! }, unit),
    ].join('\n')
  }
  const interval = answer.func === -1 ? '' : formatInterval(answer.shareLow[at]!, answer.shareHigh[at]!)
  return formatValue(value, answer.valueType.unit) + (interval === '' ? '' : `\n99 % interval: ${interval}`)
}

/** One decimal, no unit: the head of the column names it. */
function percent(share: number): string {
  return Number.isFinite(share) ? (100 * share).toFixed(1) : '–'
}

/** The first line and the hottest ones, in line order; lines between two shown ones are kept where only one is missing. */
function compactRows(answer: LinesAnswer, hottest: number): number[] {
  if (answer.length <= COMPACT_LINES) return Array.from({ length: answer.length }, (_, i) => i)
  const weight = (i: number) => Math.max(answer.totals[i]!, answer.difference?.totals[i] ?? 0)
  const byHeat = Array.from({ length: answer.length }, (_, i) => i)
    .filter(i => weight(i) > 0 && weight(i) >= 0.002 * hottest)
    .sort((a, b) => weight(b) - weight(a))
  const kept = new Set([0, ...byHeat.slice(0, COMPACT_LINES - 2)])
  for (let i = 1; i + 1 < answer.length && kept.size < COMPACT_LINES; i++) {
    if (kept.has(i - 1) && kept.has(i + 1)) kept.add(i)
  }
  return [...kept].sort((a, b) => a - b)
}
