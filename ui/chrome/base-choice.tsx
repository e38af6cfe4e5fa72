import { WidthsChoice } from '../difference/widths-choice.tsx'
import { baseIndex, normalisation, recordingIndex, recordings, view } from '../state/app-state.ts'
import { chooseBase, compareWith, swapSides } from '../state/compare.ts'
import { shownOrder } from '../state/flame-state.ts'
import { Icon } from './icons.tsx'

/** What the recording is compared with: one of those that are open, or a file that is to be opened. */
export function BaseChoice() {
  const all = recordings.value
  if (all.length < 2) {
    return (
      <button
        type="button"
        class="button"
        title="Compare with another file (C)"
        onClick={chooseBase}
        aria-label="Compare with another file"
      >
        <Icon name="compare" size={16} />
        <span class="wide-only">Compare</span>
      </button>
    )
  }
  return (
    <label class="base-choice">
      <span class="quiet">vs</span>
      <select
        class="select"
        aria-label="Compare with"
        value={baseIndex.value ?? -1}
        onChange={event => {
          const index = Number(event.currentTarget.value)
          if (index === all.length) chooseBase()
          else compareWith(index === -1 ? null : index)
        }}
      >
        <option value={-1}>nothing</option>
        {all.map((one, i) => (
          <option key={one.id} value={i} disabled={i === recordingIndex.value}>
            {nameOf(i)}
          </option>
        ))}
        <option value={all.length}>Another file…</option>
      </select>
    </label>
  )
}

/** Runs of one program have one name: the file tells them apart. */
export function nameOf(index: number): string {
  const all = recordings.value
  const info = all[index]!
  const isAlone = all.every((other, i) => i === index || other.summary.name !== info.summary.name)
  if (isAlone) return info.summary.name
  const file = info.file.slice(Math.max(info.file.lastIndexOf('/'), info.file.lastIndexOf('\\')) + 1)
  const isTelling = all.every((other, i) => i === index || other.file !== info.file)
  // The number first: long names are cut at their end.
  return isTelling && file !== '' ? file : `${index + 1} · ${info.summary.name}`
}

/** The base that stands, how it is brought to scale, what boxes are as large as, and ways to swap it and take it back. */
export function BaseChip() {
  const base = baseIndex.value
  if (base === null || recordings.value[base] === undefined) return null
  const name = nameOf(base)
  return (
    <span class="base-chip">
      <button
        type="button"
        class="chip"
        title={`Stop comparing with ${name}`}
        onClick={() => compareWith(null)}
      >
        <span class="ellipsis">vs {name}</span>
        <span aria-hidden="true" class="chip-x">
          ×
        </span>
      </button>
      <button
        type="button"
        class="button button-icon"
        aria-label="Swap the two recordings"
        title="Swap the two recordings"
        onClick={swapSides}
      >
        <Icon name="swap" size={16} />
      </button>
      <select
        class="select"
        aria-label="How the base is brought to scale"
        title="What the base is multiplied by before it is compared"
        value={normalisation.value}
        onChange={event => {
          const chosen = NAMES.find(([how]) => how === event.currentTarget.value)
          if (chosen !== undefined) normalisation.value = chosen[0]
        }}
      >
        {NAMES.map(([how, text]) => (
          <option key={how} value={how}>
            {text}
          </option>
        ))}
      </select>
      {view.value === 'flame' && shownOrder.value !== 'time' && <WidthsChoice standard="new" />}
      {view.value === 'map' && <WidthsChoice standard="union" />}
    </span>
  )
}

const NAMES = [
  ['rate', 'Same work'],
  ['duration', 'Per time'],
  ['total', 'Same total'],
  ['none', 'As measured'],
] as const
