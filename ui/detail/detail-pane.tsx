import { Icon } from '../chrome/icons.tsx'
import { CompactLines } from '../source/compact-lines.tsx'
import { hasFunctions, neighbours, selectedLines } from '../state/answers.ts'
import { isDrawerOpen, recording, selected, view } from '../state/app-state.ts'
import { Figures } from './figures.tsx'
import { HotStack } from './hot-stack.tsx'
import { MeasuredFigures } from './measured-figures.tsx'
import { NeighbourList } from './neighbour-list.tsx'

/** The selected function: what it costs, who calls it, what it calls, its lines. */
export function DetailPane() {
  const info = recording.value
  const func = selected.value
  if (info === null) return null
  if (func === -1 || func >= info.funcs.name.length) {
    return (
      <aside class="detail" aria-label="Selected function" data-open={isDrawerOpen.value}>
        <p class="note">
          Select a function to see what it costs, who calls it and which of its lines are hot.
        </p>
      </aside>
    )
  }
  const source = info.funcs.source[func]!
  return (
    <aside class="detail" aria-label="Selected function" data-open={isDrawerOpen.value}>
      <div class="detail-head">
        <h2 class="detail-name" title={info.funcs.name[func]} data-func={func}>
          {info.funcs.name[func]}
        </h2>
        <button
          type="button"
          class="button button-icon drawer-close"
          aria-label="Close"
          onClick={() => {
            isDrawerOpen.value = false
          }}
        >
          <Icon name="close" size={16} />
        </button>
        <p class="detail-where" title={source === -1 ? undefined : info.sources[source]}>
          {place(info, func)}
        </p>
      </div>
      {hasFunctions.value ? (
        <>
          <Figures func={func} />
          <Neighbours />
        </>
      ) : (
        <MeasuredFigures />
      )}
      {/* What stands below waits for what stands above: nothing that is there moves. */}
      {(!hasFunctions.value || isThere(neighbours.value)) && <Lines />}
      {hasFunctions.value && isThere(neighbours.value) && isThere(selectedLines.value) && <HotStack />}
    </aside>
  )
}

/** Whether an answer has come, or will not. */
function isThere({
  value,
  error,
  isLoading,
}: {
  value: unknown
  error: unknown
  isLoading: boolean
}): boolean {
  return value !== null || error !== null || !isLoading
}

function place(info: NonNullable<typeof recording.value>, func: number): string {
  const where = info.funcs.where[func]!
  const line = info.funcs.line[func]!
  if (where === '') return 'Place unknown'
  return line > 0 ? `${where.replace(/:\d+$/, '')}, line ${line}` : where
}

function Neighbours() {
  const { value, error } = neighbours.value
  if (error !== null) return <p class="note">{error.message}</p>
  return (
    <>
      <NeighbourList
        title="Callers"
        rows={value?.callers ?? null}
        base={value?.difference?.callers ?? null}
        unit={value?.valueType.unit ?? 'count'}
        whole={value?.total ?? 0}
        selfLabel="(no caller)"
        limit={6}
      />
      {value !== null && (
        <NeighbourList
          title="Callees"
          rows={value?.callees ?? null}
          base={value?.difference?.callees ?? null}
          unit={value?.valueType.unit ?? 'count'}
          whole={value?.total ?? 0}
          selfLabel="(self)"
          limit={8}
        />
      )}
    </>
  )
}

function Lines() {
  const { value } = selectedLines.value
  if (value === null || value.length === 0) return null
  return (
    <section class="detail-section">
      <div class="section-head">
        <h2>Source</h2>
        <button
          type="button"
          class="link"
          onClick={() => {
            view.value = 'source'
            isDrawerOpen.value = false
          }}
        >
          {value.difference === null ? '% of the function' : 'differs by'}
        </button>
      </div>
      <CompactLines answer={value} />
    </section>
  )
}
