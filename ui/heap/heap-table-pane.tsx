import { HEAP_GROUPINGS, type HeapGrouping } from '../../src/query/heap/table.ts'
import { Choice } from '../chrome/choice.tsx'
import { formatCount, formatValue } from '../state/figures.ts'
import { heapBy, heapGroup, heapInfo, heapObject, heapOrder, heapRows } from '../state/heap-state.ts'
import { HeapTable } from './heap-table.tsx'
import { groupingNoun } from './heap-words.ts'

const GROUPING_NAMES: Readonly<Record<HeapGrouping, string>> = {
  type: 'type',
  kind: 'type and owner',
  module: 'module',
  referrer: 'who refers to it',
  size: 'size',
  site: 'place of allocation',
}

/** The table of types with its line of controls above it. */
export function HeapTablePane() {
  const info = heapInfo.value
  const choices = HEAP_GROUPINGS.filter(
    by =>
      (by !== 'site' || info?.hasSites === true) &&
      ((by !== 'kind' && by !== 'referrer') || info?.hasReferences === true),
  )
  return (
    <div class="table-pane">
      <div class="table-bar">
        <span class="table-count" aria-live="polite">
          {summary()}
        </span>
        <span class="table-choice">
          <span aria-hidden="true">Group by</span>
          <Choice
            label="Group by"
            isSmall
            value={heapBy.value}
            choices={choices}
            name={by => GROUPING_NAMES[by]}
            onChoose={by => {
              heapBy.value = by
              heapGroup.value = ''
              heapObject.value = -1
            }}
          />
        </span>
      </div>
      <HeapTable />
    </div>
  )
}

/** "40 131 objects, 5.1 MB, of 128 types · tracked 12 000, untracked 28 131". */
function summary(): string {
  const { answer } = heapRows.value
  if (answer === null) return ''
  const { total, by, rows } = answer
  const shown = heapOrder.value.length
  const groups =
    shown === rows.length
      ? `${formatCount(rows.length)} ${groupingNoun(by, rows.length)}`
      : `${formatCount(shown)} of ${formatCount(rows.length)} ${groupingNoun(by, rows.length)}`
  const kinds =
    total.tracked > 0 && total.untracked > 0
      ? ` · tracked ${formatCount(total.tracked)} (${formatValue(total.trackedSize, 'bytes')}), untracked ${formatCount(total.untracked)} (${formatValue(total.untrackedSize, 'bytes')})`
      : ''
  return `${formatCount(total.count)} objects, ${formatValue(total.size, 'bytes')} · ${groups}${kinds}`
}
