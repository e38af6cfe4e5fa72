import { DOUBLE_ZERO } from '../../base/double-zero.ts'
import type { RowSink } from '../python/session/thread-rows.ts'

/** The rows of one thread: what was on its stack, and for how long. Equal neighbours in time become one row. */
export class StretchRows {
  readonly #thread: number
  readonly #sink: RowSink
  #isOpen = false
  #stack = -1
  #state = 0
  #time = DOUBLE_ZERO
  #wall = DOUBLE_ZERO
  #samples = 0

  constructor(thread: number, sink: RowSink) {
    this.#thread = thread
    this.#sink = sink
  }

  /** Adds a sample that stands for [time, time + elapsed) ns. */
  add(stack: number, state: number, time: number, elapsed: number): void {
    if (!this.#isOpen || stack !== this.#stack || state !== this.#state) {
      this.finish()
      this.#isOpen = true
      this.#stack = stack
      this.#state = state
      this.#time = time
    }
    this.#wall += elapsed
    this.#samples++
  }

  /** Writes out what is held back. */
  finish(): void {
    if (!this.#isOpen) return
    this.#sink.add(this.#stack, this.#thread, this.#time, this.#state, -1, 0, this.#wall, 0, this.#samples)
    this.#isOpen = false
    this.#wall = 0
    this.#samples = 0
  }
}
