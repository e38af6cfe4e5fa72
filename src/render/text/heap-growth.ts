import { formatBytes, formatCount } from '../../base/units.ts'
import type { HeapGrowth } from '../../query/heap-growth.ts'
import { differenceStep } from '../svg/heat.ts'
import type { Window } from './functions-table.ts'
import { restText } from './heap-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'

/** What grew most: objects and bytes now, and how many more than in the first look; with more than two looks also more than
 *  at the peak of all before, and in how many looks it rose. */
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
  const shown = Math.min(growth.length, limit)
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
  if (rows.length === 0) return 'Nothing grew or shrank\n'
  return (
    renderTable(columns, rows, { width: options.width, colours: options.colours }) +
    restText(growth.length - shown, options)
  )
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
