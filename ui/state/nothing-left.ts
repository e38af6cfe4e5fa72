import { computed } from '@preact/signals'
import { activity, threads, timeRange, transforms } from './app-state.ts'

/** What pictures say whose boxes are as large as costs, where these are all below zero. */
export const NOTHING_ABOVE =
  'All that the filters keep weighs less than nothing: there is no room to give it.'

/** What views say that have nothing to show: only where there are filters can they be taken back. */
export const nothingLeft = computed(() => {
  const isFiltered =
    transforms.value.length > 0 ||
    timeRange.value !== null ||
    threads.value !== null ||
    activity.value !== 'all'
  return isFiltered
    ? 'Nothing was measured in what the filters keep. Press Escape to take the last one back.'
    : 'Nothing was measured: every figure is zero.'
})
