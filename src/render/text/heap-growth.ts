import { formatBytes, formatCount, formatCountOf } from '../../base/units.ts'
import type { HeapGrowth } from '../../query/heap/growth.ts'
import { differenceStep } from '../svg/heat.ts'
import type { Window } from './functions-table.ts'
import { restText } from './heap-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { paintDim } from './terminal-heat.ts'

/** What grew, the most first: objects and bytes now, and how many more than in the first look; with more than two looks also more than
 *  at the peak of all before, and in how many looks it rose. What did not grow is summed up at the end. */
export function formatHeapGrowth(
  growth: HeapGrowth,
  { limit, ...options }: Window & { limit: number },
): string {
  const looks = growth.looks.length
  const right = (title: string): Column => ({ title, align: 'right' })
  const columns: Column[] = [
    { title: growth.by === 'type' ? 'Type' : 'Group', align: 'left', cut: 'end', least: 12 },
    ...['Objects', '+', 'Size', '+'].map(right),
    ...(looks > 2 ? ['Over peak', `Rose in ${looks - 1} looks`].map(right) : []),
  ]
  const isBySize = growth.sort === 'size'
  const deltas = isBySize ? growth.sizeDelta : growth.countDelta
  let most = 0
  for (const delta of deltas) most = Math.max(most, Math.abs(delta))
  let growing = deltas.findIndex(delta => delta <= 0)
  if (growing === -1) growing = growth.length
  const shown = Math.min(growing, limit)
  const rows = Array.from({ length: shown }, (_, row): (Cell | string)[] => {
    const difference = differenceStep(deltas[row]!, most)
    const count = signed(growth.countDelta[row]!, formatCount)
    const size = signed(growth.sizeDelta[row]!, formatBytes)
    const over = isBySize
      ? signed(growth.sizeOverPeak[row]!, formatBytes)
      : signed(growth.countOverPeak[row]!, formatCount)
    return [
      growth.name[row]!,
      formatCount(growth.count[row]!),
      isBySize ? count : { text: count, difference },
      formatBytes(growth.size[row]!),
      isBySize ? { text: size, difference } : size,
      ...(looks > 2 ? [over, formatCount(growth.rises[row]!)] : []),
    ]
  })
  const table =
    rows.length === 0
      ? 'Nothing grew\n'
      : renderTable(columns, rows, { width: options.width, colours: options.colours })
  return table + restText(growing - shown, options) + shrunkText(growth, growing, options)
}

/** "12 others shrank: -1 000 objects, -20.0 kB". */
function shrunkText(growth: HeapGrowth, from: number, { colours }: Window): string {
  const left = growth.length - from
  if (left === 0) return ''
  const sum = (column: Float64Array) => column.subarray(from).reduce((a, b) => a + b, 0)
  const count = signed(sum(growth.countDelta), formatCount)
  const size = signed(sum(growth.sizeDelta), formatBytes)
  const others = formatCountOf(left, 'other')
  return paintDim(`${others} did not grow: ${count} objects, ${size}\n`, colours)
}

/** "from 1 000 objects, 2.00 MB to 1 200 objects, 2.40 MB (+200, +400 kB)". */
export function growthText({ totals }: HeapGrowth): string {
  const [first, last] = [totals[0]!, totals.at(-1)!]
  const text = (one: typeof first) => `${formatCount(one.count)} objects, ${formatBytes(one.size)}`
  const count = signed(last.count - first.count, formatCount)
  return `from ${text(first)} to ${text(last)} (${count}, ${signed(last.size - first.size, formatBytes)})`
}

/** A difference with its sign. */
export function signed(value: number, format: (value: number) => string): string {
  return value > 0 ? `+${format(value)}` : format(value)
}
