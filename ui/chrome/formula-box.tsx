import { useRef, useState } from 'preact/hooks'
import { formulas, opened } from '../state/app-state.ts'
import { addFormulaText, formulaOf, formulaProblem, isFormulaOpen, removeFormula } from '../state/formulas.ts'
import { CheckedInput } from './checked-input.tsx'
import { PopoverBox, PopoverButton } from './popover.tsx'

const HINT =
  'Value types, numbers, + - * / and brackets; 10 Bm is 10 * Bm. A ratio stands beside the first value.'

/** The button beside the value types, and the box it opens: values worked out from others. */
export function FormulaButton() {
  return (
    <PopoverButton
      isOpen={isFormulaOpen}
      look="button-icon formula-button"
      icon="formula"
      label="New formula"
      title="New formula: a value worked out from others"
      box={button => <Box button={button} />}
    />
  )
}

function Box({ button }: { button: HTMLButtonElement | null }) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const problem = text.trim() === '' ? null : formulaProblem(text)
  const add = (formula: string) => {
    if (formula.trim() === '' || formulaProblem(formula) !== null) return
    addFormulaText(formula.trim())
    isFormulaOpen.value = false
  }
  const offered = (opened.value?.formulas ?? []).filter(formula => !formulas.value.includes(formula))
  return (
    <PopoverBox isOpen={isFormulaOpen} look="formula-box" label="New formula" button={button} first={input}>
      <CheckedInput
        field={input}
        label="Formula"
        noteId="formula-note"
        placeholder="Name = a + 10 b"
        text={text}
        problem={problem}
        hint={kindOf(text) ?? HINT}
        onInput={setText}
        onEnter={() => add(text)}
      />
      <p class="formula-names">
        {(opened.value?.summary.valueTypes ?? []).map(type => (
          <button
            type="button"
            key={type.name}
            class="chip code"
            onClick={() => {
              setText(`${text}${text === '' || text.endsWith(' ') ? '' : ' '}${type.name} `)
              input.current?.focus()
            }}
          >
            {type.name}
          </button>
        ))}
      </p>
      {(formulas.value.length > 0 || offered.length > 0) && (
        <ul class="formula-list">
          {formulas.value.map(formula => (
            <li key={formula}>
              <span class="code ellipsis" title={formula}>
                {formula}
              </span>
              <button
                type="button"
                class="link"
                onClick={() => removeFormula(formula)}
                aria-label={`Remove ${formula}`}
              >
                Remove
              </button>
            </li>
          ))}
          {offered.map(formula => (
            <li key={formula}>
              <span class="code ellipsis" title={formula}>
                {formula}
              </span>
              <button type="button" class="link" onClick={() => add(formula)} aria-label={`Add ${formula}`}>
                Add
              </button>
            </li>
          ))}
        </ul>
      )}
    </PopoverBox>
  )
}

/** What a formula will be. */
function kindOf(text: string): string | null {
  const formula = text.trim() === '' ? null : formulaOf(text)
  if (formula === null) return null
  const unmeasured =
    formula.missing.length === 0
      ? ''
      : ` Not measured, and counted as nothing: ${formula.missing.join(', ')}.`
  return formula.factors === null
    ? `A ratio: worked out for each function from its own sums and never added up. It will stand beside the first value.${unmeasured}`
    : `A sum: every view can show it.${unmeasured}`
}
