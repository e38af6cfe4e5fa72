import { formulas, recording, valueType } from '../state/app-state.ts'
import { formatValueTypeName } from '../state/figures.ts'
import { isFormulaOpen } from '../state/formulas.ts'
import { isWordless } from '../state/window-width.ts'
import { FormulaButton } from './formula-box.tsx'
import { Segmented } from './segmented.tsx'

const NEW_FORMULA = -1

/** Which value is shown, and values worked out from others. */
export function ValueTypes() {
  const info = recording.value
  if (info === null || info.summary.valueTypes.length < 2) return null
  const types = info.summary.valueTypes
  const value = valueType.value ?? info.defaultValueType
  const choose = (index: number) => {
    valueType.value = index === info.defaultValueType ? null : index
  }
  const hasFunctions = info.hasStacks || info.hasCalls
  if (types.length <= 3 && !isWordless.value && formulas.value.length === 0) {
    return (
      <div class="value-types">
        <Segmented
          label="Value type"
          value={value}
          choices={types.map((type, i) => ({ value: i, label: formatValueTypeName(type.name) }))}
          onChoose={choose}
        />
        {hasFunctions && <FormulaButton />}
      </div>
    )
  }
  return (
    <div class="value-types">
      <select
        class="select"
        aria-label="Value type"
        value={value}
        onChange={event => {
          const index = Number(event.currentTarget.value)
          if (index !== NEW_FORMULA) {
            choose(index)
            return
          }
          event.currentTarget.value = String(value)
          isFormulaOpen.value = true
        }}
      >
        {types.map((type, i) => (
          <option key={type.name} value={i}>
            {formatValueTypeName(type.name)}
          </option>
        ))}
        {hasFunctions && <option value={NEW_FORMULA}>New formula…</option>}
      </select>
      {hasFunctions && <FormulaButton />}
    </div>
  )
}
