import { recording, VIEWS, type View, view } from '../state/app-state.ts'
import type { Action } from './action.ts'

/** What each view shows. */
export const VIEW_NAMES: Readonly<Record<View, string>> = {
  functions: 'Functions table',
  flame: 'Flame graph',
  callers: 'Callers and callees',
  graph: 'Call graph',
  map: 'Square map',
  source: 'Source with line heat',
  threads: 'Threads over time',
  heap: 'Heap',
}

/** One action a view, for keys and the palette. */
export function viewActions(): Action[] {
  return VIEWS.map((name, i) => ({
    id: `view-${name}`,
    title: VIEW_NAMES[name],
    group: 'Views',
    key: String(i + 1),
    isAvailable: () => recording.value !== null && (name !== 'heap' || recording.value.heap != null),
    run: () => {
      view.value = name
    },
  }))
}
