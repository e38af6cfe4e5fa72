import { hasFunctions } from '../state/answers.ts'
import { isKeySheetOpen, recording, VIEWS, type View, view } from '../state/app-state.ts'
import { missingOf } from '../state/missing-views.ts'
import { Icon } from './icons.tsx'

/** What each view is called; its key is its place in the rail. */
const VIEW_TITLES: Readonly<Record<View, string>> = {
  functions: 'Functions',
  flame: 'Flame',
  callers: 'Callers',
  graph: 'Graph',
  map: 'Map',
  source: 'Source',
  threads: 'Threads',
  heap: 'Heap',
}

/** The views, one key each. Those that this recording has nothing for say why. */
export function Rail() {
  return (
    <div class="rail">
      <nav aria-label="Views">
        {VIEWS.map((name, i) =>
          name === 'heap' && recording.value?.heap == null ? null : (
            <button
              type="button"
              key={name}
              class="rail-item"
              data-view={name}
              aria-label={name === 'functions' && !hasFunctions.value ? 'Overview' : VIEW_TITLES[name]}
              aria-current={view.value === name ? 'page' : undefined}
              data-missing={missingOf(name) !== null}
              title={`${VIEW_TITLES[name]} (${i + 1})${missingOf(name) === null ? '' : ': nothing of it in this recording'}`}
              onClick={() => {
                view.value = name
              }}
            >
              <Icon name={name} />
              <span class="rail-label">
                {name === 'functions' && !hasFunctions.value ? 'Overview' : VIEW_TITLES[name]}
              </span>
            </button>
          ),
        )}
      </nav>
      <button
        type="button"
        class="rail-item rail-keys"
        aria-label="Keys and commands"
        aria-haspopup="dialog"
        title="Keys and commands (?)"
        onClick={() => {
          isKeySheetOpen.value = true
        }}
      >
        <Icon name="keys" />
        <span class="rail-label">Keys</span>
      </button>
    </div>
  )
}
