import type { LineValueColumn } from '../../src/query/line-values.ts'
import type { LinesAnswer } from '../../src/query/lines.ts'
import { formatRatio } from '../functions/beside-columns.tsx'
import { parsedFormulas, recording, valueType } from '../state/app-state.ts'
import { formatValue, formatValueTypeName } from '../state/figures.ts'
import { lineColumns, lineValues } from '../state/panes-state.ts'

/** No further columns. */
export const NONE: readonly LineValueColumn[] = []

/** Further values of the lines of an answer; none while they are not there. */
export function besidesOf(answer: LinesAnswer): readonly LineValueColumn[] {
  const held = lineValues.value.value
  const isSame =
    held !== null &&
    held.func === answer.func &&
    (held.source === -1 || held.source === answer.source) &&
    held.line.length === answer.length
  return isSame ? held.columns : NONE
}

/** Columns of the grid that lines stand in. */
export function lineGrid(hasHits: boolean, besides: number): string {
  return `56px 60px 64px ${hasHits ? '88px ' : ''}${besides > 0 ? `repeat(${besides}, 88px) ` : ''}minmax(160px, 1fr)`
}

/** The line's own cost in a further value; '' where it has none. */
export function besideText({ self, unit, isRatio }: LineValueColumn, at: number): string {
  const value = self[at]!
  if (Number.isNaN(value) || value === 0) return ''
  return isRatio ? formatRatio(value) : formatValue(value, unit)
}

/** What the cell stands for, with what the line calls. */
export function besideTitle(
  { name, totals, unit, isRatio }: LineValueColumn,
  at: number,
): string | undefined {
  const value = totals[at]!
  if (Number.isNaN(value) || value === 0) return undefined
  return `${name}, total: ${isRatio ? formatRatio(value) : formatValue(value, unit)}`
}

/** Which further values the lines show, side by side. */
export function LineColumns() {
  const info = recording.value!
  const types = info.summary.valueTypes
  const current = types[valueType.value ?? info.defaultValueType]?.name
  const ratios = parsedFormulas.value.filter(({ formula }) => formula.factors === null)
  const choices = [
    ...types
      .filter(type => type.name !== current)
      .map(({ name }) => ({ text: name, label: formatValueTypeName(name) })),
    ...ratios.map(({ source, formula }) => ({ text: source, label: formula.name })),
  ]
  if (choices.length === 0) return null
  return (
    <div class="line-columns" role="group" aria-label="Further columns">
      {choices.map(({ text, label }) => {
        const isOn = lineColumns.value.includes(text)
        return (
          <button
            type="button"
            key={text}
            class="chip"
            aria-pressed={isOn}
            onClick={() => {
              lineColumns.value = isOn
                ? lineColumns.value.filter(one => one !== text)
                : [...lineColumns.value, text]
            }}
          >
            {label}
          </button>
        )
      })}
    </div>
  )
}
