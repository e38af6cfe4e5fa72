import { hasFunctions } from '../state/answers.ts'
import { view } from '../state/app-state.ts'
import type { Missing } from '../state/missing-views.ts'
import { chooseFile } from '../state/open-files.ts'

/** In place of a view that this recording has nothing for: why, and what to do. */
export function MissingView({ missing }: { missing: Missing }) {
  return (
    <div class="missing" role="status">
      <p class="missing-what">{missing.what}</p>
      <p>{missing.why}.</p>
      <div class="missing-buttons">
        <button
          type="button"
          class="button"
          onClick={() => {
            view.value = 'functions'
          }}
        >
          {hasFunctions.value ? 'Show the functions' : 'Show what there is'}
        </button>
        <button type="button" class="button" onClick={chooseFile}>
          Open another file
        </button>
      </div>
      <p class="missing-command">
        <span class="quiet">or measure it</span> <code>{missing.command}</code>
      </p>
    </div>
  )
}
