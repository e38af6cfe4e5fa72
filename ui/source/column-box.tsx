import { signal } from '@preact/signals'
import type { LineColumnInfo, LineMeasure } from '../../src/query/lines/column-list.ts'
import type { LineColumnsAnswer } from '../../src/query/lines/columns.ts'
import { PopoverBox, PopoverButton } from '../chrome/popover.tsx'
import { formatValueTypeName } from '../state/figures.ts'
import { lineColumns } from '../state/panes-state.ts'
import { hintOfColumn } from './column-look.ts'

/** Whether the box of columns is open. */
const isColumnBoxOpen = signal(false)

const MEASURES: readonly (readonly [measure: LineMeasure, title: string])[] = [
  ['self', 'Value'],
  ['self-share', '%'],
  ['per-hit', 'Per hit'],
  ['total', 'Total'],
  ['total-share', 'Total %'],
]

/** The button above the lines, and the box in which their columns are chosen: a row a value, a column a measure. */
export function ColumnBox({ answer }: { answer: LineColumnsAnswer }) {
  if (answer.available.length < 2) return null
  return (
    <PopoverButton
      isOpen={isColumnBoxOpen}
      icon="parts"
      text={<span>Columns</span>}
      title="Columns: what is shown of each line"
      box={button => <Box answer={answer} button={button} />}
    />
  )
}

function Box({ answer, button }: { answer: LineColumnsAnswer; button: HTMLButtonElement | null }) {
  // What is wanted, for what is shown follows later.
  const shown = lineColumns.value.length > 0 ? lineColumns.value : answer.columns.map(({ key }) => key)
  const toggle = (info: LineColumnInfo) => {
    // In the order in which they can be chosen: columns do not jump about.
    const next = answer.available
      .map(({ key }) => key)
      .filter(key => (key === info.key ? !shown.includes(key) : shown.includes(key)))
    if (next.length > 0) lineColumns.value = next
  }
  const values = [...new Set(answer.available.map(info => info.value))]
  const measures = MEASURES.filter(([measure]) => answer.available.some(info => info.measure === measure))
  const find = (value: string, measure: LineMeasure) =>
    answer.available.find(info => info.value === value && info.measure === measure)
  return (
    <PopoverBox isOpen={isColumnBoxOpen} look="column-box" label="Columns" button={button}>
      <table class="column-table">
        <thead>
          <tr>
            <td />
            {measures.map(([measure, title]) => (
              <th key={measure} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {values.map(value => {
            const only = find(value, 'hits') ?? find(value, 'formula')
            return (
              <tr key={value}>
                <th scope="row" class="ellipsis" title={value}>
                  {only?.measure === 'formula' ? value : formatValueTypeName(value)}
                </th>
                {measures.map(([measure], i) => {
                  const info = only !== undefined ? (i === 0 ? only : undefined) : find(value, measure)
                  return (
                    <td key={measure}>
                      {info !== undefined && (
                        <input
                          type="checkbox"
                          aria-label={hintOfColumn(info).split('\n')[0]}
                          title={hintOfColumn(info)}
                          checked={shown.includes(info.key)}
                          onChange={() => toggle(info)}
                        />
                      )}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
      <button
        type="button"
        class="link column-reset"
        disabled={lineColumns.value.length === 0}
        onClick={() => {
          lineColumns.value = []
        }}
      >
        As at first
      </button>
    </PopoverBox>
  )
}
