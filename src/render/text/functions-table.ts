import { formatCountOf, formatSeconds, formatShare, formatValue, THIN_SPACE } from '../../base/units.ts'
import { ceilingIn, hasBothSigns, shareBound, wholeOfParts } from '../../query/functions/functions.ts'
import { shortPath } from '../../query/short-path.ts'
import type { CallerStat, CallStat, CallStats } from '../../query/stats/call-stats.ts'
import type { Listing } from '../../query/stats/listing.ts'
import { isPlaceless, type StatName } from '../../query/stats/name.ts'
import { stackRelatives } from '../../query/stats/relatives.ts'
import { querySummary } from '../../query/summary.ts'
import { differenceStep, heatStep } from '../svg/heat.ts'
import { formatNotes } from './pstats-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { type Colours, heatBar, paintBold, paintDim, terminalText } from './terminal-heat.ts'
import { terminalName } from './terminal-name.ts'

/** What a table may use of its window. */
export interface Window {
  /** Columns; null where lines may be of any length (a file, a pipe). */
  readonly width: number | null
  readonly colours: Colours
}

const BAR_WIDTH = 8

const NAME: Column = { title: 'Function', align: 'left', cut: 'end', least: 12 }
const WHERE: Column = { title: 'Where', align: 'left', cut: 'start', least: 8 }

/** The functions of samples: self and total as shares of the whole, the 99 % interval of self, the ceiling of an
 *  optimisation, and where the function is. Ends with what was left out, if anything. */
export function renderFunctions(listing: Listing, window: Window): string {
  const { stats, entries } = listing
  const hottest = [...stats.entries.values()].reduce(
    (most, entry) => Math.max(most, Math.abs(entry.self) || 0),
    0,
  )
  const isExact = stats.whole.samples === null
  const cwd = cwdOf(stats)
  const columns: Column[] = [
    NAME,
    { title: 'Self', align: 'right' },
    { title: '', align: 'left' },
    ...(isExact ? [] : [{ title: '99 % interval', align: 'right' } as const]),
    { title: 'Total', align: 'right' },
    { title: 'Ceiling', align: 'right' },
    ...(entries.some(entry => whereOf(entry.name, cwd) !== '') ? [WHERE] : []),
  ]
  const rows = entries.map(entry => functionRow(entry, stats, { hottest, isExact, cwd }))
  const left = stats.entries.size - entries.length
  const more = left > 0 ? `${formatCountOf(left, 'more function')}\n` : ''
  return renderHeading(listing, window) + renderTable(columns, rows, window) + paintDim(more, window.colours)
}

/** Callers or callees of functions of samples, each list closed by its self row, which makes it add up. */
export function renderStackRelatives(listing: Listing, side: 'callers' | 'callees', window: Window): string {
  const { stats, entries } = listing
  const relatives = stackRelatives(stats)
  const cwd = cwdOf(stats)
  const columns: Column[] = [
    { ...NAME, title: side === 'callers' ? 'Function, called by' : 'Function, calls' },
    { title: 'Total', align: 'right' },
    { title: '', align: 'left' },
    { title: 'Of it', align: 'right' },
    WHERE,
  ]
  const rows: (Cell | string)[][] = []
  for (const entry of entries) {
    const { rows: neighbours, own } = relatives(entry, side)
    const share = formatShare(entry.total / stats.whole.size)
    rows.push([
      { text: terminalName(entry.name.name), isBold: true },
      share,
      '',
      '',
      whereOf(entry.name, cwd),
    ])
    const all = [...neighbours, own]
    const of = wholeOfParts(
      entry.total,
      all.map(row => row.total),
    )
    for (const row of all) rows.push(relativeRow(row, of, { stats, cwd }))
  }
  return renderHeading(listing, window) + renderTable(columns, rows, window)
}

function functionRow(
  entry: CallStat,
  { whole }: CallStats,
  { hottest, isExact, cwd }: { hottest: number; isExact: boolean; cwd: string | null },
): (Cell | string)[] {
  const heat = heatStep(Math.abs(entry.self), hottest)
  const low = shareBound(entry.self, whole, 'low')
  const high = shareBound(entry.self, whole, 'high')
  const interval = `${(100 * low).toFixed(1)} – ${(100 * high).toFixed(1)}${THIN_SPACE}%`
  return [
    { text: terminalName(entry.name.name), isBold: heat >= 5 },
    {
      text: formatShare(entry.self / whole.size),
      ...(hasBothSigns(whole) ? { difference: differenceStep(entry.self, hottest) } : { heat }),
    },
    heatBar(entry.self / hottest, BAR_WIDTH),
    ...(isExact ? [] : [{ text: interval, isDim: true }]),
    formatShare(entry.total / whole.size),
    ceilingText(ceilingIn(entry.total, whole)),
    { text: whereOf(entry.name, cwd), isDim: true },
  ]
}

function relativeRow(
  row: CallerStat,
  of: number,
  { stats, cwd }: { stats: CallStats; cwd: string | null },
): (Cell | string)[] {
  const part = row.total / of
  return [
    `  ${terminalName(row.name.name)}`,
    formatShare(row.total / stats.whole.size),
    heatBar(part, BAR_WIDTH),
    {
      text: formatShare(part),
      ...(part < 0 ? { difference: differenceStep(part, 1) } : { heat: heatStep(part, 1) }),
    },
    { text: whereOf(row.name, cwd), isDim: true },
  ]
}

/** A ceiling as people say it: "2.4×", "1 000×" and more as ∞. */
function ceilingText(ceiling: number): string {
  if (Number.isNaN(ceiling)) return '–'
  if (ceiling >= 1000) return '∞'
  return `${ceiling < 9.95 ? ceiling.toFixed(ceiling < 1.095 ? 2 : 1) : ceiling.toFixed(0)}×`
}

function whereOf(name: StatName, cwd: string | null): string {
  if (isPlaceless(name)) return ''
  const path = shortPath(name.file, cwd)
  return name.line > 0 ? `${path}:${name.line}` : path
}

/** The folder that paths are shown relative to: where the first of the recordings was made. */
function cwdOf({ recordings }: CallStats): string | null {
  return recordings[0]?.recording.meta.cwd ?? null
}

/** pstats' titles in the words of this table. */
function wordOf(title: string): string {
  return title === 'internal time' ? 'self' : title === 'cumulative time' ? 'total' : title
}

/** What shares are of where some of what was measured is below zero. */
function signsNote({ whole, unit }: CallStats): string {
  return `Parts are below zero: shares are of ${formatValue(whole.size, unit)}, the sum of all their sizes.\n`
}

/** What was measured, and the order and restrictions. */
function renderHeading({ stats, orderedBy, notes }: Listing, { colours }: Window): string {
  const lines = stats.recordings.map(({ recording }) => {
    const { name, interpreter, source, duration, samples, threads } = querySummary(recording)
    const facts = [
      interpreter ?? source,
      duration === null ? null : formatSeconds(duration / 1e9),
      samples === null || stats.valueType === 'samples' ? null : formatCountOf(samples, 'sample'),
      threads > 1 ? `${threads} threads` : null,
    ]
    const rest = facts.filter(fact => fact !== null).join(', ')
    return `${paintBold(terminalText(name), colours)}${rest === '' ? '' : `: ${terminalText(rest)}`}\n`
  })
  const amount = formatValue(stats.whole.total, stats.unit)
  const isTime = stats.unit === 'seconds'
  const whole = isTime ? `${amount} of ${stats.valueType} time` : `${amount} ${stats.valueType}`
  const reduced = notes.length > 0 ? formatNotes({ orderedBy, notes }).slice(1, -1) : []
  const order = orderedBy === null ? '' : `, ordered by ${orderedBy.map(wordOf).join(', ')}`
  return [
    ...lines,
    `${terminalText(whole)}${order}\n`,
    hasBothSigns(stats.whole) ? signsNote(stats) : '',
    ...reduced.map(note => `${note.trim()}\n`),
    '\n',
  ].join('')
}
