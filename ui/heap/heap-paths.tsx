import { useRef } from 'preact/hooks'
import type { HeapPath, HeapPathStep } from '../../src/query/heap-paths.ts'
import { formatCount } from '../state/figures.ts'
import { heapPaths, selectObject, shownObject } from '../state/heap-state.ts'
import { useWantedFocus } from './use-wanted-focus.ts'

/** Of a longer way its two ends are shown, this many steps each. */
const END = 14

/** Why the object is alive: ways from roots to it, the shortest first. */
export function HeapPaths() {
  const { value: answer, error, isLoading } = heapPaths.value
  const host = useRef<HTMLDivElement>(null)
  useWantedFocus(host)
  if (error !== null) return <p class="note">{error.message}</p>
  if (answer === null) return <div class="heap-paths" ref={host} aria-busy={isLoading} tabIndex={-1} />
  return (
    <div
      class="heap-paths"
      ref={host}
      role="region"
      aria-label="Why this is alive"
      aria-busy={isLoading}
      tabIndex={0}
    >
      <p class="heap-paths-head">
        {answer.paths.length === 0 ? (
          <>
            No root reaches <b class="code">{answer.object.name}</b>: it is garbage that was not collected
            yet.
          </>
        ) : (
          <>
            <b class="code">{answer.object.name}</b> is alive{' '}
            {answer.paths.length === 1 ? 'in one way' : `in ${answer.paths.length} ways`}: to let it go, cut{' '}
            {answer.paths.length === 1 ? 'it' : 'each of them'} somewhere.
            {answer.isEstimate && (
              <span class="quiet">
                {' '}
                The file names no roots: modules and what nothing refers to are taken for them.
              </span>
            )}
          </>
        )}
      </p>
      <div class="heap-ways">
        {answer.paths.map((path, i) => (
          <Way key={i} path={path} number={i + 1} />
        ))}
      </div>
    </div>
  )
}

function Way({ path, number }: { path: HeapPath; number: number }) {
  const { steps } = path
  const isLong = steps.length > 2 * END + 1
  const before = isLong ? steps.slice(0, END) : steps
  const after = isLong ? steps.slice(-END) : []
  return (
    <section class="heap-way" aria-label={`Way ${number}`}>
      <div class="section-head">
        <h2>{path.reason ?? 'Taken for a root'}</h2>
        <span>{steps.length === 1 ? 'a root itself' : `${formatCount(steps.length)} objects`}</span>
      </div>
      <ol class="heap-steps">
        {before.map((step, i) => (
          <Step key={i} step={step} by={steps[i - 1]?.by ?? null} />
        ))}
        {isLong && (
          <li class="heap-step">
            <span class="heap-by" />
            <span class="quiet">… {formatCount(steps.length - 2 * END)} more …</span>
          </li>
        )}
        {after.map((step, i) => (
          <Step key={i} step={step} by={steps[steps.length - END + i - 1]!.by} />
        ))}
      </ol>
    </section>
  )
}

/** An object of a way, and by what the one before refers to it. */
function Step({ step, by }: { step: HeapPathStep; by: string | null }) {
  return (
    <li class="heap-step">
      <span class="heap-by code ellipsis" title={by ?? undefined}>
        {by}
      </span>
      <button
        type="button"
        class="link code ellipsis"
        title={`${step.name} #${step.object}`}
        aria-current={step.object === shownObject.value ? 'true' : undefined}
        onClick={() => selectObject(step.object)}
      >
        {step.name}
      </button>
    </li>
  )
}
