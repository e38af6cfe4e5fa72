import { deltaArrow } from '../../src/base/deltas.ts'
import type { ValueColumn } from '../../src/query/functions/values.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import type { SortKey } from '../state/app-state.ts'
import { formatShare, formatValue, formatValueTypeName } from '../state/figures.ts'
import { besideRow, besideValues } from '../state/panes-state.ts'
import { isNarrow } from '../state/window-width.ts'

interface BesideColumn {
  readonly key: SortKey
  readonly title: string
  readonly hint: string
  readonly width: string
}

/** The value beside the first, null none. */
function besideColumn(): ValueColumn | null {
  return besideValues.value.value?.values[0] ?? null
}

/** Columns of the table with those of the value beside behind the totals. */
export function withBeside<T extends { readonly key: SortKey }>(columns: readonly T[]): (T | BesideColumn)[] {
  const column = besideColumn()
  if (column === null) return [...columns]
  // There is room for so many figures.
  const kept = columns.filter(
    ({ key }) =>
      key !== 'ceiling' &&
      key !== 'interval' &&
      !(key === 'where' && (isNarrow.value || column.base !== null)),
  )
  const last = kept.findLastIndex(({ key }) => key === 'total' || key === 'totalDelta')
  return [...kept.slice(0, last + 1), ...titles(column), ...kept.slice(last + 1)]
}

function titles({ name, isRatio, base }: ValueColumn): BesideColumn[] {
  const title = isRatio ? name : formatValueTypeName(name)
  const by = base === null ? '' : ' by'
  const hint = isRatio ? 'a ratio of the sums of each row, which does not add up' : 'beside the first value'
  return [
    {
      key: 'besideSelf',
      title: `${title} self${by}`,
      hint: `${title} of the function itself: ${hint}`,
      width: '100px',
    },
    {
      key: 'besideTotal',
      title: `${title} total${by}`,
      hint: `${title} of the function and all it calls: ${hint}`,
      width: '100px',
    },
  ]
}

/** A cell of the value beside; null for other columns. */
export function besideCell(key: SortKey, func: number) {
  if (key !== 'besideSelf' && key !== 'besideTotal') return null
  const column = besideColumn()
  const row = besideRow.value[func] ?? -1
  if (column === null || row === -1) return ''
  const side = key === 'besideSelf' ? 'self' : 'total'
  const value = column[side][row]!
  if (column.base !== null) return comparedBeside(column, value, column.base[side][row]!)
  if (column.isRatio) return formatRatio(value)
  return <span title={formatValue(value, column.unit)}>{formatShare(value / column.whole)}</span>
}

/** What a value beside differs by; both figures on hover. */
function comparedBeside({ isRatio, unit }: ValueColumn, own: number, base: number) {
  const text = (value: number) => (isRatio ? formatRatio(value) : formatValue(value, unit))
  const title = `${text(own)}, was ${text(base)}`
  if (!isRatio) return <span title={title}>{deltaText(own, base, unit)}</span>
  const delta = own - base
  if (Number.isNaN(delta)) return <span title={title}>–</span>
  const size = formatRatio(Math.abs(delta))
  return (
    <span title={title}>{delta === 0 ? 'same' : `${deltaArrow(delta)} ${delta > 0 ? '+' : '−'}${size}`}</span>
  )
}

/** The figure to sort by; NaN where there is none. */
export function besideFigure(key: SortKey, func: number): number {
  const column = besideColumn()
  const row = besideRow.value[func] ?? -1
  if (column === null || row === -1) return Number.NaN
  const side = key === 'besideSelf' ? 'self' : 'total'
  return column.base === null ? column[side][row]! : Math.abs(column[side][row]! - column.base[side][row]!)
}

/** A ratio with the digits that tell something. */
export function formatRatio(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 1e-3 || size >= 1e6) return value.toExponential(1)
  return size >= 100 ? value.toFixed(0) : value.toFixed(size >= 10 ? 1 : 3)
}
