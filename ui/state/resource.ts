import { effect, type ReadonlySignal, signal } from '@preact/signals'
import { ask } from '../data/client.ts'
import type { Answer, QuestionInput, QuestionName } from '../worker/protocol.ts'
import { isUnderived, recordingKey } from './app-state.ts'

/** An answer as the page has it: the newest one stays on screen while the next is fetched, so that nothing jumps. */
export interface Held<T> {
  /** The recording it is about. */
  readonly recording: string
  readonly value: T | null
  readonly error: Error | null
  readonly isLoading: boolean
}

/**
 * Keeps the answer to a question that depends on signals. `input` returns null when there is nothing to ask, 'keep' when
 * nobody looks: the answer then stays for when somebody does. Only one question is under way at a time; of those that came
 * meanwhile only the newest is asked, and none that was answered last.
 */
export function resource<N extends QuestionName>(
  name: N,
  input: () => QuestionInput<N> | null | 'keep',
): ReadonlySignal<Held<Answer<N>>> {
  const nothing = (id: string): Held<Answer<N>> => ({
    recording: id,
    value: null,
    error: null,
    isLoading: false,
  })
  const held = signal<Held<Answer<N>>>(nothing(''))
  let owner = ''
  let isBusy = false
  let wanted: { readonly input: QuestionInput<N> | null } | null = null
  let answered = ''

  async function pump(): Promise<void> {
    while (wanted !== null) {
      const next = wanted
      wanted = null
      const key = JSON.stringify(next.input)
      if (key === answered && held.peek().error === null) {
        held.value = { ...held.peek(), isLoading: false }
        continue
      }
      answered = key
      if (next.input === null) held.value = nothing(owner)
      else await fetchAnswer(next.input)
    }
    isBusy = false
  }

  async function fetchAnswer(question: QuestionInput<N>): Promise<void> {
    const asker = owner
    held.value = { ...held.peek(), isLoading: true }
    const outcome = await ask(name, question).then(
      value => ({ value, error: null }),
      (error: unknown) => ({ value: null, error: error instanceof Error ? error : new Error(String(error)) }),
    )
    if (asker === owner) held.value = { recording: owner, ...outcome, isLoading: wanted !== null }
  }

  effect(() => {
    const next = input()
    const current = recordingKey.value
    // An answer about one recording must never be read with the names of another.
    if (current !== owner) {
      owner = current
      answered = ''
      held.value = nothing(current)
    }
    if (next === 'keep' || isUnderived.value) return
    wanted = { input: next }
    if (isBusy) return
    isBusy = true
    queueMicrotask(() => void pump())
  })
  return held
}
