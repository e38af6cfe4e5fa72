import { computed } from '@preact/signals'
import { functions, matches } from '../state/answers.ts'
import { sort } from '../state/app-state.ts'
import { grouping, groups, openGroups } from '../state/panes-state.ts'
import { sortedRows } from './sorted-rows.ts'

/** What stands in the table from top to bottom: a row of the functions answer, or -1 - g for group g of the groups answer. */
export interface TableRows {
  readonly items: Int32Array
  /** Functions of each group that the search keeps; empty where nothing is grouped. */
  readonly counts: Int32Array
}

/** The group of an item, -1 for a function. */
export function groupOfItem(item: number): number {
  return item < 0 ? -1 - item : -1
}

/** The groups on screen: null while they are not those that are asked for. */
export const shownGroups = computed(() => {
  const answer = groups.value.value
  return grouping.value === 'none' || answer?.grouping !== grouping.value ? null : answer
})

/** Functions in the order of the table; in groups, those of open groups below their group. */
export const tableRows = computed<TableRows>(() => {
  const order = sortedRows.value
  const answer = shownGroups.value
  const rows = functions.value.value?.rows
  if (answer === null || rows === undefined) return { items: order, counts: new Int32Array(0) }
  const counts = new Int32Array(answer.length)
  const members: number[][] = Array.from({ length: answer.length }, () => [])
  for (const row of order) {
    const group = answer.rowOfFunc[rows.func[row]!] ?? -1
    if (group === -1) continue
    counts[group]!++
    members[group]!.push(row)
  }
  // What is searched for is not hidden away.
  const isSearch = matches.value !== null
  const items: number[] = []
  for (const group of sortedGroups()) {
    if (counts[group] === 0) continue
    items.push(-1 - group)
    if (isSearch || openGroups.value.has(answer.name[group]!))
      for (const row of members[group]!) items.push(row)
  }
  return { items: Int32Array.from(items), counts }
})

/** Groups by the column the table is sorted by, where groups have it; else by self. */
function sortedGroups(): Int32Array {
  const answer = shownGroups.value!
  const order = Int32Array.from({ length: answer.length }, (_, group) => group)
  const { key, isRising } = sort.value
  const sign = isRising ? 1 : -1
  if (key === 'name' || key === 'where') {
    return order.sort((a, b) => sign * answer.name[a]!.localeCompare(answer.name[b]!) || a - b)
  }
  const { difference } = answer
  const by = (own: Float64Array, base: Float64Array) =>
    own.map((value, group) => Math.abs(value - base[group]!))
  const column =
    difference !== null && (key === 'delta' || key === 'totalDelta')
      ? key === 'delta'
        ? by(answer.self, difference.self)
        : by(answer.totals, difference.total)
      : difference !== null && key === 'was'
        ? difference.self
        : key === 'total'
          ? answer.totals
          : answer.self
  return order.sort((a, b) => {
    const [x, y] = [column[a]!, column[b]!]
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
    return sign * (x - y) || a - b
  })
}
