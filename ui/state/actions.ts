import type { Signal } from '@preact/signals'
import type { Action } from './action.ts'
import { hasTimeline } from './answers.ts'
import {
  activity,
  baseIndex,
  colouring,
  focusedBox,
  isDrawerOpen,
  isFlameFocusWanted,
  isKeySheetOpen,
  isPaletteOpen,
  isQualityOpen,
  recording,
  recordingIndex,
  recordings,
  searchText,
  threads,
  timeRange,
  VIEWS,
  type View,
  valueType,
  view,
} from './app-state.ts'
import { chooseBase, compareWith, swapSides } from './compare.ts'
import { formatValueTypeName } from './figures.ts'
import { flameActions } from './flame-actions.ts'
import { frameMenu } from './frame-actions.ts'
import { graphStepBack, isGraphFocusWanted } from './graph-state.ts'
import { heapActions } from './heap-actions.ts'
import { heapStepBack } from './heap-state.ts'
import { hasLetterKeys } from './letter-keys.ts'
import { heatMeasure, isMapFocusWanted, mapZoomBack, mapZoomTo } from './map-state.ts'
import { chooseFile } from './open-files.ts'
import { closePanesBox, panesActions } from './panes-actions.ts'
import { isSaveOpen } from './save-page.ts'
import { toggleTheme } from './theme.ts'
import { transformActions } from './transform-actions.ts'
import { filterBox, undoTransform } from './transforms.ts'
import { isZoomed, zoomBack, zoomReset } from './zoom-history.ts'

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

const isReady = () => recording.value !== null
const isPicture = () => isReady() && (view.value === 'flame' || view.value === 'map')

/** All actions, in the order of the palette. */
export function allActions(): readonly Action[] {
  return [
    ...VIEWS.map(
      (name, i): Action => ({
        id: `view-${name}`,
        title: VIEW_NAMES[name],
        group: 'Views',
        key: String(i + 1),
        isAvailable: () => isReady() && (name !== 'heap' || recording.value?.heap != null),
        run: () => {
          view.value = name
        },
      }),
    ),
    {
      id: 'search',
      title: 'Search functions, files, lines',
      group: 'Filter',
      key: '/',
      isAvailable: isReady,
      run: () => document.getElementById('search')?.focus(),
    },
    {
      id: 'value-type',
      title: 'Next value type',
      group: 'Filter',
      key: 'v',
      isAvailable: () => (recording.value?.summary.valueTypes.length ?? 0) > 1,
      run: nextValueType,
    },
    ...valueTypeActions(),
    {
      id: 'activity',
      title: 'Running, waiting or all',
      group: 'Filter',
      key: 'a',
      isAvailable: () => recording.value?.hasStates === true,
      run: () => {
        activity.value =
          activity.value === 'all' ? 'running' : activity.value === 'running' ? 'waiting' : 'all'
      },
    },
    {
      id: 'clear-time',
      title: 'All of the time',
      group: 'Filter',
      key: 'x',
      isAvailable: () => hasTimeline.value && timeRange.value !== null,
      run: () => {
        timeRange.value = null
      },
    },
    {
      id: 'compare',
      title: 'Compare with another file',
      group: 'Filter',
      key: 'b',
      isAvailable: isReady,
      run: chooseBase,
    },
    ...compareActions(),
    ...transformActions(),
    ...panesActions(),
    ...flameActions(),
    {
      id: 'zoom-out',
      title: 'Zoom out completely',
      group: 'Flame',
      key: '0',
      isAvailable: isPicture,
      run: () => (view.value === 'map' ? mapZoomTo([]) : zoomReset()),
    },
    walkAction({
      title: 'Walk the flame graph by keyboard',
      group: 'Flame',
      key: 'g',
      picture: 'flame',
      isWanted: isFlameFocusWanted,
    }),
    walkAction({
      title: 'Walk the square map by keyboard',
      group: 'Map',
      key: 'q',
      picture: 'map',
      isWanted: isMapFocusWanted,
    }),
    walkAction({
      title: 'Walk the call graph by keyboard',
      group: 'Graph',
      key: 'w',
      picture: 'graph',
      isWanted: isGraphFocusWanted,
    }),
    {
      id: 'heat-measure',
      title: 'Heat of map and graph: self or total',
      group: 'Map',
      key: 'h',
      isAvailable: () => isReady() && (view.value === 'map' || view.value === 'graph'),
      run: () => {
        colouring.value = 'heat'
        heatMeasure.value = heatMeasure.value === 'self' ? 'total' : 'self'
      },
    },
    ...heapActions(),
    { id: 'open', title: 'Open a file', group: 'Page', key: 'o', run: chooseFile },
    {
      id: 'save',
      title: 'Save as one file',
      group: 'Page',
      key: 's',
      isAvailable: isReady,
      run: () => {
        isSaveOpen.value = true
      },
    },
    { id: 'theme', title: 'Light or dark', group: 'Page', key: 't', run: toggleTheme },
    {
      id: 'drawer',
      title: 'Selected function (narrow windows)',
      group: 'Page',
      key: 'p',
      isAvailable: isReady,
      run: () => {
        isDrawerOpen.value = !isDrawerOpen.value
      },
    },
    {
      id: 'keys',
      title: 'Keys',
      group: 'Page',
      key: '?',
      run: () => {
        isKeySheetOpen.value = !isKeySheetOpen.value
      },
    },
  ]
}

/** The other open recordings as bases, and ways to turn a difference round. */
function compareActions(): Action[] {
  const others = recordings.value.flatMap((info, i): Action[] => [
    {
      id: `compare-${i}`,
      title: `Compare with ${info.summary.name} (${info.file})`,
      group: 'Filter',
      key: null,
      isAvailable: () => i !== recordingIndex.value && i !== baseIndex.value,
      run: () => compareWith(i),
    },
  ])
  const isAvailable = () => baseIndex.value !== null
  return [
    ...others,
    {
      ...{ id: 'compare-swap', title: 'Swap the two recordings', group: 'Filter', key: null },
      ...{ isAvailable, run: swapSides },
    },
    {
      ...{ id: 'compare-none', title: 'Stop comparing', group: 'Filter', key: null },
      ...{ isAvailable, run: () => compareWith(null) },
    },
  ]
}

function valueTypeActions(): Action[] {
  const types = recording.value?.summary.valueTypes ?? []
  return types.map((type, i) => ({
    id: `value-${type.name}`,
    title: `Measure: ${formatValueTypeName(type.name)}`,
    group: 'Filter' as const,
    key: null,
    run: () => {
      valueType.value = i
    },
  }))
}

function nextValueType(): void {
  const info = recording.value
  if (info === null) return
  const next = ((valueType.value ?? info.defaultValueType) + 1) % info.summary.valueTypes.length
  valueType.value = next === info.defaultValueType ? null : next
}

/** Escape: takes back the last thing that stands in the way, one a press. */
function stepBack(): boolean {
  if (frameMenu.value !== null) frameMenu.value = null
  else if (filterBox.value) filterBox.value = false
  else if (closePanesBox()) return true
  else if (isQualityOpen.value) isQualityOpen.value = false
  else if (isPaletteOpen.value) isPaletteOpen.value = false
  else if (isKeySheetOpen.value) isKeySheetOpen.value = false
  else if (isSaveOpen.value) isSaveOpen.value = false
  else if (isDrawerOpen.value) isDrawerOpen.value = false
  else if (view.value === 'map' && mapZoomBack()) return true
  else if (view.value === 'graph' && graphStepBack()) return true
  else if (view.value === 'heap' && heapStepBack()) return true
  else if (view.value !== 'map' && view.value !== 'graph' && view.value !== 'heap' && isZoomed()) zoomBack()
  else if (searchText.value !== '') searchText.value = ''
  else if (undoTransform()) return true
  else if (baseIndex.value !== null) compareWith(null)
  else if (timeRange.value !== null) timeRange.value = null
  else if (threads.value !== null) threads.value = null
  else if (activity.value !== 'all') activity.value = 'all'
  else if (focusedBox.value !== -1) focusedBox.value = -1
  else return false
  return true
}

/** Listens to keys for the whole page. Keys typed into a field are the field's. */
export function startKeys(): void {
  addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      isPaletteOpen.value = !isPaletteOpen.value
      return
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's' && isReady()) {
      event.preventDefault()
      isSaveOpen.value = true
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as HTMLElement
    const isTyping = target.closest('input:not([type=checkbox]), textarea, select') !== null
    if (event.key === 'Escape') {
      if (stepBack()) event.preventDefault()
      return
    }
    if (isTyping || isPaletteOpen.value || isSaveOpen.value || !hasLetterKeys.value) return
    const action = allActions().find(one => one.key === event.key && one.isAvailable?.() !== false)
    if (action === undefined) return
    event.preventDefault()
    action.run()
  })
}

/** Shows a picture and gives it the keyboard. */
function walkAction(picture: {
  readonly title: string
  readonly group: Action['group']
  readonly key: string
  readonly picture: View
  readonly isWanted: Signal<boolean>
}): Action {
  return {
    id: `focus-${picture.picture}`,
    title: picture.title,
    group: picture.group,
    key: picture.key,
    isAvailable: isReady,
    run: () => {
      view.value = picture.picture
      picture.isWanted.value = true
    },
  }
}
