/** A column of a table. */
export interface TableColumn<K extends string> {
  readonly key: K
  readonly title: string
  readonly hint: string
  /** Of a CSS grid. */
  readonly width: string
  /** Whether it holds names, which are sorted from the first on; absent: figures, from the largest on. */
  readonly isText?: boolean
}

/** What a table is sorted by. */
export interface TableOrder<K extends string> {
  readonly key: K
  readonly isRising: boolean
}

/** The head of a table: a button a column, which sorts by it and then the other way round. */
export function TableHead<K extends string>({
  columns,
  order,
  canSort,
  onSort,
}: {
  columns: readonly TableColumn<K>[]
  order: TableOrder<K>
  /** Absent: every column can be sorted by. */
  canSort?: ((key: K) => boolean) | undefined
  onSort: (order: TableOrder<K>) => void
}) {
  return (
    <div class="tr thead" role="row" aria-rowindex={1} tabIndex={-1}>
      {columns.map(column => {
        const { key, title, hint, isText = false } = column
        const isSorted = key === order.key
        return (
          <div
            key={key}
            role="columnheader"
            tabIndex={-1}
            class={`td th td-${key}`}
            aria-sort={isSorted ? (order.isRising ? 'ascending' : 'descending') : undefined}
          >
            {canSort?.(key) === false ? (
              <span title={hint}>{title}</span>
            ) : (
              <button
                type="button"
                title={hint}
                onClick={() => onSort({ key, isRising: isSorted ? !order.isRising : isText })}
              >
                {title}
                <span class="sort-mark" aria-hidden="true">
                  {isSorted ? (order.isRising ? '▴' : '▾') : ''}
                </span>
              </button>
            )}
          </div>
        )
      })}
    </div>
  )
}
