import { isNoise } from '../../analysis/difference/uncertainty.ts'
import { deltaArrow, formatChange, formatDelta } from '../../base/deltas.ts'
import { formatCount, formatCountOf, formatValue } from '../../base/units.ts'
import { shortPath } from '../../query/short-path.ts'
import { type ComparedStat, type ComparedStats, comparedRelatives } from '../../query/stats/compared-stats.ts'
import { isPlaceless } from '../../query/stats/name.ts'
import { differenceStep } from '../svg/heat.ts'
import type { Window } from './functions-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { paintBold, paintDim, terminalText } from './terminal-heat.ts'
import { terminalName } from './terminal-name.ts'

const NAME: Column = { title: 'Function', align: 'left', cut: 'end', least: 12 }
const WHERE: Column = { title: 'Where', align: 'left', cut: 'start', least: 8 }
const right = (title: string): Column => ({ title, align: 'right' })

/** The functions of a recording and its base: self now, before and what it differs by, with its 99 % interval; what total
 *  differs by; calls where they were counted. Differences that chance explains are dim. */
export function renderCompared(
  stats: ComparedStats,
  entries: readonly ComparedStat[],
  window: Window,
): string {
  const isCounted = stats.entries.some(({ calls, base }) => !Number.isNaN(calls) || base.calls > 0)
  const isExact = stats.samples === null && stats.baseSamples === null
  const largest = stats.entries.reduce(
    (most, { self, base }) => Math.max(most, Math.abs(self - base.self) || 0),
    0,
  )
  const columns = [
    NAME,
    ...[right('Self'), right('was'), right('Difference'), right('Change')],
    ...(isExact ? [] : [right('99 % interval')]),
    right('Total differs by'),
    ...(isCounted ? [right('Calls'), right('was')] : []),
    WHERE,
  ]
  const rows = entries.map(stat => rowOf(stat, stats, { isCounted, isExact, largest }))
  const left = stats.entries.length - entries.length
  const more = left > 0 ? `${formatCountOf(left, 'more function')}\n` : ''
  return heading(stats, window) + renderTable(columns, rows, window) + paintDim(more, window.colours)
}

/** Callers or callees of functions, each list closed by its self row. */
export function renderComparedRelatives(
  stats: ComparedStats,
  entries: readonly ComparedStat[],
  { side, window }: { side: 'callers' | 'callees'; window: Window },
): string {
  const title = side === 'callers' ? 'Function, called by' : 'Function, calls'
  const columns = [
    { ...NAME, title },
    right('Total'),
    right('was'),
    right('Difference'),
    right('Change'),
    WHERE,
  ]
  const rows = entries.flatMap(entry => {
    const relatives = comparedRelatives(stats, entry, side)
    const largest = relatives.reduce(
      (most, { total, base }) => Math.max(most, Math.abs(total - base.total) || 0),
      0,
    )
    return [
      relativeRow(entry, stats, { indent: '', largest: 0 }),
      ...relatives.map(row => relativeRow(row, stats, { indent: '  ', largest })),
    ]
  })
  return heading(stats, window) + renderTable(columns, rows, window)
}

function rowOf(
  stat: ComparedStat,
  stats: ComparedStats,
  how: { isCounted: boolean; isExact: boolean; largest: number },
): (Cell | string)[] {
  const { self, total, base, name, selfLow, selfHigh } = stat
  const { unit } = stats
  const isQuiet = isNoise(selfLow, selfHigh)
  const difference = isQuiet ? 3 : differenceStep(self - base.self, how.largest)
  return [
    { text: terminalName(name.name), isBold: difference === 0 || difference === 6 },
    formatValue(self, unit),
    { text: formatValue(base.self, unit), isDim: true },
    { text: deltaText(self - base.self, unit), difference, isDim: isQuiet },
    { text: formatChange(self, base.self), isDim: isQuiet },
    ...(how.isExact ? [] : [{ text: intervalText(stat, unit), isDim: true }]),
    { text: deltaText(total - base.total, unit), isDim: isNoise(stat.totalLow, stat.totalHigh) },
    ...(how.isCounted ? [formatCount(stat.calls), { text: formatCount(base.calls), isDim: true }] : []),
    { text: whereOf(stat, stats), isDim: true },
  ]
}

function relativeRow(
  stat: ComparedStat,
  stats: ComparedStats,
  { indent, largest }: { indent: string; largest: number },
): (Cell | string)[] {
  const { total, base, name } = stat
  const { unit } = stats
  return [
    { text: `${indent}${terminalName(name.name)}`, isBold: indent === '' },
    formatValue(total, unit),
    { text: formatValue(base.total, unit), isDim: true },
    { text: deltaText(total - base.total, unit), difference: differenceStep(total - base.total, largest) },
    formatChange(total, base.total),
    { text: whereOf(stat, stats), isDim: true },
  ]
}

/** "▲ +200 ms". */
function deltaText(delta: number, unit: string): string {
  const arrow = deltaArrow(delta)
  return arrow === '' ? formatDelta(delta, unit) : `${arrow} ${formatDelta(delta, unit)}`
}

function intervalText({ selfLow, selfHigh }: ComparedStat, unit: string): string {
  if (!Number.isFinite(selfLow) || !Number.isFinite(selfHigh)) return ''
  if (isNoise(selfLow, selfHigh)) return 'within the noise'
  return `${formatDelta(selfLow, unit)} … ${formatDelta(selfHigh, unit)}`
}

function whereOf({ name }: ComparedStat, { recording }: ComparedStats): string {
  if (isPlaceless(name)) return ''
  const path = shortPath(name.file, recording.meta.cwd)
  return name.line > 0 ? `${path}:${name.line}` : path
}

/** What was measured on both sides. */
function heading(stats: ComparedStats, { colours }: Window): string {
  const { recording, unit, valueType, total, baseTotal, scale } = stats
  const what = unit !== 'seconds' ? valueType : valueType === 'time' ? 'of time' : `of ${valueType} time`
  const whole = `${formatValue(total, unit)} ${what}`
  const delta = `${deltaText(total - baseTotal, unit)} (${formatChange(total, baseTotal)})`
  const scaled = scale === 1 ? '' : `, the base multiplied by ${Number(scale.toPrecision(4))}`
  return [
    `${paintBold(terminalText(recording.meta.name), colours)}\n`,
    `${terminalText(whole)}, was ${formatValue(baseTotal, unit)}: ${delta}${scaled}\n\n`,
  ].join('')
}
