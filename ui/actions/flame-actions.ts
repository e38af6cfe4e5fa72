import { colouring, flameRoots, recording, view } from '../state/app-state.ts'
import { centreFlame, chooseFlameOrder, shownOrder } from '../state/flame-state.ts'
import type { Action } from './action.ts'
import { frameTarget } from './frame-actions.ts'

const isReady = () => recording.value !== null

/** Actions of how the flame graph is drawn, for keys and the palette. */
export function flameActions(): Action[] {
  return [
    {
      id: 'order',
      title: 'Merged or in time order',
      group: 'Flame',
      key: 'i',
      isAvailable: () => isReady() && recording.value?.isTimed === true,
      run: () => {
        view.value = 'flame'
        chooseFlameOrder(shownOrder.value === 'time' ? 'merged' : 'time')
      },
    },
    {
      id: 'centre',
      title: 'Centre the flame graph on the function',
      group: 'Flame',
      key: 'e',
      isAvailable: () => frameTarget.value !== null,
      run: () => centreFlame(frameTarget.peek()!.func),
    },
    {
      id: 'roots',
      title: 'Roots at the top or at the bottom',
      group: 'Flame',
      key: 'u',
      isAvailable: () => isReady() && view.value === 'flame' && shownOrder.value !== 'centred',
      run: () => {
        flameRoots.value = flameRoots.value === 'top' ? 'bottom' : 'top'
      },
    },
    {
      id: 'colour',
      title: 'Heat or package colours',
      group: 'Flame',
      key: 'k',
      isAvailable: isReady,
      run: () => {
        colouring.value = colouring.value === 'heat' ? 'package' : 'heat'
      },
    },
  ]
}
