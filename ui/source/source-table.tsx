import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { LineColumn, LineColumnsAnswer } from '../../src/query/lines/columns.ts'
import { recording } from '../state/app-state.ts'
import { lineSort } from '../state/panes-state.ts'
import { revealRow, VirtualRows } from '../table/virtual-rows.tsx'
import { CodeText } from './code-text.tsx'
import { cellOf, hintOfColumn, lineGrid, titleOfColumn } from './column-look.ts'
import { highlightLines, type Token } from './highlight.ts'

const ROW = 20
const HEAD = 32

/** Source with all that is known of its lines, side by side; sorted by a column it is a list of the lines that have a figure there. */
export function SourceTable({ answer, revealLine }: { answer: LineColumnsAnswer; revealLine: number }) {
  const scroller = useRef<HTMLDivElement>(null)
  const path = recording.value?.sources[answer.source] ?? ''
  const tokens = useMemo(
    () => (answer.text === null ? null : highlightLines(answer.text, path)),
    [answer.source, answer.text?.length, path],
  )
  const { columns } = answer
  const by = columns.find(({ key }) => key === lineSort.value?.key) ?? null
  const isRising = lineSort.value?.isRising === true
  const rows = useMemo(() => orderOf(answer, by, isRising), [answer, by, isRising])
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    if (by !== null) {
      element.scrollTop = 0
      return
    }
    if (revealLine < 1) return
    const at = answer.line.findIndex(line => line >= revealLine)
    if (at === -1) return
    element.scrollTop = Math.max(0, at * ROW - 60)
    revealRow(element, at, { rowHeight: ROW, offset: HEAD })
  }, [answer.source, answer.line.length, revealLine, by?.key, isRising])
  const { grid, least } = useMemo(() => lineGrid(columns), [columns])
  return (
    <div
      class="source source-whole"
      ref={scroller}
      style={{ '--line-columns': grid, '--line-least': least }}
      role="table"
      aria-label={`Lines of ${path}`}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
    >
      <div class="source-row source-head" role="row">
        <Head
          title="Line"
          hint="As in the file"
          sorted={by === null ? 'ascending' : null}
          onSort={() => {
            lineSort.value = null
          }}
        />
        {columns.map(column => (
          <Head
            key={column.key}
            title={titleOfColumn(column, columns)}
            hint={hintOfColumn(column)}
            sorted={column === by ? (isRising ? 'ascending' : 'descending') : null}
            onSort={() => {
              // Falling, rising, and back to the file's order.
              const next = column !== by ? false : isRising ? null : true
              lineSort.value = next === null ? null : { key: column.key, isRising: next }
            }}
          />
        ))}
        <span role="columnheader" class="source-text">
          {answer.text === null ? 'Source: not at hand' : 'Source'}
        </span>
      </div>
      <VirtualRows scroller={scroller} count={rows.length} rowHeight={ROW} offset={HEAD}>
        {i => {
          const at = rows[i]!
          return (
            <SourceRow
              key={at}
              index={i}
              answer={answer}
              at={at}
              tokens={tokens?.[at] ?? null}
              isMarked={answer.line[at] === revealLine}
            />
          )
        }}
      </VirtualRows>
    </div>
  )
}

function Head({
  title,
  hint,
  sorted,
  onSort,
}: {
  title: string
  hint: string
  sorted: 'ascending' | 'descending' | null
  onSort: () => void
}) {
  return (
    <span role="columnheader" class="source-title" title={hint} aria-sort={sorted ?? undefined}>
      <button type="button" class="ellipsis" onClick={onSort}>
        {title}
        {sorted !== null && title !== 'Line' && (
          <span class="sort-mark">{sorted === 'ascending' ? '▴' : '▾'}</span>
        )}
      </button>
    </span>
  )
}

function SourceRow({
  index,
  answer,
  at,
  tokens,
  isMarked,
}: {
  index: number
  answer: LineColumnsAnswer
  at: number
  tokens: readonly Token[] | null
  isMarked: boolean
}) {
  return (
    <div class="source-row" role="row" aria-rowindex={index + 2} data-marked={isMarked}>
      <span role="cell" class="source-number">
        {answer.line[at]}
      </span>
      {answer.columns.map(column => (
        <Cell key={column.key} column={column} at={at} />
      ))}
      <CodeText text={answer.text?.[at]} tokens={tokens} />
    </div>
  )
}

function Cell({ column, at }: { column: LineColumn; at: number }) {
  const cell = cellOf(column, at)
  if (cell === null) return <span role="cell" class="line-cell" />
  return (
    <span role="cell" class="line-cell" data-precision={column.precision} title={cell.title}>
      <span class={`line-figure ${cell.tone}`}>{cell.text}</span>
      {cell.half !== '' && <span class="line-half">{cell.half}</span>}
    </span>
  )
}

/** Rows as in the file; by a column those that have a figure in it, with a base by the size of the difference. */
function orderOf(answer: LineColumnsAnswer, by: LineColumn | null, isRising: boolean): number[] {
  const rows = Array.from({ length: answer.length }, (_, i) => i)
  if (by === null) return rows
  const { values, base } = by
  const sized = (row: number) =>
    base === null ? values[row]! : Math.abs((values[row]! || 0) - (base.values[row]! || 0))
  const isThere = (row: number) => !Number.isNaN(values[row]!) || (base !== null && base.values[row]! > 0)
  const turn = isRising ? -1 : 1
  return rows.filter(isThere).sort((a, b) => turn * (sized(b) - sized(a)) || a - b)
}
