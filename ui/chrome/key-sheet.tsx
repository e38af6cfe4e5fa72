import { useRef } from 'preact/hooks'
import { allActions } from '../actions/all-actions.ts'
import { hasLetterKeys, setLetterKeys } from '../actions/letter-keys.ts'
import { isKeySheetOpen, isPaletteOpen } from '../state/app-state.ts'
import { heapInfo } from '../state/heap-state.ts'
import { Icon } from './icons.tsx'
import { useModal } from './use-modal.ts'

interface Row {
  readonly keys: readonly string[]
  readonly title: string
}

const FLAME: readonly Row[] = [
  { keys: ['←', '→'], title: 'Neighbour' },
  { keys: ['↑', '↓'], title: 'Caller or widest callee, where they point' },
  { keys: ['Page ↑', 'Page ↓'], title: 'The same, a screen at once' },
  { keys: ['Home', 'End'], title: 'Root, end of the widest way' },
  { keys: ['Enter'], title: 'Zoom to the frame' },
  { keys: ['Space'], title: 'Select its function' },
  { keys: ['+', '−'], title: 'Zoom in, out' },
  { keys: ['wheel'], title: 'Zoom; Shift: sideways; Alt: down' },
]

const MAP: readonly Row[] = [
  { keys: ['←', '→'], title: 'Box around, first box inside' },
  { keys: ['↑', '↓'], title: 'Neighbour' },
  { keys: ['Home'], title: 'Outermost box' },
  { keys: ['End'], title: 'Last box of the last' },
  { keys: ['Enter'], title: 'Fill the map with the box' },
  { keys: ['Space'], title: 'Select its function' },
]

const GRAPH: readonly Row[] = [
  { keys: ['↑', '↓'], title: 'Costliest caller, callee' },
  { keys: ['←', '→'], title: 'What the same caller calls' },
  { keys: ['Shift ↑', 'Shift ↓'], title: 'Draw callers, callees too' },
  { keys: ['Home', 'End'], title: 'First, hottest function' },
  { keys: ['Enter', '0'], title: 'Enlarge it, show all' },
  { keys: ['+', '−'], title: 'Larger, smaller' },
  { keys: ['Space'], title: 'Select its function' },
]

const HEAP: readonly Row[] = [
  { keys: ['↑', '↓'], title: 'References: who refers, what is referred to' },
  { keys: ['←', '→'], title: 'References: what stands beside it' },
  { keys: ['Enter'], title: 'Table: why they are alive' },
]

const TIMELINE: readonly Row[] = [
  { keys: ['←', '→'], title: 'Choose time, move it; Shift: further' },
  { keys: ['↑', '↓'], title: 'Longer, shorter' },
  { keys: ['Home', 'End'], title: 'To the beginning, the end' },
]

const LANES: readonly Row[] = [
  { keys: ['←', '→'], title: 'What was before, what came after' },
  { keys: ['↑', '↓'], title: 'Thread or value above, below' },
  { keys: ['Enter'], title: 'Choose that time' },
  { keys: ['Space'], title: 'Select its function' },
]

const EVERYWHERE: readonly Row[] = [
  { keys: ['Ctrl K'], title: 'Commands' },
  { keys: ['Esc'], title: 'One step back' },
  { keys: ['Tab'], title: 'Next part of the page' },
]

/** The list of keys. */
export function KeySheet() {
  const close = useRef<HTMLButtonElement>(null)
  useModal(close)
  const actions = allActions().filter(action => action.key !== null)
  const rows = (group: string): Row[] =>
    actions.filter(action => action.group === group).map(({ key, title }) => ({ keys: [key!], title }))
  const hide = () => {
    isKeySheetOpen.value = false
  }
  return (
    <div class="overlay">
      <button type="button" class="overlay-back" aria-label="Close" tabIndex={-1} onClick={hide} />
      <div class="dialog key-sheet" role="dialog" aria-modal="true" aria-label="Keys">
        <div class="dialog-head">
          <h2>Keys</h2>
          <label class="key-switch">
            <input
              type="checkbox"
              checked={hasLetterKeys.value}
              onChange={event => setLetterKeys(event.currentTarget.checked)}
            />
            Keys of one letter, digit or sign
          </label>
          <button
            type="button"
            class="button"
            onClick={() => {
              hide()
              isPaletteOpen.value = true
            }}
          >
            All commands
          </button>
          <button type="button" class="button button-icon" aria-label="Close" ref={close} onClick={hide}>
            <Icon name="close" size={16} />
          </button>
        </div>
        <div class="key-columns" role="group" aria-label="All keys" tabIndex={0}>
          <Group title="Views" rows={rows('Views')} />
          <Group title="In the flame graph" rows={FLAME} />
          <Group title="In the call graph" rows={GRAPH} />
          <Group title="In the square map" rows={MAP} />
          <Group title="Graph" rows={rows('Graph')} />
          <Group title="On the timeline" rows={TIMELINE} />
          <Group title="In the lanes of a timeline" rows={LANES} />
          <Group title="Map" rows={rows('Map')} />
          {heapInfo.value !== null && <Group title="Heap" rows={rows('Heap')} />}
          {heapInfo.value !== null && <Group title="In a heap" rows={HEAP} />}
          <Group title="Filter" rows={rows('Filter')} />
          <Group title="Transform a frame" rows={rows('Transform')} />
          <Group title="Flame" rows={rows('Flame')} />
          <Group title="Page" rows={rows('Page')} />
          <Group title="Everywhere" rows={EVERYWHERE} />
        </div>
      </div>
    </div>
  )
}

function Group({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(row => (
          <div key={row.title} class="key-row">
            <dt>
              {row.keys.map(key => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{row.title}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
