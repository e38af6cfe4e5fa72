import { useRef, useState } from 'preact/hooks'
import { functions, matches, search } from '../state/answers.ts'
import { recording, searchText, selected, view } from '../state/app-state.ts'
import { formatCount, formatShare } from '../state/figures.ts'
import { heapOrder } from '../state/heap-state.ts'
import { toneOf } from '../state/tones.ts'
import { Icon } from './icons.tsx'

const SHOWN = 9

/** The search: names, files, `file.py:42` and `/patterns/`. What it finds is marked in every view while it stands. */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  // A search in a heap is of its table, which shows what it finds.
  const isOfHeap = view.value === 'heap'
  const hits = isOpen && !isOfHeap ? topHits() : []
  const choose = (func: number) => {
    selected.value = func
    setOpen(false)
    input.current?.blur()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(hits.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1))
    else if (event.key === 'Enter' && hits[active] !== undefined) choose(hits[active])
    else if (event.key === 'Escape') {
      if (searchText.value === '') input.current?.blur()
      searchText.value = ''
      setOpen(false)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="search">
      <Icon name="search" size={16} />
      <input
        ref={input}
        id="search"
        type="text"
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls="search-hits"
        aria-activedescendant={hits.length > 0 ? `hit-${active}` : undefined}
        aria-label={isOfHeap ? 'Search types of objects' : 'Search functions, files, lines'}
        placeholder={isOfHeap ? 'Search types' : 'Search functions, files, lines'}
        autocomplete="off"
        spellcheck={false}
        value={searchText.value}
        disabled={recording.value === null}
        onInput={event => {
          searchText.value = event.currentTarget.value
          setOpen(true)
          setActive(0)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {searchText.value === '' ? <kbd>/</kbd> : <Found />}
      {isOpen && !isOfHeap && searchText.value.trim() !== '' && (
        <Hits hits={hits} active={active} choose={choose} setActive={setActive} />
      )}
    </div>
  )
}

function Found() {
  if (view.value === 'heap') return <span class="search-count">{formatCount(heapOrder.value.length)}</span>
  const { value, error } = search.value
  if (error !== null || value === null) return null
  return <span class="search-count">{formatCount(value.matches)}</span>
}

/** The hottest functions that match: rows of the functions table come hottest first. */
function topHits(): number[] {
  const mask = matches.value
  const rows = functions.value.value?.rows
  const hits: number[] = []
  if (mask === null || rows === undefined) return hits
  for (let row = 0; row < rows.length && hits.length < SHOWN; row++) {
    if (mask[rows.func[row]!] === 1) hits.push(rows.func[row]!)
  }
  return hits
}

function Hits({
  hits,
  active,
  choose,
  setActive,
}: {
  hits: readonly number[]
  active: number
  choose: (func: number) => void
  setActive: (index: number) => void
}) {
  const { value, error } = search.value
  const funcs = recording.value!.funcs
  return (
    <div class="popover search-popover">
      <div id="search-hits" role="listbox" aria-label="Found functions">
        {hits.map((func, i) => (
          <div
            class="search-hit"
            key={func}
            id={`hit-${i}`}
            role="option"
            aria-selected={i === active}
            // The box must keep the keyboard, or its list would close before the click arrives.
            onMouseDown={event => event.preventDefault()}
            onClick={() => choose(func)}
            onMouseEnter={() => setActive(i)}
            onKeyDown={() => undefined}
          >
            <span class={`heat-dot ${toneOf(func)}`} />
            <span class="code ellipsis">{funcs.name[func]}</span>
            <span class="quiet ellipsis">{funcs.where[func]}</span>
          </div>
        ))}
      </div>
      <div class="popover-note" role="status">
        {error !== null
          ? error.message
          : value === null
            ? 'Searching …'
            : value.matches === 0
              ? 'Nothing matches. Try part of a name, “file.py:42” or /pattern/.'
              : `${formatCount(value.matches)} ${value.matches === 1 ? 'function matches' : 'functions match'}${
                  Number.isFinite(value.share) ? `, on the stack ${formatShare(value.share)} of the time` : ''
                }`}
      </div>
    </div>
  )
}
