import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { PRESET_CHOICES } from '../actions/transform-actions.ts'
import { opened, transforms } from '../state/app-state.ts'
import { filterScope } from '../state/filter-scope.ts'
import { canFilterRegions, chosenRegions, regions, toggleRegion } from '../state/regions.ts'
import { addTransform, filterBox, problemOf, togglePreset } from '../state/transforms.ts'
import { CheckedInput } from './checked-input.tsx'
import {
  type FilterKind,
  hintOf,
  isTagKind,
  LINE_KINDS,
  STACK_KINDS,
  TAG_KINDS,
  withKey,
} from './filter-kinds.ts'
import { PopoverBox, PopoverButton } from './popover.tsx'
import { Segmented } from './segmented.tsx'

/** The button above every view that opens a box: filters by pattern, and presets. */
export function FilterBox() {
  const count = transforms.value.length
  return (
    <PopoverButton
      isOpen={filterBox}
      icon="filter"
      text={<span class="wide-only">Filter</span>}
      label={count === 0 ? 'Filter' : `Filter, ${count} in use`}
      title="Focus, ignore, hide or cut by pattern, tags; presets (N)"
      isDisabled={filterScope.value === null}
      box={button => <Box button={button} />}
    />
  )
}

function Box({ button }: { button: HTMLButtonElement | null }) {
  const input = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<FilterKind>('focus')
  const [pattern, setPattern] = useState('')
  const text = `${kind}:${pattern}`
  const problem = pattern.trim() === '' ? null : problemOf(text)
  const apply = () => {
    if (pattern.trim() === '' || problem !== null) return
    addTransform(text)
    setPattern('')
    filterBox.value = false
  }
  const choose = (value: FilterKind) => {
    setKind(value)
    // Arrows walk on through the choices: a click alone goes to the pattern.
    if (!document.activeElement?.matches('.filter-box [role=radio]:focus-visible')) input.current?.focus()
  }
  const keys = opened.value?.tagKeys ?? []
  const isOfLines = filterScope.value === 'lines'
  const kinds = isOfLines ? LINE_KINDS : STACK_KINDS
  return (
    <PopoverBox isOpen={filterBox} look="filter-box" label="Filter" button={button} first={input}>
      <Segmented<FilterKind> label="What the pattern does" value={kind} choices={kinds} onChoose={choose} />
      {keys.length > 0 && (
        <Segmented<FilterKind>
          label="What a rule about tags does"
          value={kind}
          choices={TAG_KINDS}
          onChoose={choose}
        />
      )}
      <CheckedInput
        field={input}
        label={
          isTagKind(kind)
            ? 'Rule about tags'
            : `Regular expression of functions, files or ${isOfLines ? 'places' : 'binaries'}`
        }
        noteId="filter-note"
        placeholder={
          kind === 'tagroot' || kind === 'tagleaf'
            ? 'Keys of tags'
            : isTagKind(kind)
              ? 'Tags'
              : 'Regular expression'
        }
        text={pattern}
        problem={problem}
        hint={kinds.find(({ value }) => value === kind)?.hint ?? hintOf(kind)}
        onInput={setPattern}
        onEnter={apply}
      />
      {isTagKind(kind) && (
        <p class="formula-names" role="group" aria-label="Keys of tags">
          {keys.map(key => (
            <button
              type="button"
              key={key}
              class="chip code"
              onClick={() => {
                setPattern(withKey(kind, pattern, key))
                input.current?.focus()
              }}
            >
              {key}
            </button>
          ))}
        </p>
      )}
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
