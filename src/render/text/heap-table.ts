import { formatBytes, formatCount, formatCountOf, formatShare } from '../../base/units.ts'
import type { HeapFigures, HeapSnapshotSummary } from '../../query/heap/look.ts'
import type { HeapObject } from '../../query/heap/objects.ts'
import type { HeapGrouping, HeapTable } from '../../query/heap/table.ts'
import { heatStep } from '../svg/heat.ts'
import type { Window } from './functions-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { heatBar, paintBold, paintDim, terminalText } from './terminal-heat.ts'

const BAR_WIDTH = 8

const TITLES: Readonly<Record<HeapGrouping, string>> = {
  type: 'Type',
  kind: 'Kind',
  module: 'Module of the type',
  referrer: 'Referred to by',
  size: 'Size of an object',
  site: 'Allocated in',
}

/** What was looked at: "app.py, at exit", then all objects in figures, tracked and untracked apart. */
export function formatHeapHeading(
  title: string,
  { name, process, ...figures }: Pick<HeapSnapshotSummary, 'name' | 'process'> & HeapFigures,
  { colours }: Window,
): string {
  const rest = [name, process].filter(text => text !== '' && text !== title).join(', ')
  const heading = paintBold(terminalText(title), colours)
  return `${heading}${rest === '' ? '' : `: ${terminalText(rest)}`}\n${figuresText(figures)}\n\n`
}

/** "1 234 objects, 5.60 MB: 1 000 tracked (4.00 MB) and 234 untracked (1.60 MB)". */
export function figuresText({
  count,
  size,
  tracked,
  trackedSize,
  untracked,
  untrackedSize,
}: HeapFigures): string {
  const whole = `${formatCountOf(count, 'object')}, ${formatBytes(size)}`
  if (tracked === 0 && untracked === 0) return whole
  const apart = [
    `${formatCount(tracked)} tracked by the garbage collector (${formatBytes(trackedSize)})`,
    `${formatCount(untracked)} not tracked (${formatBytes(untrackedSize)})`,
  ]
  return `${whole}: ${apart.join(', ')}`
}

/** Objects by group, at most `limit` rows; ends with what was left out, if anything. */
export function formatHeapTable(table: HeapTable, { limit, ...options }: Window & { limit: number }): string {
  const shown = Math.min(table.length, limit)
  const isApart = table.total.tracked > 0 || table.total.untracked > 0
  const hasRetained = table.retained.some(value => !Number.isNaN(value))
  const columns: Column[] = [
    { title: TITLES[table.by], align: 'left', cut: 'end', least: 12 },
    ...(isApart ? ['Tracked', 'Untracked'] : ['Objects']).map(right),
    right('Size'),
    right('Share'),
    { title: '', align: 'left' },
    ...(hasRetained ? ['Retained', 'Share'].map(right) : []),
  ]
  const isBySize = table.sort !== 'retained'
  let most = 0
  for (const value of isBySize ? table.size : table.retained) if (value > most) most = value
  const rows = Array.from({ length: shown }, (_, row): (Cell | string)[] => {
    const size = table.size[row]!
    const retained = table.retained[row]!
    const heat = heatStep(isBySize ? size : retained, most)
    const share = { text: formatShare(size / table.total.size), ...(isBySize ? { heat } : {}) }
    const kept = { text: formatShare(retained / table.whole.size), ...(isBySize ? {} : { heat }) }
    return [
      { text: table.name[row]!, isBold: heat >= 5 },
      ...(isApart
        ? [orDash(table.tracked[row]!), orDash(table.untracked[row]!)]
        : [formatCount(table.count[row]!)]),
      formatBytes(size),
      share,
      heatBar((isBySize ? size : retained) / most, BAR_WIDTH),
      ...(hasRetained ? [formatBytes(retained), kept] : []),
    ]
  })
  return (
    renderTable(columns, rows, { width: options.width, colours: options.colours }) +
    restText(table.length - shown, options)
  )
}

/** Single objects with what they retain. */
export function formatHeapObjects(
  objects: readonly HeapObject[],
  whole: HeapFigures,
  options: Window & { title: string },
): string {
  const hasRetained = objects.some(({ retained }) => !Number.isNaN(retained))
  const columns: Column[] = [
    { title: options.title, align: 'left', cut: 'end', least: 12 },
    right('Number'),
    ...(hasRetained ? ['Retained', 'Share', 'Objects kept'].map(right) : []),
    right('Size'),
  ]
  const rows = objects.map((object): (Cell | string)[] => [
    object.name,
    { text: `#${object.object}`, isDim: true },
    ...(hasRetained
      ? [formatBytes(object.retained), formatShare(object.retained / whole.size), formatCount(object.kept)]
      : []),
    formatBytes(object.size),
  ])
  return renderTable(columns, rows, { width: options.width, colours: options.colours })
}

/** "12 more rows", dim; '' for none. */
export function restText(left: number, { colours }: Pick<Window, 'colours'>): string {
  return left > 0 ? paintDim(`${formatCount(left)} more; --limit shows them\n`, colours) : ''
}

function right(title: string): Column {
  return { title, align: 'right' }
}

function orDash(count: number): string {
  return count === 0 ? '–' : formatCount(count)
}
