import { useRef, useState } from 'preact/hooks'
import { hasFunctions } from '../state/answers.ts'
import { recording, transforms } from '../state/app-state.ts'
import { canFilterRegions, chosenRegions, regions, toggleRegion } from '../state/regions.ts'
import { PRESET_CHOICES } from '../state/transform-actions.ts'
import { addTransform, filterBox, problemOf, togglePreset } from '../state/transforms.ts'
import { Icon } from './icons.tsx'
import { Segmented } from './segmented.tsx'
import { useFocusInside, useOutsideClose } from './use-popover.ts'

type Kind = 'focus' | 'ignore' | 'hide' | 'show'

const KINDS: readonly { readonly value: Kind; readonly label: string; readonly hint: string }[] = [
  { value: 'focus', label: 'Focus', hint: 'Only samples in whose stack a function, file or binary matches' },
  { value: 'ignore', label: 'Ignore', hint: 'Without the samples in whose stack one matches' },
  { value: 'hide', label: 'Hide', hint: 'Without the frames that match: their cost falls to their callers' },
  { value: 'show', label: 'Show', hint: 'Only the frames that match' },
]

/** The button above every view that opens a box: filters by pattern, and presets. */
export function FilterBox() {
  const button = useRef<HTMLButtonElement>(null)
  const host = useRef<HTMLDivElement>(null)
  const isOpen = filterBox.value
  const count = transforms.value.length
  useOutsideClose(host, filterBox)
  return (
    <div class="filter-host" ref={host}>
      <button
        type="button"
        class="button filter-button"
        ref={button}
        aria-label={count === 0 ? 'Filter' : `Filter, ${count} in use`}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        title="Focus, ignore or hide by pattern; presets (N)"
        disabled={recording.value === null || !hasFunctions.value}
        onClick={() => {
          filterBox.value = !isOpen
        }}
      >
        <Icon name="filter" size={16} />
        <span class="wide-only">Filter</span>
      </button>
      {isOpen && <Box button={button.current} />}
    </div>
  )
}

function Box({ button }: { button: HTMLButtonElement | null }) {
  const host = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<Kind>('focus')
  const [pattern, setPattern] = useState('')
  useFocusInside(host, button, input)
  const text = `${kind}:${pattern}`
  const problem = pattern.trim() === '' ? null : problemOf(text)
  const apply = () => {
    if (pattern.trim() === '' || problem !== null) return
    addTransform(text)
    setPattern('')
    filterBox.value = false
  }
  return (
    <div class="popover filter-box" ref={host} role="dialog" aria-label="Filter">
      <Segmented
        label="What the pattern does"
        value={kind}
        choices={KINDS}
        onChoose={value => {
          setKind(value)
          input.current?.focus()
        }}
      />
      <input
        ref={input}
        type="text"
        class="filter-pattern code"
        aria-label="Regular expression of functions, files or binaries"
        aria-invalid={problem !== null}
        aria-describedby="filter-note"
        placeholder="Regular expression"
        autocomplete="off"
        spellcheck={false}
        value={pattern}
        onInput={event => setPattern(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          apply()
        }}
      />
      <p class="filter-note" id="filter-note" data-problem={problem !== null}>
        {problem ?? KINDS.find(({ value }) => value === kind)!.hint}
      </p>
      <div class="filter-presets" role="group" aria-label="Presets">
        {PRESET_CHOICES.map(preset => (
          <button
            type="button"
            key={preset.text}
            role="switch"
            class="filter-preset"
            aria-checked={transforms.value.includes(preset.text)}
            onClick={() => togglePreset(preset.text)}
          >
            <span>{preset.title}</span>
            <i class="switch" aria-hidden="true" />
          </button>
        ))}
      </div>
      {canFilterRegions.value && (
        <div class="filter-presets filter-regions" role="group" aria-label="Regions">
          {regions.value.map(({ name }) => (
            <button
              type="button"
              key={name}
              role="switch"
              class="filter-preset"
              aria-checked={chosenRegions.value.includes(name)}
              onClick={() => toggleRegion(name)}
            >
              <span class="ellipsis">Only {name}</span>
              <i class="switch" aria-hidden="true" />
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
