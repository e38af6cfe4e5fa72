import { deltaArrow, formatChange, formatDelta } from '../../base/deltas.ts'
import { formatBytes, formatCount, formatSeconds, formatValue, type Unit } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import type { OverviewAnswer } from '../../query/overview.ts'
import { shortPath } from '../../query/short-path.ts'
import type { TextOptions } from './lines-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { paintBold } from './terminal-heat.ts'
import { terminalName } from './terminal-name.ts'

/** Options of {@link formatOverview}. */
export interface OverviewOptions extends TextOptions {
  /** Folder that paths are shown from. */
  readonly cwd: string
}

/** What a recording without functions says, as tables: functions by their lines, timelines, totals. Parts that it does
 *  not have are left out. */
export function formatOverview(
  answer: OverviewAnswer,
  recording: Recording,
  options: OverviewOptions,
): string {
  const sections = [
    answer.measured.length === 0 ? null : measuredTable(answer, recording, options),
    answer.heaps.length === 0 ? null : heapsTable(answer, options),
    answer.timelines.length === 0 ? null : timelinesTable(answer, options),
    answer.counters.length === 0 ? null : countersTable(answer, options),
  ].filter(section => section !== null)
  const title = paintBold(recording.meta.name, options.colours)
  return sections.length === 0 ? `${title}: nothing was measured\n` : `${title}\n\n${sections.join('\n')}`
}

function measuredTable(
  { measured, valueTypes: types }: OverviewAnswer,
  { shared }: Recording,
  options: OverviewOptions,
): string {
  const isCompared = measured.some(({ base }) => base !== null)
  const right = (title: string): Column => ({ title, align: 'right' })
  const columns: Column[] = [
    { title: 'Function', align: 'left', cut: 'end', least: 12 },
    right('Lines'),
    ...['Hits', ...(isCompared ? ['were'] : [])].map(right),
    ...types.flatMap(({ name }) => [name, ...(isCompared ? ['was', 'Difference', 'Change'] : [])].map(right)),
    { title: 'Where', align: 'left', cut: 'start' },
  ]
  const rows = measured.map(({ func, source, lines, hits, values, base }): (Cell | string)[] => {
    const path = shortPath(shared.strings[shared.sources.path[source]!]!, options.cwd)
    const line = func === -1 ? -1 : shared.funcs.line[func]!
    return [
      func === -1 ? '–' : terminalName(shared.strings[shared.funcs.name[func]!]!),
      formatCount(lines),
      formatCount(hits),
      ...(base === null ? [] : [formatCount(base.hits)]),
      ...values.flatMap((value, k) => {
        const { unit } = types[k]!
        const cells = base === null ? [] : comparedCells(value, base.values[k], unit)
        return [formatValue(value, unit), ...cells]
      }),
      line > 0 ? `${path}:${line}` : path,
    ]
  })
  return renderTable(columns, rows, { width: options.columns, colours: options.colours })
}

function heapsTable({ heaps }: OverviewAnswer, options: OverviewOptions): string {
  const right = (title: string): Column => ({ title, align: 'right' })
  const columns: Column[] = [
    { title: 'Objects of the heap', align: 'left', cut: 'end', least: 12 },
    ...['Objects', 'Tracked', 'Untracked', 'Size'].map(right),
  ]
  const rows = heaps.map(({ name, count, tracked, untracked, size }) => [
    name === '' ? 'a look' : name,
    ...[count, tracked, untracked].map(formatCount),
    formatBytes(size),
  ])
  const table = renderTable(columns, rows, { width: options.columns, colours: options.colours })
  return `${table}"pyrometer heap" shows what they are, and with --base what grew\n`
}

const MOST_COMPARED = ['Most was', 'Difference', 'Change']

function timelinesTable({ timelines }: OverviewAnswer, options: OverviewOptions): string {
  const isCompared = timelines.some(({ base }) => base !== undefined)
  const columns: Column[] = [
    { title: 'Over time', align: 'left', cut: 'end', least: 12 },
    ...['Points', 'First', 'Least', 'Most', 'at', 'Last', ...(isCompared ? MOST_COMPARED : [])].map(
      title => ({
        title,
        align: 'right' as const,
      }),
    ),
  ]
  const rows = timelines.map(series => {
    const value = (amount: number) => formatValue(amount, series.unit)
    return [
      series.process === '' ? series.name : `${series.name} of ${series.process}`,
      formatCount(series.points),
      value(series.first),
      value(series.least),
      value(series.most),
      formatSeconds(series.mostAt / 1e9),
      value(series.last),
      ...(isCompared ? comparedCells(series.most, series.base?.most, series.unit) : []),
    ]
  })
  return renderTable(columns, rows, { width: options.columns, colours: options.colours })
}

function countersTable({ counters }: OverviewAnswer, options: OverviewOptions): string {
  const columns: Column[] = [
    { title: 'In all', align: 'left', cut: 'end', least: 12 },
    { title: 'Value', align: 'right' },
  ]
  const isCompared = counters.some(({ base }) => base !== undefined)
  if (isCompared)
    columns.push(...['Was', 'Difference', 'Change'].map(title => ({ title, align: 'right' as const })))
  const rows = counters.map(({ name, unit, value, base }) => [
    name,
    formatValue(value, unit),
    ...(isCompared ? comparedCells(value, base, unit) : []),
  ])
  return renderTable(columns, rows, { width: options.columns, colours: options.colours })
}

/** What the base has, and what the two differ by. */
function comparedCells(value: number, base: number | undefined, unit: Unit): string[] {
  if (base === undefined || Number.isNaN(base)) return ['–', '', '']
  const delta = value - base
  const size = delta === 0 ? 'same' : `${deltaArrow(delta)} ${formatDelta(delta, unit)}`
  return [formatValue(base, unit), size, formatChange(value, base)]
}
