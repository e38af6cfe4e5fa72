import { formatCount, formatShare, formatValue } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { PartsAnswer } from '../../query/filter/parts.ts'
import type { DistantRelativesAnswer } from '../../query/functions/distant-relatives.ts'
import { hasBothSigns } from '../../query/functions/functions.ts'
import type { FunctionGroupsAnswer } from '../../query/functions/groups.ts'
import { type HotStackAnswer, hasShrunk } from '../../query/functions/hot-stack.ts'
import type { FunctionValuesAnswer, ValueColumn } from '../../query/functions/values.ts'
import { shortPath } from '../../query/short-path.ts'
import { nameOf } from '../../query/stats/call-stats.ts'
import { isPlaceless } from '../../query/stats/name.ts'
import { differenceStep, heatStep } from '../svg/heat.ts'
import type { Window } from './functions-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { heatBar, paintBold, paintDim, terminalText } from './terminal-heat.ts'
import { terminalName } from './terminal-name.ts'

const BAR_WIDTH = 8
const NAME: Column = { title: 'Function', align: 'left', cut: 'end', least: 12 }
const WHERE: Column = { title: 'Where', align: 'left', cut: 'start', least: 8 }
const right = (title: string): Column => ({ title, align: 'right' })

/** A row of cells. */
export type Row = (Cell | string)[]

/** Rows of a table that are shown, by their numbers, and how many there are. */
export interface Shown {
  readonly rows: readonly number[]
  readonly of: number
}

/** Groups of functions with their figures. */
export function renderGroups(answer: FunctionGroupsAnswer, shown: Shown, window: Window): string {
  const { name, functions, self, totals, whole, valueType } = answer
  const hottest = Math.abs(self[0] ?? 0)
  const isSigned = hasBothSigns({ total: answer.total, size: whole })
  const title = answer.grouping[0]!.toUpperCase() + answer.grouping.slice(1)
  const rows = shown.rows.map(
    (row): Row => [
      { text: name[row]!, isBold: heatStep(self[row]!, hottest) >= 5 },
      formatCount(functions[row]!),
      {
        text: formatShare(self[row]! / whole),
        ...(isSigned
          ? { difference: differenceStep(self[row]!, hottest) }
          : { heat: heatStep(self[row]!, hottest) }),
      },
      heatBar(hottest > 0 ? self[row]! / hottest : 0, BAR_WIDTH),
      formatValue(self[row]!, valueType.unit),
      Number.isNaN(totals[row]!) ? '–' : formatShare(totals[row]! / whole),
    ],
  )
  const columns: Column[] = [
    { title, align: 'left', cut: 'start', least: 12 },
    right('Functions'),
    right('Self'),
    { title: '', align: 'left' },
    right(''),
    right('Total'),
  ]
  const unknown = shown.rows.some(row => Number.isNaN(totals[row]!))
    ? 'A call graph does not say what a group costs in all: totals of its functions count calls within it twice.\n'
    : ''
  return renderTable(columns, rows, window) + more(shown, 'group', window) + paintDim(unknown, window.colours)
}

/** All callers or callees of a function. */
export function renderDistantRelatives(
  answer: DistantRelativesAnswer,
  { recording, shown, window }: { recording: Recording; shown: Shown; window: Window },
): string {
  const { rows, side, func, total, whole, valueType } = answer
  const amount = `${formatValue(total, valueType.unit)}, ${formatShare(total / whole)} of the whole`
  // Relatives have stacks in common: where some take away there is nothing that their costs are shares of.
  const of = rows.total.some(cost => cost < 0) || total < 0 ? Number.NaN : total
  const heading = `${paintBold(terminalText(shortName(recording, func)), window.colours)}: ${amount}\n`
  const estimated = answer.isEstimated
    ? 'Totals are estimates: the cost of each function is split among its ' +
      `${side} as it is over all calls. Distances are exact.\n`
    : ''
  const cells = shown.rows.map((row): Row => {
    const cost = rows.total[row]!
    const [near, far] = [rows.nearest[row]!, rows.farthest[row]!]
    return [
      shortName(recording, rows.func[row]!),
      far > near ? `${near} to ${far}` : String(near),
      formatShare(cost / whole),
      Number.isNaN(cost) || total === 0 ? '' : heatBar(cost / of, BAR_WIDTH),
      { text: formatShare(cost / of), heat: Number.isNaN(cost) ? 0 : heatStep(cost / of, 1) },
      ...(side === 'callees' ? [formatShare(rows.self[row]! / of)] : []),
      { text: whereOf(recording, rows.func[row]!), isDim: true },
    ]
  })
  const columns = [
    { ...NAME, title: side === 'callers' ? 'Called by' : 'Calls' },
    right('Distance'),
    right('Total'),
    { title: '', align: 'left' } as const,
    right('Of it'),
    ...(side === 'callees' ? [right('Self of it')] : []),
    WHERE,
  ]
  return (
    heading +
    paintDim(estimated, window.colours) +
    renderTable(columns, cells, window) +
    more(shown, 'function', window)
  )
}

/** The most expensive stack, outermost function first. */
export function renderHotStack(answer: HotStackAnswer, recording: Recording, window: Window): string {
  const { funcs, totals, self, whole, valueType, isEstimated } = answer
  const which = hasShrunk(answer) ? 'Stack that shrank most' : 'Most expensive stack'
  const notes = isEstimated
    ? `${which}, an estimate: a call graph does not say what was called through what.\n`
    : `${which}: what the samples cost that share it from the top down to each line.\n`
  const rows = Array.from(
    funcs,
    (func, i): Row => [
      { text: `${' '.repeat(Math.min(i, 40))}${shortName(recording, func)}` },
      { text: formatShare(totals[i]! / whole), heat: heatStep(totals[i]! / whole, 1) },
      heatBar(whole > 0 ? totals[i]! / whole : 0, BAR_WIDTH),
      formatValue(totals[i]!, valueType.unit),
      formatShare(self[i]! / whole),
      { text: whereOf(recording, func), isDim: true },
    ],
  )
  const columns = [
    NAME,
    right('Total'),
    { title: '', align: 'left' } as const,
    right(''),
    right('Ends here'),
    WHERE,
  ]
  return paintDim(notes, window.colours) + renderTable(columns, rows, window)
}

/** Parts with their sums, and a bar of their shares in the first value type. */
export function renderParts({ parts, valueTypes, wholes }: PartsAnswer, window: Window): string {
  const rows = parts.map(
    ({ kind, path, sums }, i): Row => [
      String(i + 1),
      path.join(' / '),
      { text: kind, isDim: true },
      ...valueTypes.flatMap(({ unit }, k) => [
        formatValue(sums[k]!, unit),
        ...(k === 0 ? [heatBar(wholes[0]! > 0 ? (sums[0] || 0) / wholes[0]! : 0, BAR_WIDTH)] : []),
        { text: formatShare(sums[k]! / wholes[k]!), isDim: k > 0 },
      ]),
    ],
  )
  const columns: Column[] = [
    right('#'),
    { title: 'Part', align: 'left', cut: 'end', least: 12 },
    { title: 'Kind', align: 'left' },
    ...valueTypes.flatMap(({ name }, k) => [
      right(name),
      ...(k === 0 ? [{ title: '', align: 'left' } as const] : []),
      right('Share'),
    ]),
  ]
  return renderTable(columns, rows, window)
}

/** Functions with several values side by side. */
export function renderValues(
  { func, values }: FunctionValuesAnswer,
  { recording, shown, window }: { recording: Recording; shown: Shown; window: Window },
): string {
  const hottest = values.map(({ self, isRatio }) =>
    isRatio ? 0 : self.reduce((most, value) => Math.max(most, value), 0),
  )
  const cellsOf = (column: ValueColumn, k: number, row: number): Row => {
    const { self, total, whole, unit, isRatio } = column
    if (isRatio) return [formatRatio(self[row]!), formatRatio(total[row]!)]
    return [
      { text: formatShare(self[row]! / whole), heat: heatStep(self[row]!, hottest[k]!) },
      formatValue(self[row]!, unit),
      formatShare(total[row]! / whole),
      formatValue(total[row]!, unit),
    ]
  }
  const rows = shown.rows.map(
    (row): Row => [
      shortName(recording, func[row]!),
      ...values.flatMap((column, k) => cellsOf(column, k, row)),
      { text: whereOf(recording, func[row]!), isDim: true },
    ],
  )
  const columns: Column[] = [
    NAME,
    ...values.flatMap(({ name, isRatio }) =>
      isRatio
        ? [right(`${name}, self`), right('total')]
        : [right(`${name}, self`), right(''), right('total'), right('')],
    ),
    WHERE,
  ]
  const wholes = values.map(({ name, whole, unit, isRatio }) => {
    const figure = isRatio
      ? `${formatRatio(whole)} over all, a ratio of each row's own sums (it does not add up)`
      : formatValue(whole, unit)
    return `${terminalText(name)}: ${figure}\n`
  })
  return `${wholes.join('')}\n${renderTable(columns, rows, window)}${more(shown, 'function', window)}`
}

/** A ratio with the digits that tell something. */
export function formatRatio(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2)
  return size >= 100 ? value.toFixed(0) : value.toFixed(size >= 10 ? 1 : 3)
}

/** "12 more functions", where not all are shown. */
export function more({ rows, of }: Shown, what: string, { colours }: Window): string {
  const left = of - rows.length
  return left > 0 ? paintDim(`${formatCount(left)} more ${what}${left === 1 ? '' : 's'}\n`, colours) : ''
}

/** The name of a func as a terminal shows it. */
export function shortName({ shared }: Recording, func: FuncIndex): string {
  return terminalName(nameOf(shared, func).name)
}

/** Where a func is defined, as its recording's folder sees it; empty for what has no place. */
export function whereOf({ shared, meta }: Recording, func: FuncIndex): string {
  const name = nameOf(shared, func)
  if (isPlaceless(name)) return ''
  const path = shortPath(name.file, meta.cwd)
  return name.line > 0 ? `${path}:${name.line}` : path
}
