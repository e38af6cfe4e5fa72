import { useRef, useState } from 'preact/hooks'
import { formulas, opened } from '../state/app-state.ts'
import { addFormulaText, formulaOf, formulaProblem, isFormulaOpen, removeFormula } from '../state/formulas.ts'
import { Icon } from './icons.tsx'
import { useFocusInside, useOutsideClose } from './use-popover.ts'

const HINT =
  'Value types, numbers, + - * / and brackets; 10 Bm is 10 * Bm. A ratio stands beside the first value.'

/** The button beside the value types, and the box it opens: values worked out from others. */
export function FormulaButton() {
  const host = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const isOpen = isFormulaOpen.value
  useOutsideClose(host, isFormulaOpen)
  return (
    <div class="filter-host" ref={host}>
      <button
        type="button"
        class="button button-icon formula-button"
        ref={button}
        aria-label="New formula"
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        title="New formula: a value worked out from others"
        onClick={() => {
          isFormulaOpen.value = !isOpen
        }}
      >
        <Icon name="formula" size={16} />
      </button>
      {isOpen && <Box button={button.current} />}
    </div>
  )
}

function Box({ button }: { button: HTMLButtonElement | null }) {
  const host = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useFocusInside(host, button, input)
  const problem = text.trim() === '' ? null : formulaProblem(text)
  const add = (formula: string) => {
    if (formula.trim() === '' || formulaProblem(formula) !== null) return
    addFormulaText(formula.trim())
    isFormulaOpen.value = false
  }
  const offered = (opened.value?.formulas ?? []).filter(formula => !formulas.value.includes(formula))
  return (
    <div class="popover formula-box" ref={host} role="dialog" aria-label="New formula">
      <input
        ref={input}
        type="text"
        class="filter-pattern code"
        aria-label="Formula"
        aria-invalid={problem !== null}
        aria-describedby="formula-note"
        placeholder="Name = a + 10 b"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            event.preventDefault()
            add(text)
          } else if (event.key === 'Escape') {
            event.preventDefault()
            event.stopPropagation()
            isFormulaOpen.value = false
          }
        }}
      />
      <p class="filter-note" id="formula-note" data-problem={problem !== null}>
        {problem ?? kindOf(text) ?? HINT}
      </p>
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
    </div>
  )
}

/** What a formula will be. */
function kindOf(text: string): string | null {
  const formula = text.trim() === '' ? null : formulaOf(text)
  if (formula === null) return null
  return formula.factors === null
    ? `A ratio: worked out for each function from its own sums and never added up. It will stand beside the first value.`
    : `A sum: every view can show it.`
}
