import { computed } from '@preact/signals'
import { type FlameOrder, flameCentre, flameOrder, recording, selected, view } from './app-state.ts'
import { zoomReset } from './zoom-history.ts'

/** The picture of the flame view that is shown: a recording without times has none in their order. */
export const shownOrder = computed<FlameOrder>(() =>
  flameOrder.value === 'time' && recording.value?.isTimed !== true ? 'merged' : flameOrder.value,
)

/** The function that the centred picture is of, -1 none: the chosen one, else the selected one. */
export const shownCentre = computed(() => {
  const count = recording.value?.funcs.name.length ?? 0
  const wanted = flameCentre.value === -1 || flameCentre.value >= count ? selected.value : flameCentre.value
  return wanted < count ? wanted : -1
})

/** Shows another picture of the flame view. The centred one stays with the function that is selected now. */
export function chooseFlameOrder(order: FlameOrder): void {
  zoomReset()
  flameOrder.value = order
  flameCentre.value = order === 'centred' ? selected.peek() : -1
}

/** Shows the flame graph centred on a function. */
export function centreFlame(func: number): void {
  selected.value = func
  view.value = 'flame'
  chooseFlameOrder('centred')
}
