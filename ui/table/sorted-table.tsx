import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type TableColumn, TableHead, type TableOrder } from './table-head.tsx'
import { revealRow, VirtualRows } from './virtual-rows.tsx'

const ROW = 26
const HEAD = 32

/** A table as long as it has to be: sorted by its head, walked by keyboard, its selected row always brought into sight. */
export function SortedTable<K extends string>({
  label,
  role = 'grid',
  columns,
  order,
  canSort,
  onSort,
  count,
  position,
  idAt,
  isBusy,
  notes,
  onSelect,
  onKey,
  row,
}: {
  label: string
  /** A treegrid where rows stand in rows. */
  role?: 'grid' | 'treegrid'
  columns: readonly TableColumn<K>[]
  order: TableOrder<K>
  /** Absent: every column can be sorted by. */
  canSort?: (key: K) => boolean
  onSort: (order: TableOrder<K>) => void
  /** Number of rows. */
  count: number
  /** The selected row, -1 none. */
  position: number
  /** Id of the element of a row. */
  idAt: (at: number) => string
  isBusy: boolean
  /** What stands in place of rows, or above them. */
  notes: ComponentChildren
  onSelect: (at: number) => void
  /** Keys of this table's own, asked before those of every table; whether it was one. */
  onKey: (key: string) => boolean
  /** Null before there is an answer. */
  row: ((at: number) => ComponentChildren) | null
}) {
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => revealRow(scroller.current, position, { rowHeight: ROW, offset: HEAD }), [position])

  const walk = (key: string): boolean => {
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD) / ROW) - 1)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: position + 1,
      ArrowUp: position - 1,
      PageDown: position + page,
      PageUp: position - page,
      Home: 0,
      End: count - 1,
    }
    const to = steps[key]
    if (to === undefined) return false
    if (count > 0) onSelect(Math.max(0, Math.min(count - 1, to)))
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // A button of the head does what it says.
    if (/^(?:Enter| )$/.test(event.key) && (event.target as HTMLElement).closest('button') !== null) return
    if (onKey(event.key) || walk(event.key)) event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, one of two
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both have a label
    <div
      class="table-scroll"
      ref={scroller}
      role={role}
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-busy={isBusy}
      aria-activedescendant={position === -1 ? undefined : idAt(position)}
      onKeyDown={onKeyDown}
      style={{ '--columns': columns.map(column => column.width).join(' ') }}
    >
      <TableHead columns={columns} order={order} canSort={canSort} onSort={onSort} />
      {notes}
      {row !== null && (
        <VirtualRows scroller={scroller} count={count} rowHeight={ROW} offset={HEAD}>
          {row}
        </VirtualRows>
      )}
    </div>
  )
}
