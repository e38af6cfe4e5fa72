import { REDACTED } from '../../src/analysis/redact/redact-recording.ts'
import { formatCountOf, formatSeconds } from '../../src/base/units.ts'
import { isDrawerOpen, recording, recordingIndex, recordings, resetChoices } from '../state/app-state.ts'
import { resetGraph } from '../state/graph-state.ts'
import { resetHeap } from '../state/heap-state.ts'
import { resetMap } from '../state/map-state.ts'
import { chooseFile } from '../state/open-files.ts'
import { resetPanes } from '../state/panes-state.ts'
import { isSaveOpen } from '../state/save-page.ts'
import { settle } from '../state/settle.ts'
import { theme, toggleTheme } from '../state/theme.ts'
import { BaseChoice, nameOf } from './base-choice.tsx'
import { Icon } from './icons.tsx'
import { SearchBox } from './search-box.tsx'
import { ValueTypes } from './value-types.tsx'

/** What was measured, the search, the value type, and what concerns the page itself. */
export function Header() {
  return (
    <header class="header">
      <div class="brand">
        <span class="brand-dot" aria-hidden="true" />
        <span class="brand-name">pyrometer</span>
      </div>
      <Measured />
      {recording.value !== null && <BaseChoice />}
      <ValueTypes />
      <SearchBox />
      <div class="header-buttons">
        <button
          type="button"
          class="button button-icon drawer-handle"
          aria-label="Selected function"
          aria-expanded={isDrawerOpen.value}
          title="Selected function (P)"
          disabled={recording.value === null}
          onClick={() => {
            isDrawerOpen.value = !isDrawerOpen.value
          }}
        >
          <Icon name="pane" size={16} />
        </button>
        <button type="button" class="button" onClick={chooseFile} title="Open a file (O)">
          <Icon name="open" size={16} />
          <span class="wide-only">Open</span>
        </button>
        <button
          type="button"
          class="button"
          title="Save as one file (S)"
          aria-haspopup="dialog"
          disabled={recording.value === null}
          onClick={() => {
            isSaveOpen.value = true
          }}
        >
          <Icon name="save" size={16} />
          <span class="wide-only">Save</span>
        </button>
        <button
          type="button"
          class="button button-icon"
          onClick={toggleTheme}
          aria-label={theme.value === 'dark' ? 'Light theme' : 'Dark theme'}
          title={`${theme.value === 'dark' ? 'Light' : 'Dark'} theme (T)`}
        >
          <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} size={16} />
        </button>
      </div>
    </header>
  )
}

function Measured() {
  const all = recordings.value
  const info = recording.value
  if (info === null) return <div class="measured" />
  const { summary } = info
  const facts = [
    summary.duration === null ? null : formatSeconds(summary.duration / 1e9),
    summary.interpreter,
    rate(summary.quality?.askedRate ?? null) ?? summary.source,
    summary.samples === null ? null : formatCountOf(summary.samples, 'sample'),
    summary.warnings.some(({ code }) => code === REDACTED) ? 'redacted' : null,
  ].filter(fact => fact !== null)
  return (
    <div class="measured" title={[summary.command, ...facts].filter(Boolean).join(' · ')}>
      {all.length === 1 ? (
        <span class="measured-name">{summary.name}</span>
      ) : (
        <select
          class="measured-name select"
          aria-label="Recording"
          value={recordingIndex.value}
          onChange={event => {
            recordingIndex.value = Number(event.currentTarget.value)
            resetChoices()
            resetMap()
            resetPanes()
            resetGraph()
            resetHeap()
            settle()
          }}
        >
          {all.map((one, i) => (
            <option key={one.id} value={i}>
              {nameOf(i)}
            </option>
          ))}
        </select>
      )}
      <span class="measured-facts">{facts.join(' · ')}</span>
    </div>
  )
}

function rate(hertz: number | null): string | null {
  if (hertz === null) return null
  return hertz >= 1000 ? `${Number((hertz / 1000).toPrecision(3))}\u2009kHz` : `${Math.round(hertz)}\u2009Hz`
}
