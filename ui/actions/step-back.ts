import {
  activity,
  baseIndex,
  focusedBox,
  isDrawerOpen,
  isKeySheetOpen,
  isPaletteOpen,
  isQualityOpen,
  searchText,
  threads,
  timeRange,
  view,
} from '../state/app-state.ts'
import { compareWith } from '../state/compare.ts'
import { graphStepBack } from '../state/graph-state.ts'
import { heapStepBack } from '../state/heap-state.ts'
import { mapZoomBack } from '../state/map-state.ts'
import { isSaveOpen } from '../state/save-page.ts'
import { filterBox, undoTransform } from '../state/transforms.ts'
import { isZoomed, zoomBack } from '../state/zoom-history.ts'
import { frameMenu } from './frame-actions.ts'
import { closePanesBox } from './panes-actions.ts'

/** Escape: takes back the last thing that stands in the way, one a press. */
export function stepBack(): boolean {
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
