import { ceilingIn } from '../../query/functions/functions.ts'
import type { CallerStat, CallStat, CallStats } from '../../query/stats/call-stats.ts'
import type { Listing } from '../../query/stats/listing.ts'
import { statKey } from '../../query/stats/name.ts'
import { calleesInGraph, calleesOf, callersInGraph, type Relatives } from '../../query/stats/relatives.ts'
import { formatEight, formatFloatRepr, formatTextRepr, formatThousandths } from './python-format.ts'
import { terminalText } from './terminal-heat.ts'
import { padEnd, padStart, textWidth } from './text-width.ts'

/** What pstats does not print. */
export interface PstatsExtras {
  /** A column with each function's ceiling, and a self row at the end of callers and callees. */
  readonly hasExtras: boolean
}

/** What `print_stats` prints: the files, the sums, and a line for each function. To the digit, but for the extra column. */
export function renderPstats(listing: Listing, files: readonly string[], extras: PstatsExtras): string {
  const { stats, entries } = listing
  const lines: string[] = files.map(terminalText)
  if (files.length > 0) lines.push('')
  lines.push(`         ${formatSums(stats)}`, '')
  if (entries.length === 0) return joined(lines)
  lines.push(...formatNotes(listing))
  const ceilingTitle = extras.hasExtras ? '  ceiling' : ''
  lines.push(`   ncalls  tottime  percall  cumtime  percall${ceilingTitle} filename:lineno(function)`)
  for (const entry of entries) lines.push(formatEntry(entry, stats, extras))
  return joined([...lines, '', ''])
}

/** What `print_callers` and `print_callees` print. */
export function renderRelatives(
  listing: Listing,
  side: 'callers' | 'callees',
  { hasExtras }: PstatsExtras,
): string {
  const { stats, entries } = listing
  if (entries.length === 0) return ''
  const isReduced = entries.length < stats.entries.size
  const shown = isReduced ? entries : [...stats.entries.values()]
  const width =
    2 + shown.reduce((most, entry) => Math.max(most, textWidth(terminalText(entry.name.label))), 0)
  const lines = formatNotes(listing)
  lines.push(padEnd('Function ', width) + (side === 'callers' ? 'was called by...' : 'called...'))
  if (hasCosts(stats)) lines.push(`${' '.repeat(width)}    ncalls  tottime  cumtime`)
  const callees = side === 'callees' ? calleesOf(stats) : new Map<string, readonly CallerStat[]>()
  for (const entry of entries) {
    const relatives = side === 'callers' ? callersInGraph(entry) : calleesInGraph(entry, callees)
    const head = `${padEnd(terminalText(entry.name.label), width)}${side === 'callers' ? '<-' : '->'} `
    lines.push(...formatRelatives(head, relatives, { stats, width, hasExtras }))
  }
  return joined([...lines, '', ''])
}

/** The order and the restrictions, as pstats tells them before a table. */
export function formatNotes({ orderedBy, notes }: Pick<Listing, 'orderedBy' | 'notes'>): string[] {
  const order = orderedBy === null ? 'Random listing order was used' : `Ordered by: ${orderedBy.join(', ')}`
  const lines = [`   ${order}`]
  for (const { limit, before, after, isInvalid } of notes) {
    const text =
      limit.kind === 'pattern'
        ? formatTextRepr(limit.pattern)
        : limit.kind === 'share'
          ? formatFloatRepr(limit.share)
          : String(limit.count)
    lines.push(
      isInvalid
        ? `   <Invalid regular expression ${text}>`
        : `   List reduced from ${before} to ${after} due to restriction <${text}>`,
    )
  }
  return [...lines, '']
}

function formatSums({ calls, primitiveCalls, whole, unit, valueType }: CallStats): string {
  const primitive =
    calls === primitiveCalls || Number.isNaN(calls) ? '' : `(${formatCalls(primitiveCalls)} primitive calls) `
  const amount = `${formatThousandths(whole.total)} ${unit === 'seconds' ? unit : `${valueType} (${unit})`}`
  return `${formatCalls(calls)} function calls ${primitive}in ${amount}`
}

function formatEntry(entry: CallStat, { whole }: CallStats, { hasExtras }: PstatsExtras): string {
  const { calls, primitiveCalls, self, total, name } = entry
  const counts =
    calls === primitiveCalls || Number.isNaN(calls)
      ? formatCalls(calls)
      : `${formatCalls(calls)}/${formatCalls(primitiveCalls)}`
  const each = (cost: number, count: number) =>
    count > 0 || count < 0 ? formatEight(cost / count) : ' '.repeat(8)
  const columns = [
    padStart(counts, 9),
    formatEight(self),
    each(self, calls),
    formatEight(total),
    each(total, primitiveCalls),
    ...(hasExtras ? [formatCeiling(ceilingIn(total, whole)).padStart(8)] : []),
    terminalText(name.label),
  ]
  return columns.join(' ')
}

/** A ceiling: "2.61x", "inf" where nothing would be left. */
export function formatCeiling(ceiling: number): string {
  if (Number.isNaN(ceiling)) return '-'
  if (!Number.isFinite(ceiling) || ceiling >= 99_999) return 'inf'
  return `${ceiling < 9.995 ? ceiling.toFixed(2) : ceiling < 99.95 ? ceiling.toFixed(1) : ceiling.toFixed(0)}x`
}

function formatRelatives(
  head: string,
  { rows, own }: Relatives,
  { stats, width, hasExtras }: { stats: CallStats; width: number; hasExtras: boolean },
): string[] {
  const texts = rows.map((row, i) => formatRelative(row, { stats, width, isFirst: i === 0 }))
  if (hasExtras) texts.push(formatOwn(own, { width, isFirst: texts.length === 0, hasCosts: hasCosts(stats) }))
  const [first = '', ...rest] = texts
  return [head + first, ...rest]
}

/** One caller or callee. All but the first stand under it, which pstats does by widening the first column. */
function formatRelative(
  row: CallerStat,
  { stats, width, isFirst }: { stats: CallStats; width: number; isFirst: boolean },
): string {
  const label = terminalText(row.name.label)
  if (Number.isNaN(row.self) && Number.isNaN(row.total)) {
    const total = stats.entries.get(statKey(row.name))?.total ?? Number.NaN
    return `${' '.repeat(isFirst ? 0 : width + 3)}${label}(${formatCalls(row.calls)}) ${formatEight(total)}`
  }
  const counts =
    row.calls === row.primitiveCalls
      ? formatCalls(row.calls)
      : `${formatCalls(row.calls)}/${formatCalls(row.primitiveCalls)}`
  return formatCosts(row, label, { counts, width, isFirst })
}

function formatOwn(own: CallerStat, options: { width: number; isFirst: boolean; hasCosts: boolean }): string {
  const counts = Number.isNaN(own.calls) ? '' : formatCalls(own.calls)
  if (options.hasCosts) return formatCosts(own, own.name.label, { counts, ...options })
  const calls = counts === '' ? '' : `(${counts})`
  const cost = Number.isNaN(own.total) ? '' : ` ${formatEight(own.total)}`
  return `${' '.repeat(options.isFirst ? 0 : options.width + 3)}${own.name.label}${calls}${cost}`
}

function formatCosts(
  row: CallerStat,
  label: string,
  { counts, width, isFirst }: { counts: string; width: number; isFirst: boolean },
): string {
  const figures = `${padStart(counts, isFirst ? 7 : 9)} ${formatEight(row.self)} ${formatEight(row.total)}  ${label}`
  return isFirst ? figures : ' '.repeat(width + 1) + figures
}

/** Whether callers have costs: pstats looks at the first function that has callers. */
function hasCosts(stats: CallStats): boolean {
  for (const { callers } of stats.entries.values()) {
    for (const caller of callers.values()) return !(Number.isNaN(caller.self) && Number.isNaN(caller.total))
  }
  return false
}

function formatCalls(calls: number): string {
  if (Number.isNaN(calls)) return '-'
  return Number.isInteger(calls) && Math.abs(calls) >= 1e21 ? String(BigInt(calls)) : String(calls)
}

function joined(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}
