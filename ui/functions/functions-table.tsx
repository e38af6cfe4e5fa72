import { useMemo } from 'preact/hooks'
import { functions, rowOfFunc } from '../state/answers.ts'
import { isDrawerOpen, recording, searchText, selected, sort, view } from '../state/app-state.ts'
import { nothingLeft } from '../state/nothing-left.ts'
import { groupAt, toggleGroup } from '../state/panes-state.ts'
import { SortedTable } from '../table/sorted-table.tsx'
import { TableRow } from '../table/table-row.tsx'
import { withBeside } from './beside-columns.tsx'
import { functionCell, functionTitle } from './function-cells.tsx'
import { functionColumns } from './function-columns.ts'
import { GroupRow } from './group-row.tsx'
import { groupOfItem, shownGroups, tableRows } from './table-rows.ts'

/** The functions table: sortable, searchable, as long as it has to be. */
export function FunctionsTable() {
  const { value: answer, isLoading, error } = functions.value
  const info = recording.value!
  const order = tableRows.value.items
  const groups = shownGroups.value
  const columns = withBeside(useMemo(() => functionColumns(answer), [answer]))
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

  const select = (at: number) => {
    const item = order[at]
    if (item === undefined || answer === null) return
    const group = groupOfItem(item)
    groupAt.value = group === -1 ? null : groups!.name[group]!
    if (group === -1) selected.value = answer.rows.func[item]!
  }
  const isOpenAt = (at: number) => groupOfItem(order[at + 1] ?? -1) === -1
  /** Opens and closes groups, and goes from a function to its group. */
  const walkGroups = (key: string): boolean => {
    if (groups === null || position === -1) return false
    const group = groupOfItem(order[position]!)
    const isOpen = group !== -1 && isOpenAt(position)
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
  const onKey = (key: string): boolean => {
    if (walkGroups(key)) return true
    if (key !== 'Enter') return false
    view.value = 'source'
    return true
  }
  const functionRow = (row: number, at: number) => {
    const func = answer!.rows.func[row]!
    return (
      <TableRow
        key={row}
        id={idOfItem(row)}
        at={at}
        columns={columns}
        func={func}
        level={groups === null ? undefined : 2}
        isSelected={func === selected.value && groupAt.value === null}
        cell={key => functionCell(key, { answer: answer!, row, func, info })}
        titleOf={key => functionTitle(key, info, func)}
        onClick={() => {
          groupAt.value = null
          selected.value = func
        }}
        onDoubleClick={() => {
          view.value = 'source'
          isDrawerOpen.value = false
        }}
      />
    )
  }
  const row = (at: number) => {
    const item = order[at]!
    const group = groupOfItem(item)
    return group === -1 ? (
      functionRow(item, at)
    ) : (
      <GroupRow
        key={item}
        id={idOfItem(item)}
        group={group}
        at={at}
        columns={columns}
        isOpen={isOpenAt(at)}
      />
    )
  }
  return (
    <SortedTable
      label="Functions"
      role={groups === null ? 'grid' : 'treegrid'}
      columns={columns}
      order={sort.value}
      onSort={chosen => {
        sort.value = chosen
      }}
      count={order.length}
      position={position}
      idAt={at => idOfItem(order[at]!)}
      isBusy={isLoading}
      notes={
        <>
          {error !== null && <p class="note">{error.message}</p>}
          {answer !== null && order.length === 0 && (
            <p class="note">
              {searchText.value.trim() === ''
                ? nothingLeft.value
                : `No function matches “${searchText.value.trim()}”. Press Escape to clear the search.`}
            </p>
          )}
        </>
      }
      onSelect={select}
      onKey={onKey}
      row={answer === null ? null : row}
    />
  )
}

function idOfItem(item: number): string {
  const group = groupOfItem(item)
  return group === -1 ? `function-${item}` : `group-${group}`
}
