import { computed, signal } from '@preact/signals'
import {
  activity,
  baseIndex,
  chartThread,
  opened,
  recordingIndex,
  recordings,
  selected,
  sumFormulas,
  threads,
  timeRange,
  valueType,
  view,
} from './app-state.ts'

/** Whether the address said which view to show. */
export const isViewChosen = signal(false)

/** The view that a recording opens in: what it is a recording of. */
export const standardView = computed(() => (opened.value?.heap == null ? 'flame' : 'heap'))

let hasSettled = false

/** Choices that came with the address and do not fit the recordings are dropped. */
export function settle(): void {
  if (recordingIndex.peek() >= recordings.peek().length) recordingIndex.value = 0
  const info = recordings.peek()[recordingIndex.peek()]
  if (info === undefined) return
  if ((baseIndex.peek() ?? 0) >= recordings.peek().length) baseIndex.value = null
  // Functions that only the base has come behind the others.
  if (selected.peek() >= info.funcs.name.length && baseIndex.peek() === null) selected.value = -1
  if ((valueType.peek() ?? 0) >= info.summary.valueTypes.length + sumFormulas.peek().length)
    valueType.value = null
  const known = threads.peek()?.filter(thread => thread < info.threads.length) ?? []
  if (known.length !== threads.peek()?.length) threads.value = known.length === 0 ? null : known
  if (!info.hasStates) activity.value = 'all'
  if (!info.isTimed) timeRange.value = null
  if (info.heap !== null && !isViewChosen.peek()) view.value = 'heap'
  // A view that the address names is shown, were it to say why there is nothing in it.
  const isAskedFor = isViewChosen.peek() && !hasSettled
  isViewChosen.value = true
  hasSettled = true
  const isPicture = view.peek() === 'flame' || view.peek() === 'map' || view.peek() === 'graph'
  if (!isAskedFor && !info.hasStacks && !info.hasCalls && isPicture) view.value = 'functions'
  if (!isAskedFor && info.heap === null && view.peek() === 'heap') view.value = 'flame'
  if ((chartThread.peek() ?? 0) >= info.threads.length) chartThread.value = null
}
