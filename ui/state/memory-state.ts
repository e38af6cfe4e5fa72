import { computed, signal } from '@preact/signals'
import { ownId } from './answers.ts'
import { baseIndex, derived, opened, recording, recordings, timeRange, view } from './app-state.ts'
import { resource } from './resource.ts'

/** Points of a curve by four, and stretches of functions: finer than the screen would only cost time. */
const BINS = 400

export const TIMELINES = ['threads', 'memory'] as const
/** What is drawn over time: what threads did, or memory; null: what the recording is about. */
export const timelineOf = signal<(typeof TIMELINES)[number] | null>(null)
/** The chosen moment, ns since the start; null: that of the peak. */
export const chosenMoment = signal<number | null>(null)
/** The moment under the pointer. Not in the URL. */
export const hoveredMoment = signal<number | null>(null)
/** Whether the chosen stretch of time is all that is drawn. */
export const isTimeZoomed = signal(false)

export const hasMemory = computed(() => (recording.value?.memory.length ?? 0) > 0)

/** What the timeline view shows. */
export const shownTimeline = computed<(typeof TIMELINES)[number]>(() => {
  const info = recording.value
  if (info === null || !hasMemory.value) return 'threads'
  const own = info.summary.source === 'memory' || !info.isTimed ? 'memory' : 'threads'
  return timelineOf.value ?? own
})

const isShown = computed(
  () =>
    hasMemory.value &&
    (view.value === 'threads' || !(recording.value!.hasStacks || recording.value!.hasCalls)) &&
    shownTimeline.value === 'memory',
)

/** The stretch of time that is drawn: all of both sides, or what was chosen. */
const range = computed(() => {
  if (isTimeZoomed.value && timeRange.value !== null) return timeRange.value
  const base = baseIndex.value === null ? undefined : recordings.value[baseIndex.value]
  const lengths = [opened.value?.summary.duration ?? null, base?.summary.duration ?? null]
  return base === undefined || lengths.includes(null)
    ? {}
    : { start: 0, end: Math.max(...(lengths as number[])) }
})

/** Memory over time. */
export const memory = resource('memory', () =>
  recording.value === null || !hasMemory.value
    ? null
    : isShown.value
      ? { recording: ownId(), bins: BINS, ...range.value }
      : 'keep',
)

const baseRef = computed(() => {
  const base = derived.value?.of === opened.value?.id ? derived.value?.base : null
  return base == null ? null : { id: base.id, transforms: [], base: null }
})

/** The same of the base. */
export const baseMemory = resource('memory', () =>
  baseRef.value === null
    ? null
    : isShown.value
      ? { recording: baseRef.value, bins: BINS, ...range.value }
      : 'keep',
)

/** The moment that is explained: under the pointer, else chosen, else the peak's. */
export const shownMoment = computed(
  () => hoveredMoment.value ?? chosenMoment.value ?? memory.value.value?.peak?.time ?? null,
)

function momentOf(of: () => { id: ReturnType<typeof ownId> | null; process: number | undefined }) {
  return resource('moment', () => {
    const { id, process } = of()
    if (id === null || shownMoment.value === null || process === undefined) return null
    return isShown.value ? { recording: id, time: shownMoment.value, process } : 'keep'
  })
}

/** What ran at that moment, and what the base ran. */
export const moment = momentOf(() => ({
  id: recording.value === null ? null : ownId(),
  process: memory.value.value?.peak?.process,
}))
export const baseMoment = momentOf(() => ({
  id: baseRef.value,
  process: baseMemory.value.value?.peak?.process,
}))

/** Forgets what belongs to one recording. */
export function resetMemory(): void {
  chosenMoment.value = null
  hoveredMoment.value = null
  isTimeZoomed.value = false
}
