import { hasFunctions } from '../state/answers.ts'
import { recording, VIEWS, type View, view } from '../state/app-state.ts'
import { Icon } from './icons.tsx'

/** What each view is called; its key is its place in the rail. */
export const VIEW_TITLES: Readonly<Record<View, string>> = {
  functions: 'Functions',
  flame: 'Flame',
  callers: 'Callers',
  graph: 'Graph',
  map: 'Map',
  source: 'Source',
  threads: 'Threads',
  heap: 'Heap',
}

/** The views of a recording without functions: the overview stands in the first one's place. */
const WITHOUT_FUNCTIONS: readonly View[] = ['functions', 'source', 'heap']

/** The views, one key each. */
export function Rail() {
  return (
    <nav class="rail" aria-label="Views">
      {VIEWS.map((name, i) =>
        name === 'heap' && recording.value?.heap == null ? null : (
          <button
            type="button"
            key={name}
            class="rail-item"
            data-view={name}
            aria-label={name === 'functions' && !hasFunctions.value ? 'Overview' : VIEW_TITLES[name]}
            aria-current={view.value === name ? 'page' : undefined}
            title={`${VIEW_TITLES[name]} (${i + 1})`}
            disabled={!hasFunctions.value && !WITHOUT_FUNCTIONS.includes(name)}
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
  )
}
