import { deltaText } from '../difference/compared-figures.tsx'
import { searchText } from '../state/app-state.ts'
import { formatCount, formatShare, formatValue } from '../state/figures.ts'
import {
  HEAP_SORT_KEYS,
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
import { SortedTable } from '../table/sorted-table.tsx'
import type { TableColumn } from '../table/table-head.tsx'
import { TableRow } from '../table/table-row.tsx'
import type { HeapTableAnswer } from '../worker/heap-protocol.ts'
import { heapTone } from './heap-tones.ts'
import { groupingNoun } from './heap-words.ts'

type ColumnKey = HeapSortKey | 'share' | 'tracked' | 'untracked'

const COLUMNS: readonly TableColumn<ColumnKey>[] = [
  { key: 'name', title: 'Type', hint: 'Name', width: 'minmax(140px, 1fr)', isText: true },
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

const isSortKey = (key: ColumnKey): key is HeapSortKey => HEAP_SORT_KEYS.some(sorted => sorted === key)

/** The table of types: sortable, searchable, as long as it has to be. */
export function HeapTable() {
  const { answer, isRetainedComing } = heapRows.value
  const { error, isLoading } = heapTable.value
  const order = heapOrder.value
  const columns = shownColumns(answer, isRetainedComing)
  const position = order.findIndex(row => answer!.rows.name[row] === heapGroup.value)
  const row = (at: number) => {
    const index = order[at]!
    const name = answer!.rows.name[index]!
    return (
      <TableRow
        key={index}
        id={`heap-row-${index}`}
        at={at}
        columns={columns}
        isSelected={name === heapGroup.value}
        cell={key => cell(key, answer!, index)}
        titleOf={key => (key === 'name' ? name : undefined)}
        onClick={() => selectGroup(name)}
      />
    )
  }
  return (
    <SortedTable
      label="Types of objects"
      columns={columns}
      order={shownHeapSort.value}
      canSort={isSortKey}
      onSort={({ key, isRising }) => {
        if (isSortKey(key)) heapSort.value = { key, isRising }
      }}
      count={order.length}
      position={position}
      idAt={at => `heap-row-${order[at]}`}
      isBusy={isLoading}
      notes={
        <>
          {error !== null && <p class="note">{error.message}</p>}
          {answer !== null && order.length === 0 && (
            <p class="note">
              {searchText.value.trim() === ''
                ? 'This look holds no objects.'
                : `No ${groupingNoun(answer.by, 1)} matches “${searchText.value.trim()}”. Press Escape to clear the search.`}
            </p>
          )}
        </>
      }
      onSelect={at => selectGroup(answer!.rows.name[order[at]!]!)}
      onKey={key => {
        if (key !== 'Enter') return false
        heapPicture.value = 'paths'
        return true
      }}
      row={answer === null ? null : row}
    />
  )
}

/** Columns of which nothing is known are not there; retained bytes have their place while they are worked out. */
function shownColumns(
  answer: HeapTableAnswer | null,
  isRetainedComing: boolean,
): readonly TableColumn<ColumnKey>[] {
  const rows = answer?.rows
  const hasKinds = rows?.tracked.some(count => count > 0) === true && rows.untracked.some(count => count > 0)
  return COLUMNS.filter(({ key }) => {
    // Which others there are the answer says: none may move when it comes.
    if (rows === undefined) return key === 'name'
    if (key === 'retained') return isRetainedComing || rows.retained !== null
    if (key === 'tracked' || key === 'untracked') return hasKinds && rows.sizeDelta === null
    if (key === 'countDelta' || key === 'sizeDelta') return rows.sizeDelta !== null
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
