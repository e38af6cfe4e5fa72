import type { Signal } from '@preact/signals'
import { colouring, isFlameFocusWanted, recording, type View, view } from '../state/app-state.ts'
import { isGraphFocusWanted } from '../state/graph-state.ts'
import { heatMeasure, isMapFocusWanted, mapZoomTo } from '../state/map-state.ts'
import { zoomReset } from '../state/zoom-history.ts'
import type { Action } from './action.ts'

const isReady = () => recording.value !== null
const isPicture = () => isReady() && (view.value === 'flame' || view.value === 'map')

/** Actions that several pictures have: zooming out, the keyboard's way in, what heat is of. */
export function pictureActions(): Action[] {
  return [
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
      title: 'Colours: self or total',
      group: 'Map',
      key: 'h',
      isAvailable: () => isReady() && ['flame', 'map', 'graph'].includes(view.value),
      run: () => {
        colouring.value = 'heat'
        heatMeasure.value = heatMeasure.value === 'self' ? 'total' : 'self'
      },
    },
  ]
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
