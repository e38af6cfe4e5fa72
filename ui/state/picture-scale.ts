import { computed } from '@preact/signals'
import { type DifferenceSteps, differenceSteps } from '../../src/render/svg/difference-look.ts'
import { mapSteps } from '../../src/render/svg/map-difference.ts'
import { callGraph, centred, flame, squareMap } from './answers.ts'
import { view } from './app-state.ts'
import { shownOrder } from './flame-state.ts'
import { heatMeasure } from './map-state.ts'

/** Steps of the map's boxes by what they differ by themselves; null without a base. */
export const mapScale = computed(() => {
  const answer = squareMap.value.value
  return answer === null || answer.difference === null
    ? null
    : mapSteps(answer, answer.difference, heatMeasure.value)
})

/** Steps of the call graph's nodes by what they differ by; null without a base. */
export const graphScale = computed(() => {
  const graph = callGraph.value.value?.graph
  if (graph === undefined || graph.difference === null) return null
  const measure = heatMeasure.value
  return differenceSteps(graph.nodes[measure], graph.difference.nodes[measure])
})

/** The scale of differences of the picture that is shown; null where that is none, or shows one side only. */
export const pictureScale = computed((): DifferenceSteps | null => {
  if (view.value === 'map') return mapScale.value
  if (view.value === 'graph') return graphScale.value
  if (view.value !== 'flame' || shownOrder.value === 'time') return null
  const { steps = null } = (shownOrder.value === 'merged' ? flame : centred).value.value ?? {}
  return steps?.[heatMeasure.value] ?? null
})
