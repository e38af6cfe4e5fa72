import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { StackPath } from '../importing/stack-path.ts'
import { skipBlank } from './event-line.ts'
import type { FrameTable } from './frames.ts'

const LF = 10
const CR = 13

/**
 * Guesses the callers of a frame: those that it had the last time. One comparison of bytes a line tells whether they are
 * the same, which is cheaper than to look each up.
 */
export class KnownCallers {
  /** Lines that {@link ahead} took. */
  lines = 0
  /** The stack, where {@link ahead} took the whole rest of a chain; -2 where it did not. */
  stack = -2
  readonly #shared: SharedBuilder
  readonly #frames: FrameTable
  readonly #path: StackPath
  readonly #span = { start: 0, end: 0 }
  /** The frame whose callers are asked for, -1 for none. */
  #frame = -1

  constructor(shared: SharedBuilder, frames: FrameTable, path: StackPath) {
    this.#shared = shared
    this.#frames = frames
    this.#path = path
  }

  /** Says which frame was read last; -1 when something else was. */
  after(frame: number): void {
    this.#frame = frame
  }

  /** Adds the callers that stand in `[start, end)` as they did the last time. Returns how many of the bytes they are. */
  ahead(bytes: Uint8Array, start: number, end: number): number {
    this.lines = 0
    this.stack = -2
    if (this.#frame === -1) return 0
    const known = this.#path.lastStackOf(this.#frame)
    this.#frame = -1
    if (known === -1) return 0
    const { prefix, frame } = this.#shared.stacks.columns
    const depth = this.#path.depth
    const span = this.#span
    let at = start
    let node = prefix.get(known)
    for (; node !== -1; node = prefix.get(node)) {
      span.start = skipBlank(bytes, at, end)
      span.end = end
      const next = frame.get(node)
      const length = this.#frames.lengthAt(next, bytes, span)
      const stop = length === -1 ? -1 : endOfLine(bytes, span.start + length, end)
      if (stop === -1) return at - start
      this.#path.push(next)
      this.lines++
      at = stop
    }
    if (this.lines > 0 && endOfLine(bytes, at, end) !== -1) {
      this.stack = this.#path.finishOn(known, depth - 1)
    }
    return at - start
  }
}

/** Where the next line begins when a line ends at `at`, else -1. */
function endOfLine(bytes: Uint8Array, at: number, end: number): number {
  if (at < end && bytes[at] === LF) return at + 1
  return at + 1 < end && bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : -1
}
