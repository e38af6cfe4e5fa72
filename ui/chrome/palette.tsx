import { useEffect, useRef, useState } from 'preact/hooks'
import { allActions } from '../actions/all-actions.ts'
import { functions } from '../state/answers.ts'
import { isPaletteOpen, recording, selected } from '../state/app-state.ts'
import { toneOf } from '../state/tones.ts'
import { useModal } from './use-modal.ts'

const MOST_FUNCTIONS = 8

interface Entry {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly key: string | null
  readonly func: number
  readonly run: () => void
}

/** The command palette: every action, and every function by name. */
export function Palette() {
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const entries = find(text)
  const close = () => {
    isPaletteOpen.value = false
  }
  useModal(input)
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const run = (entry: Entry | undefined) => {
    if (entry === undefined) return
    close()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, entries.length))
    else if (event.key === 'ArrowUp') setActive((active + entries.length - 1) % Math.max(1, entries.length))
    else if (event.key === 'Enter') run(entries[active])
    else if (event.key === 'Escape') close()
    else if (event.key !== 'Tab') return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="overlay">
      <button type="button" class="overlay-back" aria-label="Close" tabIndex={-1} onClick={close} />
      <div class="dialog palette" role="dialog" aria-modal="true" aria-label="Commands">
        <input
          ref={input}
          class="palette-input"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={entries.length > 0 ? `palette-${active}` : undefined}
          aria-label="Command or function"
          placeholder="Type a command or a function"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={event => {
            setText(event.currentTarget.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
        <div class="palette-list" id="palette-list" role="listbox" aria-label="Commands" ref={list}>
          {entries.map((entry, i) => [
            entry.group !== entries[i - 1]?.group && (
              <div class="palette-group" key={`group ${entry.group}`} role="presentation">
                {entry.group}
              </div>
            ),
            <div
              key={entry.id}
              id={`palette-${i}`}
              class="palette-entry"
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              onClick={() => run(entry)}
              onKeyDown={() => undefined}
              onMouseMove={() => setActive(i)}
            >
              {entry.func !== -1 && <span class={`heat-dot ${toneOf(entry.func)}`} />}
              <span class={entry.func === -1 ? 'ellipsis' : 'ellipsis code'}>{entry.title}</span>
              {entry.key !== null && <kbd>{entry.key}</kbd>}
            </div>,
          ])}
          {entries.length === 0 && <p class="note">Nothing matches.</p>}
        </div>
      </div>
    </div>
  )
}

function find(text: string): Entry[] {
  const wanted = text.trim().toLowerCase()
  const actions = allActions()
    .filter(action => action.isAvailable?.() !== false)
    .filter(action => wanted === '' || isSubsequence(wanted, action.title.toLowerCase()))
    .map(({ id, title, group, key, run }) => ({ id, title, group: group as string, key, run, func: -1 }))
  return wanted === '' ? actions : [...actions, ...findFunctions(wanted)]
}

function findFunctions(wanted: string): Entry[] {
  const rows = functions.value.value?.rows
  const names = recording.value?.funcs.name
  if (rows === undefined || names === undefined) return []
  const found: Entry[] = []
  for (let row = 0; row < rows.length && found.length < MOST_FUNCTIONS; row++) {
    const func = rows.func[row]!
    if (!names[func]!.toLowerCase().includes(wanted)) continue
    found.push({
      id: `func-${func}`,
      title: names[func]!,
      group: 'Functions',
      key: null,
      func,
      run: () => {
        selected.value = func
      },
    })
  }
  return found
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0
  for (const char of wanted) {
    at = text.indexOf(char, at) + 1
    if (at === 0) return false
  }
  return true
}
