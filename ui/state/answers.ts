import { computed } from '@preact/signals'
import { MOST_WHOLE, sightOf } from '../worker/flame-fold.ts'
import type { RecordingRef } from '../worker/protocol.ts'
import {
  baseIndex,
  chartThread,
  derived,
  filter,
  opened,
  recording,
  recordings,
  searchText,
  selected,
  sumFormulas,
  view,
  widths,
  zoom,
} from './app-state.ts'
import { shownCentre, shownOrder } from './flame-state.ts'
import {
  graphCluster,
  graphCycles,
  graphEdgeFigure,
  graphExclude,
  graphExpansions,
  graphInclude,
  graphLeastEdge,
  graphLeastNode,
  graphNodeCount,
} from './graph-state.ts'
import { mapBy, mapLens, mapNesting, mapPath, mapSize, shownMapFunc } from './map-state.ts'
import { resource } from './resource.ts'
import { standardThread } from './standard-thread.ts'

/** Bins of the timeline: finer than any screen shows would only cost time. */
const TIMELINE_BINS = 1000

/** What the questions are about: the recording with all transforms that are done. */
export const id = (): RecordingRef => {
  const of = opened.value?.id ?? -1
  const done = derived.value
  const formulas = sumFormulas.value.map(({ text }) => text)
  return done?.of === of
    ? { id: of, transforms: done.transforms, base: done.base, formulas }
    : { id: of, transforms: [], base: null, formulas }
}

/** The same without what it is compared with: what is drawn over time. */
export const ownId = (): RecordingRef => ({ ...id(), base: null })

// The worker answers in the order of these: what is looked at first comes first.

/** What is looked at of a flame graph of so many stacks that it does not come whole. */
const flameSight = computed(() => {
  const isWhole = (recording.value?.stacks ?? 0) <= MOST_WHOLE || id().base !== null
  return isWhole ? null : sightOf(zoom.value)
})

/** The merged flame graph, while it is shown. */
export const flame = resource('flame', () =>
  recording.value === null
    ? null
    : view.value !== 'flame' || shownOrder.value !== 'merged'
      ? 'keep'
      : { recording: id(), filter: filter.value, widths: widths.value ?? 'new', sight: flameSight.value },
)

/** The flame graph centred on a function, while it is shown. */
export const centred = resource('centred', () =>
  recording.value === null
    ? null
    : view.value !== 'flame' || shownOrder.value !== 'centred' || shownCentre.value === -1
      ? 'keep'
      : {
          recording: id(),
          filter: filter.value,
          func: shownCentre.value,
          widths: widths.value ?? 'new',
        },
)

/** The thread whose flame chart is shown. */
export const shownThread = computed(() => {
  const known = recording.value?.threads ?? []
  if (chartThread.value !== null && chartThread.value < known.length) return chartThread.value
  return standardThread(known)
})

/** The flame chart of one thread, while it is shown. */
export const chart = resource('chart', () =>
  recording.value === null
    ? null
    : view.value !== 'flame' || shownOrder.value !== 'time'
      ? 'keep'
      : { recording: ownId(), filter: filter.value, thread: shownThread.value },
)

/** The square map, while it is shown. */
export const squareMap = resource('map', () => {
  if (recording.value === null) return null
  const by = mapBy.value
  const isOfFunc = by === 'callers' || by === 'callees'
  if (view.value !== 'map' || mapSize.value === null || (isOfFunc && shownMapFunc.value === -1)) return 'keep'
  return {
    recording: id(),
    filter: filter.value,
    by,
    func: isOfFunc ? shownMapFunc.value : -1,
    nesting: mapNesting.value,
    ...mapSize.value,
    path: mapPath.value,
    lens: mapLens.value,
    widths: widths.value ?? 'union',
  }
})

/** The call graph, while it is shown. */
export const callGraph = resource('graph', () =>
  recording.value === null
    ? null
    : view.value !== 'graph' || !hasFunctions.value
      ? 'keep'
      : {
          recording: id(),
          filter: filter.value,
          nodeCount: graphNodeCount.value,
          include: graphInclude.value,
          exclude: graphExclude.value,
          expand: graphExpansions.value,
          cycles: graphCycles.value,
          leastNode: graphLeastNode.value / 100,
          leastEdge: graphLeastEdge.value / 100,
          cluster: graphCluster.value,
          edgeFigure: graphEdgeFigure.value,
        },
)

/** Whether there are functions to show; what has none has lines, values over time or totals. */
export const hasFunctions = computed(
  () => recording.value === null || recording.value.hasStacks || recording.value.hasCalls,
)

/** Whether the map is about to be asked for, as soon as its size is known: nothing may go before it. */
const isMapComing = computed(() => view.value === 'map' && hasFunctions.value && mapSize.value === null)

/** What a recording without functions has. */
export const overview = resource('overview', () =>
  recording.value === null || hasFunctions.value ? null : { recording: id() },
)

/** The functions table. */
export const functions = resource('functions', () =>
  recording.value === null || !hasFunctions.value
    ? null
    : isMapComing.value
      ? 'keep'
      : { recording: id(), filter: filter.value },
)

/** Callers and callees of the selection. */
export const neighbours = resource('neighbours', () =>
  recording.value === null || selected.value === -1
    ? null
    : { recording: id(), filter: filter.value, func: selected.value },
)

/** Lines of the selected function. */
export const selectedLines = resource('lines', () =>
  recording.value === null || selected.value === -1
    ? null
    : { recording: id(), filter: filter.value, func: selected.value, source: -1 },
)

/** The hottest lines of everything. */
export const hotLines = resource('hotLines', () =>
  recording.value === null
    ? null
    : view.value === 'source'
      ? { recording: id(), filter: filter.value }
      : 'keep',
)

/** The timeline shows all there is, whatever the filters keep: they are chosen on it. */
const EVERYTHING = {}

/** Threads and series over time. */
export const timeline = resource('timeline', () =>
  recording.value === null || !hasTimeline.value
    ? null
    : isMapComing.value
      ? 'keep'
      : { recording: ownId(), filter: EVERYTHING, bins: TIMELINE_BINS, ...sharedAxis.value },
)

/** From the start of both to the end of the longer one, where there is a base. */
const sharedAxis = computed(() => {
  const base = baseIndex.value === null ? undefined : recordings.value[baseIndex.value]
  const lengths = [opened.value?.summary.duration ?? null, base?.summary.duration ?? null]
  if (base === undefined || lengths.includes(null)) return {}
  return { start: 0, end: Math.max(...(lengths as number[])) }
})

/** Threads and series of the base, while all threads are shown. */
export const baseTimeline = resource('timeline', () => {
  const base = derived.value?.of === opened.value?.id ? derived.value?.base : null
  if (base == null) return null
  if (view.value !== 'threads') return 'keep'
  return {
    recording: { id: base.id, transforms: [], base: null },
    filter: EVERYTHING,
    bins: TIMELINE_BINS,
    ...sharedAxis.value,
  }
})

/** What the search box found. */
export const search = resource('search', () =>
  recording.value === null || searchText.value.trim() === ''
    ? null
    : { recording: id(), filter: filter.value, text: searchText.value.trim() },
)

/** Whether there is any time axis to draw. */
export const hasTimeline = computed(
  () => recording.value !== null && (recording.value.isTimed || recording.value.series.length > 0),
)

/** Row of each func in the functions answer, -1 where it has none. */
export const rowOfFunc = computed(() => {
  const index = new Int32Array(recording.value?.funcs.name.length ?? 0).fill(-1)
  const rows = functions.value.value?.rows
  if (rows !== undefined) for (let row = 0; row < rows.length; row++) index[rows.func[row]!] = row
  return index
})

/** 1 per func that the search found; null when nothing is searched (or the pattern is not whole yet). */
export const matches = computed(() =>
  searchText.value.trim() === '' ? null : (search.value.value?.mask ?? null),
)
