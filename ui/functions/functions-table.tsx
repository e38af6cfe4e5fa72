import { useEffect, useMemo, useRef } from 'preact/hooks'
import { functions, toneOf, rowOfFunc } from '../state/answers.ts'
import {
  isDrawerOpen,
  recording,
  type SortKey,
  searchText,
  selected,
  sort,
  view,
} from '../state/app-state.ts'
import { formatCeiling, formatCount, formatHalfWidth, formatShare } from '../state/figures.ts'
import { sortedRows } from './sorted-rows.ts'
import { revealRow, VirtualRows } from './virtual-rows.tsx'

const ROW = 26
const HEAD = 32

interface Column {
  readonly key: SortKey
  readonly title: string
  readonly hint: string
  /** Of a CSS grid. */
  readonly width: string
}

const COLUMNS: readonly Column[] = [
  { key: 'name', title: 'Function', hint: 'Name', width: 'minmax(140px, 1fr)' },
  {
    key: 'self',
    title: 'Self',
    hint: 'Cost of the function itself, without what it calls (exclusive)',
    width: '88px',
  },
  {
    key: 'interval',
    title: '99 % interval',
    hint: 'Half width of the 99 % interval of self, in points',
    width: '100px',
  },
  { key: 'total', title: 'Total', hint: 'Cost of the function and all it calls (inclusive)', width: '76px' },
  { key: 'calls', title: 'Calls', hint: 'Calls', width: '116px' },
  { key: 'where', title: 'Where', hint: 'File and line of the definition', width: '140px' },
  {
    key: 'ceiling',
    title: 'Ceiling',
    hint: 'How many times faster the whole would be if the function cost nothing',
    width: '76px',
  },
]

/** The functions table: sortable, searchable, as long as it has to be. */
export function FunctionsTable() {
  const scroller = useRef<HTMLDivElement>(null)
  const { value: answer, isLoading, error } = functions.value
  const info = recording.value!
  const order = sortedRows.value
  const columns = useMemo(() => shownColumns(answer), [answer])
  const position = useMemo(() => {
    const row = rowOfFunc.value[selected.value] ?? -1
    return row === -1 ? -1 : order.indexOf(row)
  }, [order, selected.value, rowOfFunc.value])

  useEffect(() => revealRow(scroller.current, position, { rowHeight: ROW, offset: HEAD }), [position])

  const select = (at: number) => {
    const row = order[Math.max(0, Math.min(order.length - 1, at))]
    if (row !== undefined && answer !== null) selected.value = answer.rows.func[row]!
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
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
    else if (event.key === 'Enter') view.value = 'source'
    else return
    event.preventDefault()
  }
  return (
    <div
      class="table-scroll"
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Functions"
      aria-rowcount={order.length + 1}
      aria-busy={isLoading}
      aria-activedescendant={position === -1 ? undefined : `function-${order[position]}`}
      onKeyDown={onKeyDown}
      style={{ '--columns': columns.map(column => column.width).join(' ') }}
    >
      <TableHead columns={columns} />
      {error !== null && <p class="note">{error.message}</p>}
      {answer !== null && order.length === 0 && (
        <p class="note">
          {searchText.value.trim() === ''
            ? 'Nothing was measured in what the filters keep. Press Escape to take the last one back.'
            : `No function matches “${searchText.value.trim()}”. Press Escape to clear the search.`}
        </p>
      )}
      {answer !== null && (
        <VirtualRows scroller={scroller} count={order.length} rowHeight={ROW} offset={HEAD}>
          {at => {
            const row = order[at]!
            const func = answer.rows.func[row]!
            return (
              <div
                key={row}
                id={`function-${row}`}
                class="tr tr-body"
                data-func={func}
                role="row"
                aria-rowindex={at + 2}
                aria-selected={func === selected.value}
                onClick={() => {
                  selected.value = func
                }}
                onDblClick={() => {
                  view.value = 'source'
                  isDrawerOpen.value = false
                }}
                onKeyDown={() => undefined}
                tabIndex={-1}
              >
                {columns.map(({ key }) => (
                  <div key={key} role="gridcell" class={`td td-${key}`} title={titleOf(key, info, func)}>
                    {cell(key, { answer, row, func, info })}
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

type Answer = NonNullable<typeof functions.value.value>
type Info = NonNullable<typeof recording.value>

/** Columns of which nothing is known are not there. */
function shownColumns(answer: Answer | null): readonly Column[] {
  const rows = answer?.rows
  const isKnown = (column: Float64Array | undefined) => column?.some(value => !Number.isNaN(value)) === true
  return COLUMNS.filter(({ key }) => {
    if (key === 'interval') return answer === null || isKnown(rows?.selfLow)
    return key !== 'calls' || isKnown(rows?.calls)
  })
}

function titleOf(key: SortKey, info: Info, func: number): string | undefined {
  if (key === 'name') return info.funcs.name[func]
  if (key !== 'where') return undefined
  const source = info.funcs.source[func]!
  return source === -1 ? info.funcs.where[func] : info.sources[source]
}

function cell(key: SortKey, of: { answer: Answer; row: number; func: number; info: Info }) {
  const { answer, row, func, info } = of
  const { rows, total, ceiling } = answer
  switch (key) {
    case 'name':
      return info.funcs.name[func]
    case 'self':
      return <span class={`heat-cell ${toneOf(func)}`}>{formatShare(rows.self[row]! / total)}</span>
    case 'interval':
      return formatHalfWidth(rows.selfLow[row]!, rows.selfHigh[row]!)
    case 'total':
      return formatShare(rows.total[row]! / total)
    case 'calls':
      return calls(rows.calls[row]!, rows.primitiveCalls[row]!)
    case 'where':
      return info.funcs.where[func] || '–'
    case 'ceiling':
      return formatCeiling(ceiling[row]!)
  }
}

function calls(all: number, primitive: number): string {
  if (Number.isNaN(all)) return '–'
  return Number.isNaN(primitive) || primitive === all
    ? formatCount(all)
    : `${formatCount(all)} / ${formatCount(primitive)}`
}

function TableHead({ columns }: { columns: readonly Column[] }) {
  const { key: sorted, isRising } = sort.value
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
          <button
            type="button"
            title={hint}
            onClick={() => {
              const isText = key === 'name' || key === 'where'
              sort.value = { key, isRising: key === sorted ? !isRising : isText }
            }}
          >
            {title}
            <span class="sort-mark" aria-hidden="true">
              {key === sorted ? (isRising ? '▴' : '▾') : ''}
            </span>
          </button>
        </div>
      ))}
    </div>
  )
}
