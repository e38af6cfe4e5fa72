import { Segmented } from '../chrome/segmented.tsx'
import { hasMemory, shownTimeline, timelineOf } from '../state/memory-state.ts'
import { MemoryView } from './memory-view.tsx'
import { RegionChips } from './region-row.tsx'
import { ThreadsView } from './threads-view.tsx'

/** What is drawn over time: threads, or memory. */
export function TimelineView() {
  return (
    <>
      <RegionChips />
      {shownTimeline.value === 'memory' ? <MemoryView /> : <ThreadsView />}
    </>
  )
}

/** Which of the two; nothing where there is no choice. */
export function TimelineChoice() {
  if (!hasMemory.value) return null
  return (
    <Segmented
      label="Over time"
      value={shownTimeline.value}
      choices={[
        { value: 'threads', label: 'Threads' },
        { value: 'memory', label: 'Memory' },
      ]}
      onChoose={value => {
        timelineOf.value = value
      }}
    />
  )
}
