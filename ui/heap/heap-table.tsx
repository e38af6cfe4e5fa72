import { useEffect, useRef } from 'preact/hooks'
import { deltaText } from '../difference/compared-figures.tsx'
import { revealRow, VirtualRows } from '../functions/virtual-rows.tsx'
import { searchText } from '../state/app-state.ts'
import { formatCount, formatShare, formatValue } from '../state/figures.ts'
import {
  type HeapSortKey,
  heapGroup,
  heapHeat,
  heapOrder,
  heapPicture,
  heapRows,
  heapSort,
  heapTable,
  selectGroup,
  shownHeapSort,
} from '../state/heap-state.ts'
import type { HeapTableAnswer } from '../worker/heap-protocol.ts'
import { heapTone } from './heap-tones.ts'
import { groupingNoun } from './heap-words.ts'

const ROW = 26
const HEAD = 32

type ColumnKey = HeapSortKey | 'share' | 'tracked' | 'untracked'

interface Column {
  readonly key: ColumnKey
  readonly title: string
  readonly hint: string
  /** Of a CSS grid. */
  readonly width: string
}

const COLUMNS: readonly Column[] = [
  { key: 'name', title: 'Type', hint: 'Name', width: 'minmax(140px, 1fr)' },
  { key: 'count', title: 'Objects', hint: 'How many there are', width: '88px' },
  { key: 'countDelta', title: 'More objects', hint: 'More objects than in the earlier look', width: '104px' },
  { key: 'size', title: 'Size', hint: 'Bytes of the objects themselves', width: '92px' },
  { key: 'share', title: 'Share', hint: 'Share of the size of all objects', width: '64px' },
  { key: 'sizeDelta', title: 'More bytes', hint: 'More bytes than in the earlier look', width: '112px' },
  {
    key: 'retained',
    title: 'Retained',
    hint: 'Bytes that would be freed with these objects: their own, and those that only they keep alive',
    width: '92px',
  },
  {
    key: 'tracked',
    title: 'Tracked',
    hint: 'Objects that the garbage collector tracks',
    width: '88px',
  },
  {
    key: 'untracked',
    title: 'Untracked',
    hint: 'Objects that the garbage collector does not track, reached through others',
    width: '88px',
  },
]

const SORTED: ReadonlySet<string> = new Set(['name', 'count', 'countDelta', 'size', 'sizeDelta', 'retained'])

/** The table of types: sortable, searchable, as long as it has to be. */
export function HeapTable() {
  const scroller = useRef<HTMLDivElement>(null)
  const { answer, isRetainedComing } = heapRows.value
  const { error, isLoading } = heapTable.value
  const order = heapOrder.value
  const columns = shownColumns(answer, isRetainedComing)
  const position = order.findIndex(row => answer!.rows.name[row] === heapGroup.value)
  useEffect(() => revealRow(scroller.current, position, { rowHeight: ROW, offset: HEAD }), [position])

  const select = (at: number) => {
    const row = order[Math.max(0, Math.min(order.length - 1, at))]
    if (row !== undefined) selectGroup(answer!.rows.name[row]!)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // A button of the head does what it says.
    if (/^(?:Enter| )$/.test(event.key) && (event.target as HTMLElement).closest('button') !== null) return
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD) / ROW) - 1)
    const steps: Record<string, number> = {
      ArrowDown: position + 1,
      ArrowUp: position - 1,
      PageDown: position + page,
      PageUp: position - page,
      Home: 0,
      End: order.length - 1,
    }
    if (event.key in steps) select(steps[event.key]!)
    else if (event.key === 'Enter') heapPicture.value = 'paths'
    else return
    event.preventDefault()
  }
  return (
    <div
      class="table-scroll"
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Types of objects"
      aria-rowcount={order.length + 1}
      aria-busy={isLoading}
      aria-activedescendant={position === -1 ? undefined : `heap-row-${order[position]}`}
      onKeyDown={onKeyDown}
      style={{ '--columns': columns.map(column => column.width).join(' ') }}
    >
      <Head columns={columns} />
      {error !== null && <p class="note">{error.message}</p>}
      {answer !== null && order.length === 0 && (
        <p class="note">
          {searchText.value.trim() === ''
            ? 'This look holds no objects.'
            : `No ${groupingNoun(answer.by, 1)} matches “${searchText.value.trim()}”. Press Escape to clear the search.`}
        </p>
      )}
      {answer !== null && (
        <VirtualRows scroller={scroller} count={order.length} rowHeight={ROW} offset={HEAD}>
          {at => {
            const row = order[at]!
            const name = answer.rows.name[row]!
            return (
              <div
                key={row}
                id={`heap-row-${row}`}
                class="tr tr-body"
                role="row"
                aria-rowindex={at + 2}
                aria-selected={name === heapGroup.value}
                onClick={() => selectGroup(name)}
                onKeyDown={() => undefined}
                tabIndex={-1}
              >
                {columns.map(({ key }) => (
                  <div
                    key={key}
                    role="gridcell"
                    class={`td td-${key}`}
                    title={key === 'name' ? name : undefined}
                  >
                    {cell(key, answer, row)}
                  </div>
                ))}
              </div>
            )
          }}
        </VirtualRows>
      )}
    </div>
  )
}

/** Columns of which nothing is known are not there; retained bytes have their place while they are worked out. */
function shownColumns(answer: HeapTableAnswer | null, isRetainedComing: boolean): readonly Column[] {
  const rows = answer?.rows
  const hasKinds = rows?.tracked.some(count => count > 0) === true && rows.untracked.some(count => count > 0)
  return COLUMNS.filter(({ key }) => {
    if (key === 'retained') return isRetainedComing || (rows !== undefined && rows.retained !== null)
    if (key === 'tracked' || key === 'untracked') return hasKinds && rows.sizeDelta === null
    if (key === 'countDelta' || key === 'sizeDelta') return rows !== undefined && rows.sizeDelta !== null
    return true
  })
}

function cell(key: ColumnKey, { rows, total, by }: HeapTableAnswer, row: number) {
  const name = rows.name[row]!
  const size = rows.size[row]!
  const tone = () => `heat-cell ${heapTone(name, size, heapHeat.value.hottest)}`
  switch (key) {
    case 'name':
      return by === 'type' ? name : name || '–'
    case 'count':
      return formatCount(rows.count[row]!)
    case 'countDelta':
      return deltaText(rows.countDelta![row]!, 0, 'count')
    case 'size':
      return rows.sizeDelta === null ? (
        <span class={tone()}>{formatValue(size, 'bytes')}</span>
      ) : (
        formatValue(size, 'bytes')
      )
    case 'share':
      return formatShare(total.size > 0 ? size / total.size : 0)
    case 'sizeDelta':
      return <span class={tone()}>{deltaText(rows.sizeDelta![row]!, 0, 'bytes')}</span>
    case 'retained':
      return rows.retained === null ? (
        <span class="quiet">…</span>
      ) : Number.isNaN(rows.retained[row]!) ? (
        '–'
      ) : (
        formatValue(rows.retained[row]!, 'bytes')
      )
    case 'tracked':
      return formatCount(rows.tracked[row]!)
    case 'untracked':
      return formatCount(rows.untracked[row]!)
  }
}

function Head({ columns }: { columns: readonly Column[] }) {
  const { key: sorted, isRising } = shownHeapSort.value
  return (
    <div class="tr thead" role="row" aria-rowindex={1} tabIndex={-1}>
      {columns.map(({ key, title, hint }) => (
        <div
          key={key}
          role="columnheader"
          tabIndex={-1}
          class={`td th td-${key}`}
          aria-sort={key === sorted ? (isRising ? 'ascending' : 'descending') : undefined}
        >
          {SORTED.has(key) ? (
            <button
              type="button"
              title={hint}
              onClick={() => {
                heapSort.value = {
                  key: key as HeapSortKey,
                  isRising: key === sorted ? !isRising : key === 'name',
                }
              }}
            >
              {title}
              <span class="sort-mark" aria-hidden="true">
                {key === sorted ? (isRising ? '▴' : '▾') : ''}
              </span>
            </button>
          ) : (
            <span title={hint}>{title}</span>
          )}
        </div>
      ))}
    </div>
  )
}
