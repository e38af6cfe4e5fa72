import { batch, computed, effect, signal } from '@preact/signals'
import { parseTransform } from '../../src/query/filter/transform-grammar.ts'
import { escapeStep } from '../../src/query/filter/written-steps.ts'
import { ask } from '../data/client.ts'
import type { BaseRef } from '../worker/protocol.ts'
import {
  baseIndex,
  type Derived,
  derived,
  normalisation,
  opened,
  recording,
  recordings,
  selected,
  transforms,
  valueType,
  wantedBase,
} from './app-state.ts'
import { zoomReset } from './zoom-history.ts'

/** Why the last transform was not done; null when it was. */
export const transformProblem = signal<{ readonly message: string; readonly hint: string | null } | null>(
  null,
)

/** Whether the box for patterns and presets is open. */
export const filterBox = signal(false)

/** Whether transforms are wanted that are not done yet. */
export const isTransforming = computed(() => {
  const done = derived.value?.of === opened.value?.id ? derived.value : null
  const isDone =
    isSame(done?.transforms ?? [], transforms.value) && isSameBase(done?.base ?? null, wantedBase.value)
  return opened.value !== null && !isDone
})

/** Does a transform on top of those that stand. */
export function addTransform(text: string): void {
  replace([...transforms.peek(), text])
}

/** Takes back the transform that was done last; false when there is none. */
export function undoTransform(): boolean {
  if (transforms.peek().length === 0) return false
  replace(transforms.peek().slice(0, -1))
  return true
}

/** Takes one transform out; those that were done after it are done without it. */
export function removeTransform(index: number): void {
  replace(transforms.peek().filter((_, i) => i !== index))
}

/** Does a preset, or takes it back where it stands. */
export function togglePreset(text: string): void {
  if (transforms.peek().includes(text)) replace(transforms.peek().filter(other => other !== text))
  else addTransform(text)
}

/** Puts a transform in the place of another; null takes that out, and one that does not stand is done on top. */
export function swapTransform(before: string | null, after: string | null): void {
  const list = transforms.peek()
  const at = before === null ? -1 : list.indexOf(before)
  const next = after === null ? [] : [after]
  replace(at === -1 ? [...list, ...next] : [...list.slice(0, at), ...next, ...list.slice(at + 1)])
}

/** What is wrong with a transform as it is written, null when nothing is. */
export function problemOf(text: string): string | null {
  try {
    parseTransform(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A func as a step of a written transform: by its row, since several may share a name. */
export function writtenFunc(func: number): string {
  return `@${func}`
}

/** A path of funcs from the root as it is written. */
export function writtenPath(path: readonly number[]): string {
  return path.map(func => escapeStep(writtenFunc(func))).join(';')
}

function replace(next: readonly string[]): void {
  batch(() => {
    transformProblem.value = null
    transforms.value = next
    // What was zoomed to may be gone, or somewhere else.
    zoomReset()
  })
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i])
}

/** Has the worker do what is wanted, one list at a time and always the newest. Call once. */
export function startTransforms(): void {
  // A function that a transform made is gone when that is taken back.
  effect(() => {
    const count = recording.value?.funcs.name.length
    if (count !== undefined && !isTransforming.value && selected.peek() >= count) selected.value = -1
  })
  let isBusy = false
  async function pump(): Promise<void> {
    for (;;) {
      const info = opened.peek()
      const wanted = { transforms: transforms.peek(), base: wantedBase.peek() }
      if (info === null || !isTransforming.peek()) break
      if (wanted.transforms.length === 0 && wanted.base === null) {
        derived.value = null
        continue
      }
      await derive(info.id, wanted)
    }
    isBusy = false
  }
  effect(() => {
    if (!isTransforming.value || isBusy) return
    // Taking all back needs nobody: the page must not wait for what is done meanwhile.
    if (transforms.value.length === 0 && wantedBase.value === null) {
      derived.value = null
      return
    }
    isBusy = true
    queueMicrotask(() => void pump())
  })
}

type Wanted = Pick<Derived, 'transforms' | 'base'>

async function derive(of: number, wanted: Wanted): Promise<void> {
  const before = derived.peek()?.of === of ? derived.peek() : null
  try {
    const { compared, ...answer } = await ask('derive', { recording: { id: of, ...wanted } })
    if (opened.peek()?.id !== of) return
    batch(() => {
      if (wanted.base?.id !== before?.base?.id) showCompared(compared)
      derived.value = { of, ...wanted, ...answer }
    })
  } catch (error) {
    const isWanted =
      isSame(transforms.peek(), wanted.transforms) && isSameBase(wantedBase.peek(), wanted.base)
    if (opened.peek()?.id !== of || !isWanted) return
    batch(() => {
      transforms.value = before?.transforms ?? []
      goBackTo(before?.base ?? null)
      transformProblem.value = {
        message: error instanceof Error ? error.message : String(error),
        hint: error instanceof Error && 'hint' in error ? ((error.hint as string | null) ?? null) : null,
      }
    })
  }
}

/** Turns to a value that both measure, where the one on screen is not. */
function showCompared(compared: readonly number[]): void {
  const current = valueType.peek() ?? opened.peek()!.defaultValueType
  if (compared.length > 0 && !compared.includes(current)) valueType.value = compared[0]!
}

function goBackTo(base: BaseRef | null): void {
  const at = base === null ? -1 : recordings.peek().findIndex(({ id }) => id === base.id)
  baseIndex.value = at === -1 ? null : at
  if (base !== null) normalisation.value = base.normalize
}

function isSameBase(a: BaseRef | null, b: BaseRef | null): boolean {
  return a?.id === b?.id && a?.normalize === b?.normalize
}
