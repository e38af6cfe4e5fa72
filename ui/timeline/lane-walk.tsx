import { useRef, useState } from 'preact/hooks'
import type { ThreadLane, TimelineAnswer, TimelineSeries } from '../../src/query/time/timeline.ts'
import { selected, timeRange } from '../state/app-state.ts'
import { formatShare, formatTimeRange, formatValue } from '../state/figures.ts'
import { farthestOf, lanePieceAt, type Piece, seriesPieceAt, stateOf } from './lane-pieces.ts'
import { TimelineTip } from './timeline-tip.tsx'

/** A row of a timeline: a thread or a value. */
export interface WalkedRow {
  readonly name: string
  readonly of: ThreadLane | TimelineSeries
  /** Names of the functions that its lane means. */
  readonly funcs: readonly string[]
}

/** Rows that are read aloud at once. */
const NEAR = 30

/** A lane of a thread, no value over time. */
const isLane = (of: WalkedRow['of']): of is ThreadLane => 'topFunc' in of

/** Lies over the rows of a timeline and walks them by keyboard, with a grid of elements for those who do not see them: arrows go to what
 *  was before and after, and to the row above and below; Enter chooses that time, Space selects its function. */
export function LaneWalk({
  id,
  answer,
  rows,
}: {
  /** Ids of its elements begin with it. */
  id: string
  answer: TimelineAnswer
  rows: readonly WalkedRow[]
}) {
  const host = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState({ row: 0, bin: 0 })
  const [isFocused, setFocused] = useState(false)
  if (rows.length === 0) return null
  const row = Math.min(at.row, rows.length - 1)
  const bin = Math.min(at.bin, answer.bins - 1)
  const piece = pieceAt(rows[row]!, bin)
  const timeOf = (edge: number) => answer.start + (edge / answer.bins) * (answer.end - answer.start)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const next = walk(event.key, { row, bin, piece, rows: rows.length, bins: answer.bins })
    const { of } = rows[row]!
    if (next !== null) setAt(next)
    else if (event.key === 'Enter') timeRange.value = { start: timeOf(piece.from), end: timeOf(piece.to) }
    else if (event.key === ' ' && isLane(of) && of.topFunc[bin] !== -1) selected.value = of.topFunc[bin]!
    else return
    event.preventDefault()
  }
  const first = Math.max(0, Math.min(row - NEAR / 2, rows.length - NEAR))
  const box = isFocused ? host.current?.getBoundingClientRect() : undefined
  const middle = (piece.from + piece.to) / 2 / answer.bins
  return (
    <>
      <div
        class="lane-walk"
        ref={host}
        role="grid"
        tabIndex={0}
        aria-label="What ran when"
        aria-readonly="true"
        aria-rowcount={rows.length}
        aria-activedescendant={`${id}-cell-${row}`}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {isFocused && (
          <div
            class="lane-mark"
            style={{
              left: `${(100 * piece.from) / answer.bins}%`,
              width: `${(100 * (piece.to - piece.from)) / answer.bins}%`,
            }}
          />
        )}
        <div class="visually-hidden" role="presentation" data-testid="lane-twin">
          {rows.slice(first, first + NEAR).map((one, i) => (
            <div role="row" key={first + i} tabIndex={-1} aria-selected={first + i === row}>
              <span role="rowheader" tabIndex={-1}>
                {one.name}
              </span>
              <span role="gridcell" tabIndex={-1} id={`${id}-cell-${first + i}`}>
                {textOf(one, bin, timeOf)}
              </span>
            </div>
          ))}
        </div>
      </div>
      {box !== undefined && (
        <TimelineTip
          answer={answer}
          share={middle}
          x={box.left + middle * box.width}
          y={box.bottom - 16}
          row={rows[row]!.of}
        />
      )}
    </>
  )
}

function pieceAt({ of }: WalkedRow, bin: number): Piece {
  return isLane(of) ? lanePieceAt(of, bin) : seriesPieceAt(of, bin)
}

/** What a row is at a bin, as it is read aloud: its name, since when and until when, what ran or how much there was. */
function textOf(row: WalkedRow, bin: number, timeOf: (edge: number) => number): string {
  const { name, of } = row
  const piece = pieceAt(row, bin)
  const when = formatTimeRange(timeOf(piece.from), timeOf(piece.to))
  if (!isLane(of)) return `${name}, ${when}, ${formatValue(farthestOf(of, piece), of.unit)}`
  const func = of.topFunc[bin]!
  const state = stateOf(of, bin)
  if (func === -1 && state === '') return `${name}, ${when}, not seen`
  const heat = func === -1 ? '' : `, heat ${formatShare(of.heat[bin]!)}`
  return `${name}, ${when}, ${[func === -1 ? '' : row.funcs[func], state].filter(Boolean).join(', ')}${heat}`
}

function walk(
  key: string,
  at: { row: number; bin: number; piece: Piece; rows: number; bins: number },
): { row: number; bin: number } | null {
  const { row, bin, piece } = at
  if (key === 'ArrowLeft') return { row, bin: Math.max(0, piece.from - 1) }
  if (key === 'ArrowRight') return { row, bin: Math.min(at.bins - 1, piece.to) }
  if (key === 'ArrowUp') return { row: Math.max(0, row - 1), bin }
  if (key === 'ArrowDown') return { row: Math.min(at.rows - 1, row + 1), bin }
  if (key === 'Home') return { row, bin: 0 }
  if (key === 'End') return { row, bin: at.bins - 1 }
  return null
}
