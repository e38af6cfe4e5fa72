import { recording, searchText, threads, timeRange } from '../state/app-state.ts'
import { formatTimeRange } from '../state/figures.ts'

/** The filters that stand, each with a way to take it back. */
export function Chips() {
  const info = recording.value
  const range = timeRange.value
  const chosen = threads.value
  const threadNames = chosen?.map(thread => info?.threads[thread]?.name ?? `thread ${thread}`) ?? []
  return (
    <>
      {range !== null && (
        <Chip
          label={formatTimeRange(range.start, range.end)}
          remove={() => {
            timeRange.value = null
          }}
        />
      )}
      {threadNames.length > 0 && (
        <Chip
          label={threadNames.length === 1 ? threadNames[0]! : `${threadNames.length} threads`}
          remove={() => {
            threads.value = null
          }}
        />
      )}
      {searchText.value.trim() !== '' && (
        <Chip
          label={`“${searchText.value.trim()}”`}
          remove={() => {
            searchText.value = ''
          }}
        />
      )}
    </>
  )
}

function Chip({ label, remove }: { label: string; remove: () => void }) {
  return (
    <button type="button" class="chip" onClick={remove} title={`Remove this filter: ${label}`}>
      <span class="ellipsis">{label}</span>
      <span aria-hidden="true" class="chip-x">
        ×
      </span>
    </button>
  )
}
