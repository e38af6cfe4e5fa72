import { computed, signal } from '@preact/signals'
import type { Part } from '../../src/query/filter/parts.ts'
import { ask } from '../data/client.ts'
import type { RecordingInfo } from '../worker/protocol.ts'
import { opened, recordingIndex, recordings, resetChoices, threads } from './app-state.ts'
import { resetGraph } from './graph-state.ts'
import { resetHeap } from './heap-state.ts'
import { resetMap } from './map-state.ts'
import { resetPanes } from './panes-state.ts'
import { resource } from './resource.ts'
import { settle } from './settle.ts'

/** Whether the box with the parts is open. */
export const isPartsOpen = signal(false)
/** Recordings that are ticked to be shown together, by their numbers. */
export const tickedRecordings = signal<ReadonlySet<number>>(new Set())
/** What went wrong in putting them together. */
export const mergeProblem = signal<string | null>(null)

/** Recordings that were put together here, by their numbers: of which they are. */
export const merged = signal<ReadonlyMap<number, readonly number[]>>(new Map())

/** Positions of the recordings that the address wants to see together; empty: none. */
export const wantedParts = signal<readonly number[]>([])

/** Positions of those that are on screen together, null where one is shown as it was opened. */
export const shownParts = computed(() => {
  const of = merged.value.get(opened.value?.id ?? -1)
  return of === undefined ? null : of.map(id => recordings.value.findIndex(one => one.id === id))
})

/** The recordings that were opened, without those put together here. */
const single = computed(() => recordings.value.filter(({ id }) => !merged.value.has(id)))

/** Whether what is open has parts: several recordings, or several threads. */
export const hasParts = computed(() => single.value.length > 1 || (opened.value?.threads.length ?? 0) > 1)

/** Ids of the recordings whose parts are listed: all, or where there is one only, that one with its threads. */
export const partIds = computed(() => single.value.map(({ id }) => id))

/** The parts with their sums, while the box is open. */
export const parts = resource('parts', () =>
  opened.value === null ? null : isPartsOpen.value ? { ids: partIds.value } : 'keep',
)

/** Whether a part is among what is shown. */
export function isShown(part: Part): boolean {
  const id = partIds.value[part.recording]
  const shown = opened.value
  if (shown === null || id === undefined) return false
  const of = merged.value.get(shown.id)
  if (of !== undefined) return of.includes(id)
  if (id !== shown.id) return false
  return part.kind === 'recording' || threads.value === null || threads.value.includes(part.thread)
}

/** Shows one recording. */
function showRecording(index: number): void {
  if (index === recordingIndex.value || index < 0) return
  recordingIndex.value = index
  resetChoices()
  resetMap()
  resetPanes()
  resetGraph()
  resetHeap()
  settle()
}

/** Shows a thread, or hides it again; the last one that is hidden shows all. */
export function toggleThread(part: Part, all: readonly Part[]): void {
  const own = all.filter(one => one.recording === part.recording && one.kind === 'thread')
  const id = partIds.value[part.recording]
  if (id !== opened.value?.id) {
    showRecording(recordings.value.findIndex(one => one.id === id))
    threads.value = [part.thread]
    return
  }
  const shown = threads.value ?? own.map(one => one.thread)
  const next = shown.includes(part.thread)
    ? shown.filter(thread => thread !== part.thread)
    : [...shown, part.thread].sort((a, b) => a - b)
  threads.value = next.length === 0 || next.length === own.length ? null : next
}

async function mergeParts(ids: readonly number[], of: number): Promise<RecordingInfo> {
  const info = await ask('merge', { ids, name: `${ids.length} of ${of} parts` })
  merged.value = new Map([...merged.value, [info.id, ids]])
  tickedRecordings.value = new Set(ids)
  return info
}

/** What the address wants to see together of recordings that were just opened; null where it wants nothing, or that cannot be. */
export async function mergeWanted(infos: readonly RecordingInfo[]): Promise<RecordingInfo | null> {
  const ids = wantedParts.peek().flatMap(at => infos[at]?.id ?? [])
  if (ids.length < 2) return null
  try {
    return await mergeParts(ids, infos.length)
  } catch (error) {
    mergeProblem.value = error instanceof Error ? error.message : String(error)
    return null
  }
}

/** Ticks a recording, or takes the tick away. */
export function tick(id: number): void {
  const next = new Set(tickedRecordings.value)
  if (next.has(id)) next.delete(id)
  else next.add(id)
  tickedRecordings.value = next
  mergeProblem.value = null
}

/** Shows the ticked recordings together: one alone as it is, several as one recording more. */
export async function showTicked(): Promise<void> {
  const ids = partIds.value.filter(id => tickedRecordings.value.has(id))
  const [only] = ids
  if (only === undefined) return
  const known = [...merged.value].find(([, of]) => of.join() === ids.join())?.[0]
  const existing = ids.length === 1 ? only : known
  if (existing !== undefined) {
    showRecording(recordings.value.findIndex(({ id }) => id === existing))
    return
  }
  try {
    const info = await mergeParts(ids, partIds.value.length)
    recordings.value = [...recordings.value, info]
    showRecording(recordings.value.length - 1)
  } catch (error) {
    mergeProblem.value = error instanceof Error ? error.message : String(error)
  }
}
