import { deltaArrow, formatChange, formatDelta } from '../../base/deltas.ts'
import { formatCount, formatValue, type Unit } from '../../base/units.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { ComparedPartsAnswer } from '../../query/functions/compared-parts.ts'
import type { DistantRelativesAnswer } from '../../query/functions/distant-relatives.ts'
import type { FunctionGroupsAnswer } from '../../query/functions/groups.ts'
import type { HotStackAnswer } from '../../query/functions/hot-stack.ts'
import type { FunctionValuesAnswer } from '../../query/functions/values.ts'
import { differenceStep } from '../svg/heat.ts'
import type { Window } from './functions-table.ts'
import { formatRatio, more, type Row, type Shown, shortName, whereOf } from './panes-table.ts'
import { type Column, renderTable } from './table.ts'
import { paintBold, paintDim, terminalText } from './terminal-heat.ts'

const NAME: Column = { title: 'Function', align: 'left', cut: 'end', least: 12 }
const WHERE: Column = { title: 'Where', align: 'left', cut: 'start', least: 8 }
const right = (title: string): Column => ({ title, align: 'right' })
const COMPARED = ['was', 'Difference', 'Change'].map(right)

interface Amounts {
  readonly unit: Unit
  /** What the largest colour stands for. */
  readonly largest: number
}

/** What it costs, what it cost, and what the two differ by. */
function compared(own: number, base: number, { unit, largest }: Amounts): Row {
  const delta = own - base
  return [
    formatValue(own, unit),
    { text: formatValue(base, unit), isDim: true },
    { text: deltaText(delta, unit), difference: differenceStep(delta, largest) },
    formatChange(own, base),
  ]
}

function deltaText(delta: number, unit: Unit): string {
  const arrow = deltaArrow(delta)
  return arrow === '' ? formatDelta(delta, unit) : `${arrow} ${formatDelta(delta, unit)}`
}

/** "548 ms wall, was 1.19 s: ▼ −641 ms (−54 %)". */
function wholeLine(valueType: ValueType, own: number, base: number): string {
  const { unit, name } = valueType
  const delta = `${deltaText(own - base, unit)} (${formatChange(own, base)})`
  return `${formatValue(own, unit)} ${terminalText(name)}, was ${formatValue(base, unit)}: ${delta}\n\n`
}

/** Groups of functions of a recording and its base. */
export function renderComparedGroups(answer: FunctionGroupsAnswer, shown: Shown, window: Window): string {
  const { name, functions, self, totals, valueType, grouping } = answer
  const base = answer.difference!
  const { unit } = valueType
  const rows = shown.rows.map(
    (row): Row => [
      name[row]!,
      formatCount(functions[row]!),
      ...compared(self[row]!, base.self[row]!, { unit, largest: base.largestSelf }),
      Number.isNaN(totals[row]! - base.total[row]!) ? '–' : deltaText(totals[row]! - base.total[row]!, unit),
    ],
  )
  const columns: Column[] = [
    { title: grouping[0]!.toUpperCase() + grouping.slice(1), align: 'left', cut: 'start', least: 12 },
    ...[right('Functions'), right('Self'), ...COMPARED, right('Total differs by')],
  ]
  const heading = wholeLine(valueType, answer.total, base.whole)
  return heading + renderTable(columns, rows, window) + more(shown, 'group', window)
}

/** All callers or callees of a function in a recording and its base. */
export function renderComparedRelatives(
  answer: DistantRelativesAnswer,
  { recording, shown, window }: { recording: Recording; shown: Shown; window: Window },
): string {
  const { rows, side, func, total, valueType } = answer
  const base = answer.difference!
  const { unit } = valueType
  const delta = `${deltaText(total - base.total, unit)} (${formatChange(total, base.total)})`
  const amount = `${formatValue(total, unit)}, was ${formatValue(base.total, unit)}: ${delta}`
  const heading = `${paintBold(terminalText(shortName(recording, func)), window.colours)}: ${amount}\n`
  const estimated = answer.isEstimated
    ? 'Totals are estimates on both sides: a call graph does not say what was called through what.\n'
    : ''
  const largest = shown.rows.reduce(
    (most, row) => Math.max(most, Math.abs(rows.total[row]! - base.rows.total[row]!) || 0),
    0,
  )
  const cells = shown.rows.map((row): Row => {
    const [near, far] = [rows.nearest[row]!, rows.farthest[row]!]
    return [
      shortName(recording, rows.func[row]!),
      far > near ? `${near} to ${far}` : String(near),
      ...compared(rows.total[row]!, base.rows.total[row]!, { unit, largest }),
      { text: whereOf(recording, rows.func[row]!), isDim: true },
    ]
  })
  const columns = [
    { ...NAME, title: side === 'callers' ? 'Called by' : 'Calls' },
    ...[right('Distance'), right('Total'), ...COMPARED, WHERE],
  ]
  const { colours } = window
  return (
    heading +
    paintDim(estimated, colours) +
    renderTable(columns, cells, window) +
    more(shown, 'function', window)
  )
}

/** The most expensive stack, with what the base's stacks cost that begin the same. */
export function renderComparedStack(answer: HotStackAnswer, recording: Recording, window: Window): string {
  const { funcs, totals, valueType, isEstimated } = answer
  const base = answer.difference!.totals
  const notes = isEstimated
    ? 'Most expensive stack, an estimate: a call graph does not say what was called through what.\n'
    : 'Most expensive stack: what the samples cost that share it from the top down to each line, now and before.\n'
  const largest = totals.reduce((most, value, i) => Math.max(most, Math.abs(value - base[i]!)), 0)
  const rows = Array.from(
    funcs,
    (func, i): Row => [
      `${' '.repeat(Math.min(i, 40))}${shortName(recording, func)}`,
      ...compared(totals[i]!, base[i]!, { unit: valueType.unit, largest }),
      { text: whereOf(recording, func), isDim: true },
    ],
  )
  const columns = [NAME, right('Total'), ...COMPARED, WHERE]
  const heading = wholeLine(valueType, answer.whole, answer.difference!.whole)
  return heading + paintDim(notes, window.colours) + renderTable(columns, rows, window)
}

/** Functions with several values side by side, each with the base's. */
export function renderComparedValues(
  { func, values }: FunctionValuesAnswer,
  { recording, shown, window }: { recording: Recording; shown: Shown; window: Window },
): string {
  const largest = values.map(({ self, base, isRatio }) =>
    isRatio
      ? 0
      : self.reduce((most, value, row) => Math.max(most, Math.abs(value - base!.self[row]!) || 0), 0),
  )
  const rows = shown.rows.map(
    (row): Row => [
      shortName(recording, func[row]!),
      ...values.flatMap(({ self, total, base, unit, isRatio }, k): Row => {
        const was = base!
        if (isRatio) return [self, was.self, total, was.total].map(column => formatRatio(column[row]!))
        return [
          ...compared(self[row]!, was.self[row]!, { unit, largest: largest[k]! }),
          deltaText(total[row]! - was.total[row]!, unit),
        ]
      }),
      { text: whereOf(recording, func[row]!), isDim: true },
    ],
  )
  const columns: Column[] = [
    NAME,
    ...values.flatMap(({ name, isRatio }) =>
      isRatio
        ? [right(`${name}, self`), right('was'), right('total'), right('was')]
        : [right(`${name}, self`), ...COMPARED, right('total differs by')],
    ),
    WHERE,
  ]
  return renderTable(columns, rows, window) + more(shown, 'function', window)
}

/** Parts with their sums on both sides. */
export function renderComparedParts(answer: ComparedPartsAnswer, window: Window): string {
  const { parts, valueTypes } = answer
  const largest = valueTypes.map((_, k) =>
    parts.reduce((most, { sums, baseSums }) => Math.max(most, Math.abs(sums[k]! - baseSums[k]!) || 0), 0),
  )
  const cellsOf = (sums: Float64Array, baseSums: Float64Array) =>
    valueTypes.flatMap(({ unit }, k) => compared(sums[k]!, baseSums[k]!, { unit, largest: largest[k]! }))
  const rows: Row[] = [
    ...parts.map(
      ({ kind, path, sums, baseSums }): Row => [
        path.join(' / '),
        { text: kind, isDim: true },
        ...cellsOf(sums, baseSums),
      ],
    ),
    ['All', '', ...cellsOf(answer.totals, answer.baseTotals)],
  ]
  const columns: Column[] = [
    { title: 'Part', align: 'left', cut: 'end', least: 12 },
    { title: 'Kind', align: 'left' },
    ...valueTypes.flatMap(({ name }) => [right(name), ...COMPARED]),
  ]
  return renderTable(columns, rows, window)
}
