import type { FunctionsAnswer } from '../../src/query/functions/functions.ts'
import type { SortKey } from '../state/app-state.ts'
import type { TableColumn } from '../table/table-head.tsx'

type FunctionColumn = TableColumn<SortKey>

const COLUMNS: readonly FunctionColumn[] = [
  { key: 'name', title: 'Function', hint: 'Name', width: 'minmax(140px, 1fr)', isText: true },
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
  { key: 'where', title: 'Where', hint: 'File and line of the definition', width: '140px', isText: true },
  {
    key: 'ceiling',
    title: 'Ceiling',
    hint: 'How many times faster the whole would be if the function cost nothing',
    width: '76px',
  },
]

/** The columns beside a base. */
const COMPARED_COLUMNS: readonly FunctionColumn[] = [
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
  { key: 'where', title: 'Where', hint: 'File and line of the definition', width: '104px', isText: true },
]

/** Columns of which nothing is known are not there; before anything is known, that of names is: the others would move. */
export function functionColumns(answer: FunctionsAnswer | null): readonly FunctionColumn[] {
  if (answer === null) return COLUMNS.slice(0, 1)
  const { rows } = answer
  const isKnown = (column: Float64Array) => column.some(value => !Number.isNaN(value))
  const { difference } = answer
  const columns = difference === null ? COLUMNS : COMPARED_COLUMNS
  return columns.filter(({ key }) => {
    if (key === 'interval') return isKnown(difference === null ? rows.selfLow : difference.selfLow)
    return key !== 'calls' || isKnown(rows.calls)
  })
}
