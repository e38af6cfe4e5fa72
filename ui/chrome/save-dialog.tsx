import { useRef, useState } from 'preact/hooks'
import { recordings } from '../state/app-state.ts'
import { isSaveOpen, savePage } from '../state/save-page.ts'
import { Icon } from './icons.tsx'
import { useModal } from './use-modal.ts'

/** Saves the page as one file: what will be in it, what may be left out. */
export function SaveDialog() {
  const save = useRef<HTMLButtonElement>(null)
  const [isRedacted, setRedacted] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  useModal(save)
  const hide = () => {
    isSaveOpen.value = false
  }
  const start = () => {
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    savePage({ isRedacted }).then(hide, error => {
      setBusy(false)
      setProblem(error instanceof Error ? error.message : String(error))
    })
  }
  const count = recordings.value.length
  return (
    <div class="overlay">
      <button type="button" class="overlay-back" aria-label="Close" tabIndex={-1} onClick={hide} />
      <div
        class="dialog save-dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby="save-title"
        aria-describedby="save-what"
      >
        <div class="dialog-head">
          <h2 id="save-title">Save as one file</h2>
          <button type="button" class="button button-icon" aria-label="Close" onClick={hide}>
            <Icon name="close" size={16} />
          </button>
        </div>
        <div class="save-body">
          <p id="save-what">
            This application with {count === 1 ? 'the recording' : `the ${count} recordings`} inside, at what
            is shown now. It opens in any browser and needs no network.
          </p>
          <button
            type="button"
            role="switch"
            class="save-choice"
            aria-checked={isRedacted}
            aria-describedby="save-redact"
            onClick={() => setRedacted(!isRedacted)}
          >
            <span>Redact</span>
            <i class="switch" aria-hidden="true" />
          </button>
          <p class="save-note" id="save-redact">
            Leaves out the host, users, folders, arguments, environment and the text of sources. Names of
            functions and files stay.
          </p>
          {problem !== null && (
            <p class="save-problem" role="alert">
              {problem}
            </p>
          )}
          <div class="save-buttons">
            <button type="button" class="button" onClick={hide}>
              Cancel
            </button>
            <button
              type="button"
              class="button button-primary"
              ref={save}
              aria-busy={isBusy}
              aria-disabled={isBusy}
              onClick={start}
            >
              {isBusy ? 'Saving' : 'Save'}
            </button>
          </div>
        </div>
      </div>
    </div>
  )
}
