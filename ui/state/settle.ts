import {
  activity,
  baseIndex,
  chartThread,
  recordingIndex,
  recordings,
  selected,
  sumFormulas,
  threads,
  timeRange,
  valueType,
  view,
} from './app-state.ts'

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
  const isPicture = view.peek() === 'flame' || view.peek() === 'map' || view.peek() === 'graph'
  if (!info.hasStacks && !info.hasCalls && isPicture) view.value = 'functions'
  if ((chartThread.peek() ?? 0) >= info.threads.length) chartThread.value = null
}
