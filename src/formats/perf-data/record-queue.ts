import type { Block } from './perf-bytes.ts'

/** A record that waits for its turn: where it begins, the event it belongs to, and its time. */
export interface QueuedRecord {
  readonly block: Block
  readonly start: number
  readonly event: number
  /** Relative, in ns. */
  readonly time: number
}

/**
 * Puts records in the order of their times as perf does: the buffers of the processors are written one after the other,
 * and once a round over all of them is finished nothing older than the newest record of the round before can come.
 * Holds the records (and so their blocks) of at most two rounds; without rounds, all of them. Each record is sorted at
 * most twice.
 */
export class RecordQueue {
  readonly #deliver: (record: QueuedRecord) => void
  #waiting: QueuedRecord[] = []
  #newest = Number.NEGATIVE_INFINITY
  #isSorted = true
  /** Newest time when the round before was finished. */
  #safe = Number.NEGATIVE_INFINITY

  constructor(deliver: (record: QueuedRecord) => void) {
    this.#deliver = deliver
  }

  add(record: QueuedRecord): void {
    if (record.time < this.#newest) this.#isSorted = false
    else this.#newest = record.time
    this.#waiting.push(record)
  }

  finishRound(): void {
    this.#deliverUpTo(this.#safe)
    this.#safe = this.#newest
  }

  /** Delivers all that is left. */
  flush(): void {
    this.#deliverUpTo(Number.POSITIVE_INFINITY)
  }

  #deliverUpTo(limit: number): void {
    const waiting = this.#waiting
    // Sorting is stable, and quick where sorted runs follow one another.
    if (!this.#isSorted) waiting.sort((a, b) => a.time - b.time)
    this.#isSorted = true
    let taken = 0
    while (taken < waiting.length && waiting[taken]!.time <= limit) this.#deliver(waiting[taken++]!)
    if (taken > 0) this.#waiting = waiting.slice(taken)
  }
}
