import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { hasFunctions } from '../state/answers.ts'
import { recording, transforms } from '../state/app-state.ts'
import { canFilterRegions, chosenRegions, regions, toggleRegion } from '../state/regions.ts'
import { PRESET_CHOICES } from '../state/transform-actions.ts'
import { addTransform, filterBox, problemOf, togglePreset } from '../state/transforms.ts'
import { CheckedInput } from './checked-input.tsx'
import { PopoverBox, PopoverButton } from './popover.tsx'
import { Segmented } from './segmented.tsx'

type Kind = 'focus' | 'ignore' | 'hide' | 'show'

const KINDS: readonly { readonly value: Kind; readonly label: string; readonly hint: string }[] = [
  { value: 'focus', label: 'Focus', hint: 'Only samples in whose stack a function, file or binary matches' },
  { value: 'ignore', label: 'Ignore', hint: 'Without the samples in whose stack one matches' },
  { value: 'hide', label: 'Hide', hint: 'Without the frames that match: their cost falls to their callers' },
  { value: 'show', label: 'Show', hint: 'Only the frames that match' },
]

/** The button above every view that opens a box: filters by pattern, and presets. */
export function FilterBox() {
  const count = transforms.value.length
  return (
    <PopoverButton
      isOpen={filterBox}
      icon="filter"
      text={<span class="wide-only">Filter</span>}
      label={count === 0 ? 'Filter' : `Filter, ${count} in use`}
      title="Focus, ignore or hide by pattern; presets (N)"
      isDisabled={recording.value === null || !hasFunctions.value}
      box={button => <Box button={button} />}
    />
  )
}

function Box({ button }: { button: HTMLButtonElement | null }) {
  const input = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<Kind>('focus')
  const [pattern, setPattern] = useState('')
  const text = `${kind}:${pattern}`
  const problem = pattern.trim() === '' ? null : problemOf(text)
  const apply = () => {
    if (pattern.trim() === '' || problem !== null) return
    addTransform(text)
    setPattern('')
    filterBox.value = false
  }
  return (
    <PopoverBox isOpen={filterBox} look="filter-box" label="Filter" button={button} first={input}>
      <Segmented
        label="What the pattern does"
        value={kind}
        choices={KINDS}
        onChoose={value => {
          setKind(value)
          input.current?.focus()
        }}
      />
      <CheckedInput
        field={input}
        label="Regular expression of functions, files or binaries"
        noteId="filter-note"
        placeholder="Regular expression"
        text={pattern}
        problem={problem}
        hint={KINDS.find(({ value }) => value === kind)!.hint}
        onInput={setPattern}
        onEnter={apply}
      />
      <div class="filter-presets" role="group" aria-label="Presets">
        {PRESET_CHOICES.map(({ text, title }) => (
          <Switch
            key={text}
            isOn={transforms.value.includes(text)}
            text={<span>{title}</span>}
            onToggle={() => togglePreset(text)}
          />
        ))}
      </div>
      {canFilterRegions.value && (
        <div class="filter-presets filter-regions" role="group" aria-label="Regions">
          {regions.value.map(({ name }) => (
            <Switch
              key={name}
              isOn={chosenRegions.value.includes(name)}
              text={<span class="ellipsis">Only {name}</span>}
              onToggle={() => toggleRegion(name)}
            />
          ))}
        </div>
      )}
    </PopoverBox>
  )
}

function Switch({ isOn, text, onToggle }: { isOn: boolean; text: ComponentChildren; onToggle: () => void }) {
  return (
    <button type="button" role="switch" class="filter-preset" aria-checked={isOn} onClick={onToggle}>
      {text}
      <i class="switch" aria-hidden="true" />
    </button>
  )
}
