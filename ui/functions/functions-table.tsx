import { useEffect, useMemo, useRef } from 'preact/hooks'
import { formatChange } from '../../src/base/deltas.ts'
import { formatValue } from '../../src/base/units.ts'
import type { FunctionDifference } from '../../src/query/function-difference.ts'
import { deltaText, noiseText } from '../difference/compared-figures.tsx'
import { functions, rowOfFunc, toneOf } from '../state/answers.ts'
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
import { groupAt, toggleGroup } from '../state/panes-state.ts'
import { besideCell, withBeside } from './beside-columns.tsx'
import { GroupRow } from './group-row.tsx'
import { groupOfItem, shownGroups, tableRows } from './table-rows.ts'
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

/** The columns beside a base. */
const COMPARED_COLUMNS: readonly Column[] = [
  COLUMNS[0]!,
  { key: 'self', title: 'Self', hint: 'Cost of the function itself (exclusive)', width: '72px' },
  { key: 'was', title: 'Was', hint: 'The same in the base', width: '72px' },
  { key: 'delta', title: 'Difference', hint: 'What self differs by; sorted by its size', width: '108px' },
  { key: 'change', title: 'Change', hint: 'What self differs by, as a share of what it was', width: '60px' },
  {
    key: 'interval',
    title: 'Within',
    hint: '99 % interval of the difference of self; "noise" where it holds nothing',
    width: '84px',
  },
  { key: 'totalDelta', title: 'Total by', hint: 'What total (inclusive) differs by', width: '92px' },
  { key: 'calls', title: 'Calls', hint: 'Calls, and what they were', width: '116px' },
  { key: 'where', title: 'Where', hint: 'File and line of the definition', width: '104px' },
]

/** The functions table: sortable, searchable, as long as it has to be. */
export function FunctionsTable() {
  const scroller = useRef<HTMLDivElement>(null)
  const { value: answer, isLoading, error } = functions.value
  const info = recording.value!
  const order = tableRows.value.items
  const groups = shownGroups.value
  const columns = withBeside(useMemo(() => shownColumns(answer), [answer]))
  const position = useMemo(() => {
    const group = groupAt.value === null ? -1 : (groups?.name.indexOf(groupAt.value) ?? -1)
    if (group !== -1) return order.indexOf(-1 - group)
    const row = rowOfFunc.value[selected.value] ?? -1
    const at = row === -1 ? -1 : order.indexOf(row)
    // A function in a closed group is where its group is.
    return at === -1 && row !== -1 && groups !== null
      ? order.indexOf(-1 - groups.rowOfFunc[selected.value]!)
      : at
  }, [order, selected.value, rowOfFunc.value, groupAt.value, groups])

  useEffect(() => revealRow(scroller.current, position, { rowHeight: ROW, offset: HEAD }), [position])

  const select = (at: number) => {
    const item = order[Math.max(0, Math.min(order.length - 1, at))]
    if (item === undefined || answer === null) return
    const group = groupOfItem(item)
    groupAt.value = group === -1 ? null : groups!.name[group]!
    if (group === -1) selected.value = answer.rows.func[item]!
  }
  /** Opens and closes groups, and goes from a function to its group. */
  const walkGroups = (key: string): boolean => {
    if (groups === null || position === -1) return false
    const group = groupOfItem(order[position]!)
    const isOpen = group !== -1 && groupOfItem(order[position + 1] ?? -1) === -1
    if (group === -1) {
      if (key !== 'ArrowLeft') return false
      const parent = groups.rowOfFunc[answer!.rows.func[order[position]!]!]!
      select(order.indexOf(-1 - parent))
      return true
    }
    if (key === 'ArrowRight' && isOpen) select(position + 1)
    else if (key === 'ArrowRight' || key === 'ArrowLeft')
      toggleGroup(groups.name[group]!, key === 'ArrowRight')
    else if (key === 'Enter' || key === ' ') toggleGroup(groups.name[group]!, !isOpen)
    else return false
    return true
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
    if (walkGroups(event.key)) {
      event.preventDefault()
      return
    }
    if (event.key in steps) select(steps[event.key]!)
    else if (event.key === 'Enter') view.value = 'source'
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, one of two
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both have a label
    <div
      class="table-scroll"
      ref={scroller}
      role={groups === null ? 'grid' : 'treegrid'}
      tabIndex={0}
      aria-label="Functions"
      aria-rowcount={order.length + 1}
      aria-busy={isLoading}
      aria-activedescendant={position === -1 ? undefined : idOfItem(order[position]!)}
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
            const group = groupOfItem(row)
            if (group !== -1) {
              const isOpen = groupOfItem(order[at + 1] ?? -1) === -1
              return <GroupRow key={row} group={group} at={at} columns={columns} isOpen={isOpen} />
            }
            const func = answer.rows.func[row]!
            return (
              <div
                key={row}
                id={`function-${row}`}
                class="tr tr-body"
                data-func={func}
                role="row"
                aria-rowindex={at + 2}
                aria-level={groups === null ? undefined : 2}
                aria-selected={func === selected.value && groupAt.value === null}
                onClick={() => {
                  groupAt.value = null
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

function idOfItem(item: number): string {
  const group = groupOfItem(item)
  return group === -1 ? `function-${item}` : `group-${group}`
}

type Answer = NonNullable<typeof functions.value.value>
type Info = NonNullable<typeof recording.value>

/** Columns of which nothing is known are not there. */
function shownColumns(answer: Answer | null): readonly Column[] {
  const rows = answer?.rows
  const isKnown = (column: Float64Array | undefined) => column?.some(value => !Number.isNaN(value)) === true
  const difference = answer?.difference ?? null
  const columns = difference === null ? COLUMNS : COMPARED_COLUMNS
  return columns.filter(({ key }) => {
    if (key === 'interval')
      return answer === null || isKnown(difference === null ? rows?.selfLow : difference.selfLow)
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
  const besides = besideCell(key, func)
  if (besides !== null) return besides
  if (answer.difference !== null) {
    const compared = comparedCell(key, answer.difference, of)
    if (compared !== null) return compared
  }
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
    default:
      return ''
  }
}

/** A cell of a difference; null where it is as everywhere. */
function comparedCell(
  key: SortKey,
  difference: FunctionDifference,
  of: { answer: Answer; row: number; func: number },
) {
  const { answer, row, func } = of
  const { rows, valueType } = answer
  const { unit } = valueType
  const [self, base] = [rows.self[row]!, difference.self[row]!]
  switch (key) {
    case 'self':
      return formatValue(self, unit)
    case 'was':
      return formatValue(base, unit)
    case 'delta':
      return <span class={`heat-cell ${toneOf(func)}`}>{deltaText(self, base, unit)}</span>
    case 'change':
      return formatChange(self, base)
    case 'interval':
      return noiseText(difference.selfLow[row]!, difference.selfHigh[row]!, unit)
    case 'totalDelta':
      return deltaText(rows.total[row]!, difference.total[row]!, unit)
    case 'calls':
      return Number.isNaN(rows.calls[row]!) && Number.isNaN(difference.calls[row]!)
        ? '–'
        : `${formatCount(rows.calls[row]!)} / ${formatCount(difference.calls[row]!)}`
    default:
      return null
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
