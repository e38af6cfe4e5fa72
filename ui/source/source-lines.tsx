import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { LinesAnswer } from '../../src/query/lines.ts'
import { heatStep } from '../../src/render/svg/heat.ts'
import { revealRow, VirtualRows } from '../functions/virtual-rows.tsx'
import { recording } from '../state/app-state.ts'
import { formatCount, formatInterval, formatValue } from '../state/figures.ts'
import { highlightLines, type Token } from './highlight.ts'

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
  const hottest = useMemo(() => heatValues.reduce((most, value) => Math.max(most, value), 0), [heatValues])
  const hasHits = useMemo(() => answer.hits.some(value => !Number.isNaN(value)), [answer])
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

  const line = (at: number) => (
    <SourceRow
      key={at}
      answer={answer}
      at={at}
      whole={whole}
      step={heatStep(heatValues[at]!, hottest)}
      tokens={tokens?.[at] ?? null}
      hasHits={hasHits && !isCompact}
      isCompact={isCompact}
      isMarked={answer.line[at] === revealLine}
    />
  )
  if (isCompact) {
    return (
      <div class="source source-compact" role="table" aria-label="Lines of the function">
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
    <div class="source source-whole" ref={scroller} role="table" aria-label={`Lines of ${path}`} tabIndex={0}>
      <div class="source-row source-head" role="row">
        <span role="columnheader">Line</span>
        <span role="columnheader">Self</span>
        <span role="columnheader">Total</span>
        {hasHits && <span role="columnheader">Hits</span>}
        <span role="columnheader" class="source-text">
          {answer.text === null ? '' : 'Source'}
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
  step,
  tokens,
  hasHits,
  isCompact,
  isMarked,
}: {
  answer: LinesAnswer
  at: number
  whole: number
  step: number
  tokens: readonly Token[] | null
  hasHits: boolean
  isCompact: boolean
  isMarked: boolean
}) {
  const total = answer.totals[at]!
  const hot = isCompact ? total : answer.self[at]!
  const text = answer.text?.[at]
  return (
    <div class="source-row" role="row" data-marked={isMarked}>
      <span role="cell" class="source-number">
        {answer.line[at]}
      </span>
      <span
        role="cell"
        class={hot > 0 ? `source-heat heat-${step}` : 'source-heat'}
        title={hot > 0 ? titleOf(hot, answer, at) : undefined}
      >
        {hot > 0 ? percent(hot / whole) : ''}
      </span>
      {!isCompact && (
        <span role="cell" class="source-figure">
          {total > 0 ? percent(total / whole) : ''}
        </span>
      )}
      {hasHits && (
        <span role="cell" class="source-figure">
          {Number.isNaN(answer.hits[at]!) ? '' : formatCount(answer.hits[at]!)}
        </span>
      )}
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

/** The cost in its own unit; for a function's lines also the interval of the share. */
function titleOf(value: number, answer: LinesAnswer, at: number): string {
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
  const byHeat = Array.from({ length: answer.length }, (_, i) => i)
    .filter(i => answer.totals[i]! > 0 && answer.totals[i]! >= 0.002 * hottest)
    .sort((a, b) => answer.totals[b]! - answer.totals[a]!)
  const kept = new Set([0, ...byHeat.slice(0, COMPACT_LINES - 2)])
  for (let i = 1; i + 1 < answer.length && kept.size < COMPACT_LINES; i++) {
    if (kept.has(i - 1) && kept.has(i + 1)) kept.add(i)
  }
  return [...kept].sort((a, b) => a - b)
}
