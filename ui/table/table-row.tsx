import type { ComponentChildren } from 'preact'

/** A row of a `SortedTable`: a cell a column. */
export function TableRow<K extends string>(row: {
  id: string
  /** Place in the table. */
  at: number
  columns: readonly { readonly key: K }[]
  isSelected: boolean
  cell: (key: K) => ComponentChildren
  /** What a cell says on hover. */
  titleOf: (key: K) => string | undefined
  /** For looks, beside those of every row. */
  look?: string
  /** The function it is about, for its menu. */
  func?: number
  /** In a tree: 1 for what stands in nothing. */
  level?: number | undefined
  /** In a tree: absent for what holds nothing. */
  isOpen?: boolean
  onClick: () => void
  onDoubleClick?: () => void
}) {
  return (
    <div
      id={row.id}
      class={row.look === undefined ? 'tr tr-body' : `tr tr-body ${row.look}`}
      data-func={row.func}
      role="row"
      aria-rowindex={row.at + 2}
      aria-level={row.level}
      aria-expanded={row.isOpen}
      aria-selected={row.isSelected}
      onClick={row.onClick}
      onDblClick={row.onDoubleClick}
      onKeyDown={() => undefined}
      tabIndex={-1}
    >
      {row.columns.map(({ key }) => (
        <div key={key} role="gridcell" class={`td td-${key}`} title={row.titleOf(key)}>
          {row.cell(key)}
        </div>
      ))}
    </div>
  )
}
