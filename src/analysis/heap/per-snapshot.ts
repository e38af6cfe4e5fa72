import { keptWith } from '../../base/kept-with.ts'
import type { HeapPart, Recording } from '../../model/recording.ts'

/** A question about a snapshot of a recording that has a heap. */
export type OfSnapshot<T> = (recording: Recording, snapshot: number) => T

/** The same question, whose answers are kept as long as the heap is. */
export function perSnapshot<T extends object>(make: OfSnapshot<T>): OfSnapshot<T> {
  const answersOf = keptWith((_heap: HeapPart) => new Map<number, T>())
  return (recording, snapshot) => {
    const answers = answersOf(recording.heap!)
    const answer = answers.get(snapshot) ?? make(recording, snapshot)
    answers.set(snapshot, answer)
    return answer
  }
}
