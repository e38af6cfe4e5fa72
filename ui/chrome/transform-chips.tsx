import type { AppliedTransform } from '../../src/query/filter/transforms.ts'
import { baseIndex, derived, opened, recording, transforms } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import { isTransforming, removeTransform, transformProblem } from '../state/transforms.ts'
import { BaseChip } from './base-choice.tsx'

/** The transforms that stand, in their order: each says what it does and what it keeps, and is taken out by a click. */
export function TransformBar() {
  const list = transforms.value
  const done = derived.value?.of === opened.value?.id ? derived.value : null
  const problem = transformProblem.value
  if (list.length === 0 && problem === null && baseIndex.value === null) return null
  return (
    <nav class="transform-bar" aria-label="Filters and transforms">
      <BaseChip />
      {list.map((text, i) => {
        // What is done so far is told by what is done; the rest is on its way.
        const isDone =
          done !== null && done.transforms.slice(0, i + 1).join('\n') === list.slice(0, i + 1).join('\n')
        const applied = isDone ? done.applied[i] : undefined
        return (
          <TransformChip
            // Two may be the same.
            key={`${i} ${text}`}
            label={applied?.description ?? named(text)}
            note={applied === undefined ? '' : noteOf(applied)}
            isWaiting={applied === undefined && isTransforming.value}
            remove={() => removeTransform(i)}
          />
        )
      })}
      {problem !== null && (
        <span role="alert" class="chip-alert">
          <button
            type="button"
            class="chip chip-problem"
            title={problem.hint ?? problem.message}
            onClick={() => {
              transformProblem.value = null
            }}
          >
            <span>{problem.message}</span>
            <span aria-hidden="true" class="chip-x">
              ×
            </span>
          </button>
        </span>
      )}
    </nav>
  )
}

/** A transform as it is written, with names for numbers: until the worker has said it in words. */
function named(text: string): string {
  return text.replaceAll(/@(\d{1,9})/g, (number, func) => recording.value?.funcs.name[Number(func)] ?? number)
}

function noteOf({ kept, isMatch, warnings }: AppliedTransform): string {
  if (!isMatch) return 'nothing matches'
  if (warnings.length > 0) return '~ callers estimated'
  return kept < 1 ? `keeps ${formatShare(kept)}` : ''
}

function TransformChip({
  label,
  note,
  isWaiting,
  remove,
}: {
  label: string
  note: string
  isWaiting: boolean
  remove: () => void
}) {
  return (
    <button
      type="button"
      class="chip chip-transform"
      aria-busy={isWaiting}
      onClick={remove}
      title={`Take back: ${label}${note === '' ? '' : ` (${note})`}`}
    >
      <span class="ellipsis">{label}</span>
      {note !== '' && <span class="quiet chip-keeps">{note}</span>}
      <span aria-hidden="true" class={isWaiting ? 'chip-x spinner' : 'chip-x'}>
        {isWaiting ? '' : '×'}
      </span>
    </button>
  )
}
