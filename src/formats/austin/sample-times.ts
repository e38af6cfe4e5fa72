import type { Growable } from '../../base/growable.ts'

/**
 * Puts times to samples that only know how long they last. Austin looks at the threads of a process one after the other
 * and gives each the time since it looked last: those that follow each other without repeating a thread stand side by
 * side. A process begins when its first sample comes. Nanoseconds.
 */
export class SampleTimes {
  /** Where the last sample ends. */
  end = 0
  readonly #processOf: Growable<Int32Array>
  readonly #rounds = new Map<number, { start: number; length: number; number: number }>()
  /** Per thread the round it was seen in last. */
  readonly #seen = new Map<number, number>()

  constructor(threads: { readonly columns: { readonly process: Growable<Int32Array> } }) {
    this.#processOf = threads.columns.process
  }

  /** When the next sample, of a thread, begins. */
  timeOf(thread: number, duration: number): number {
    const process = this.#processOf.get(thread)
    let round = this.#rounds.get(process)
    if (round === undefined) {
      round = { start: this.end, length: 0, number: 1 }
      this.#rounds.set(process, round)
    } else if (this.#seen.get(thread) === round.number) {
      round.start += round.length
      round.length = 0
      round.number++
    }
    this.#seen.set(thread, round.number)
    round.length = Math.max(round.length, duration)
    this.end = Math.max(this.end, round.start + round.length)
    return round.start
  }
}
