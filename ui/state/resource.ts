import { effect, type ReadonlySignal, signal } from '@preact/signals'
import { ask } from '../data/client.ts'
import type { Answer, QuestionInput, QuestionName } from '../worker/protocol.ts'

/** An answer as the page has it: the newest one stays on screen while the next is fetched, so that nothing jumps. */
export interface Held<T> {
  readonly value: T | null
  readonly error: Error | null
  readonly isLoading: boolean
}

/**
 * Keeps the answer to a question that depends on signals. `input` returns null when there is nothing to ask. Only one
 * question is under way at a time; of those that came meanwhile only the newest is asked.
 */
export function resource<N extends QuestionName>(
  name: N,
  input: () => QuestionInput<N> | null,
): ReadonlySignal<Held<Answer<N>>> {
  const held = signal<Held<Answer<N>>>({ value: null, error: null, isLoading: false })
  let isBusy = false
  let wanted: { readonly input: QuestionInput<N> | null } | null = null

  async function pump(): Promise<void> {
    while (wanted !== null) {
      const next = wanted
      wanted = null
      if (next.input === null) {
        held.value = { value: null, error: null, isLoading: false }
        continue
      }
      held.value = { ...held.peek(), isLoading: true }
      try {
        const value = await ask(name, next.input)
        held.value = { value, error: null, isLoading: wanted !== null }
      } catch (error) {
        held.value = {
          value: null,
          error: error instanceof Error ? error : new Error(String(error)),
          isLoading: false,
        }
      }
    }
    isBusy = false
  }

  effect(() => {
    wanted = { input: input() }
    if (isBusy) return
    isBusy = true
    queueMicrotask(() => void pump())
  })
  return held
}
