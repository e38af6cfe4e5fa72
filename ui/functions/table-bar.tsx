import { formatCountOf } from '../../src/base/units.ts'
import { functions } from '../state/answers.ts'
import { parsedFormulas, recording, valueType } from '../state/app-state.ts'
import { formatCount, formatValueTypeName } from '../state/figures.ts'
import { isFormulaOpen } from '../state/formulas.ts'
import { beside, GROUPINGS, type Grouping, grouping } from '../state/panes-state.ts'
import { shownGroups, tableRows } from './table-rows.ts'

const NEW_FORMULA = '\0new'

/** The line above the functions table: how many there are, what they are grouped by, and the value beside the first. */
export function TableBar() {
  const info = recording.value
  const count = functions.value.value?.rows.length ?? 0
  const groups = shownGroups.value
  if (info === null) return null
  return (
    <div class="table-bar">
      <span class="table-count">
        {/* One text: words that come before others would move them. */}
        {[
          count === 0 ? '' : formatCountOf(count, 'function'),
          groups === null
            ? ''
            : ` in ${formatCount(groups.length)} ${nounOf(groups.grouping, groups.length)}`,
          groups !== null && tableRows.value.items.length === 0 ? ', none found' : '',
        ].join('')}
      </span>
      <label class="table-choice">
        <span>Group by</span>
        <select
          class="select select-small"
          value={grouping.value}
          onChange={event => {
            grouping.value = event.currentTarget.value as Grouping | 'none'
          }}
        >
          <option value="none">nothing</option>
          {GROUPINGS.map(one => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <Beside />
    </div>
  )
}

function nounOf(grouping: Grouping, count: number): string {
  if (count === 1) return grouping
  return grouping === 'library' ? 'libraries' : grouping === 'class' ? 'classes' : `${grouping}s`
}

function Beside() {
  const info = recording.value!
  const types = info.summary.valueTypes
  const current = types[valueType.value ?? info.defaultValueType]?.name
  const ratios = parsedFormulas.value.filter(({ formula }) => formula.factors === null)
  if (types.length < 2 && ratios.length === 0) return null
  const others = types.filter(type => type.name !== current)
  const isKnown =
    others.some(type => type.name === beside.value) || ratios.some(({ source }) => source === beside.value)
  return (
    <label class="table-choice">
      <span>Beside</span>
      <select
        class="select select-small"
        value={isKnown ? beside.value! : ''}
        onChange={event => {
          const text = event.currentTarget.value
          if (text === NEW_FORMULA) {
            isFormulaOpen.value = true
            event.currentTarget.value = beside.value ?? ''
          } else beside.value = text === '' ? null : text
        }}
      >
        <option value="">nothing</option>
        {others.map(type => (
          <option key={type.name} value={type.name}>
            {formatValueTypeName(type.name)}
          </option>
        ))}
        {ratios.map(({ source, formula }) => (
          <option key={source} value={source}>
            {formula.name} (ratio)
          </option>
        ))}
        <option value={NEW_FORMULA}>new formula…</option>
      </select>
    </label>
  )
}
