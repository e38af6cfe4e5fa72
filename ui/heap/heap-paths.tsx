import { useRef } from 'preact/hooks'
import { formatCountOf } from '../../src/base/units.ts'
import type { HeapPath, HeapPathStep, HeapPathsAnswer } from '../../src/query/heap/paths.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { formatCount, formatValue } from '../state/figures.ts'
import {
  heapGroupPaths,
  heapObject,
  heapPaths,
  isHeapFocusWanted,
  selectObject,
  shownObject,
} from '../state/heap-state.ts'

/** Of a longer way its two ends are shown, this many steps each. */
const END = 14

/** Why the object, or all of the group while none is selected, are alive: ways from roots, the shortest first. */
export function HeapPaths() {
  const group = heapObject.value === -1 ? heapGroupPaths.value : null
  const own = heapPaths.value
  const host = useRef<HTMLDivElement>(null)
  useWantedFocus(host, isHeapFocusWanted)
  const error = group?.error ?? own.error
  if (error !== null) return <p class="note">{error.message}</p>
  const isLoading = group?.isLoading === true || own.isLoading
  const ofGroup = group?.value ?? null
  const ofObject = ofGroup === null && group?.isLoading !== true ? own.value : null
  return (
    <div
      class="heap-paths"
      ref={host}
      role="region"
      aria-label="Why this is alive"
      aria-busy={isLoading}
      tabIndex={0}
    >
      {ofGroup !== null && <GroupWays answer={ofGroup} />}
      {ofObject !== null && <ObjectWays answer={ofObject} />}
    </div>
  )
}

/** Why all objects of a type are alive: those that are alive in the same way together. */
function GroupWays({ answer }: { answer: NonNullable<typeof heapGroupPaths.value.value> }) {
  const { groups, count, group, isEstimate } = answer
  const listed = groups.reduce((sum, each) => sum + each.count, 0)
  return (
    <>
      <p class="heap-paths-head">
        Why the {formatCount(count)} objects of <b class="code">{group}</b> are alive: the shortest way to
        each, the like ways together.
        {listed < count && (
          <span class="quiet"> Rarer ways to {formatCount(count - listed)} more are left out.</span>
        )}
        {isEstimate && <Estimate />}
      </p>
      <div class="heap-ways">
        {groups.map(({ count: own, size, path, example }, i) => (
          <section class="heap-way" aria-label={`Way ${i + 1}`} key={i}>
            <div class="section-head">
              <h2>{formatCountOf(own, 'object')}</h2>
              <span class="ellipsis">
                {formatValue(size, 'bytes')} ·{' '}
                <button type="button" class="link" onClick={() => selectObject(example)}>
                  all ways to #{example}
                </button>
              </span>
            </div>
            {path === null ? (
              <p class="quiet">No root reaches them: garbage that was not collected yet.</p>
            ) : (
              <Steps path={path} />
            )}
          </section>
        ))}
      </div>
    </>
  )
}

/** Why one object is alive. */
function ObjectWays({ answer }: { answer: HeapPathsAnswer }) {
  const { paths, object, isEstimate } = answer
  return (
    <>
      <p class="heap-paths-head">
        {paths.length === 0 ? (
          <>
            No root reaches <b class="code">{object.name}</b>: it is garbage that was not collected yet.
          </>
        ) : (
          <>
            <b class="code">{object.name}</b> is alive{' '}
            {paths.length === 1 ? 'in one way' : `in ${paths.length} ways`}: to let it go, cut{' '}
            {paths.length === 1 ? 'it' : 'each of them'} somewhere.
            {isEstimate && <Estimate />}
          </>
        )}
      </p>
      <div class="heap-ways">
        {paths.map((path, i) => (
          <Way key={i} path={path} number={i + 1} />
        ))}
      </div>
    </>
  )
}

function Estimate() {
  return (
    <span class="quiet">
      {' '}
      The file names no roots: modules and what nothing refers to are taken for them.
    </span>
  )
}

function Way({ path, number }: { path: HeapPath; number: number }) {
  const { steps, reason } = path
  return (
    <section class="heap-way" aria-label={`Way ${number}`}>
      <div class="section-head">
        <h2>{reason ?? 'Taken for a root'}</h2>
        <span>{steps.length === 1 ? 'a root itself' : `${formatCount(steps.length)} objects`}</span>
      </div>
      <Steps path={path} />
    </section>
  )
}

function Steps({ path: { steps } }: { path: HeapPath }) {
  const isLong = steps.length > 2 * END + 1
  const before = isLong ? steps.slice(0, END) : steps
  const after = isLong ? steps.slice(-END) : []
  return (
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
