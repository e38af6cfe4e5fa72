import type { Growable } from '../base/growable.ts'
import { PairMap } from '../base/pair-map.ts'
import type { FrameIndex, StackIndex } from './tables.ts'

/**
 * Finds the stacks that stand on a stack. Most have only one above them, which is kept beside them: a path that was never
 * met costs four bytes a frame, written in a row, and only where paths part is there anything to hash. The one met last is
 * tried first there too.
 */
export class StackChildren {
  readonly #frames: Growable<Int32Array>
  /** Entry p + 1 is for stack p, entry 0 for roots: 0 nothing above it; c + 1 only stack c; -(c + 1) several, c last. */
  #above = new Int32Array(1024)
  readonly #branches = new PairMap()

  /** `frames` is the column of frames by stack. */
  constructor(frames: Growable<Int32Array>) {
    this.#frames = frames
  }

  /** The stack with `frame` on top of `prefix`, -1 where none was added. */
  find(prefix: StackIndex, frame: FrameIndex): StackIndex {
    const state = this.#above[prefix + 1] ?? 0
    if (state === 0) return -1
    const last = state > 0 ? state - 1 : -1 - state
    if (this.#frames.get(last) === frame) return last
    if (state > 0) return -1
    const found = this.#branches.get(prefix, frame)
    if (found !== -1) this.#above[prefix + 1] = -1 - found
    return found
  }

  /** Takes `stack`, which {@link find} does not find and whose frame is in the column. */
  add(prefix: StackIndex, frame: FrameIndex, stack: StackIndex): void {
    const at = prefix + 1
    if (at >= this.#above.length) this.#grow(at)
    const state = this.#above[at]!
    if (state > 0) this.#branches.set(prefix, this.#frames.get(state - 1), state - 1)
    if (state !== 0) this.#branches.set(prefix, frame, stack)
    this.#above[at] = state === 0 ? stack + 1 : -1 - stack
  }

  /** Makes room for so many stacks at once, as columns do. */
  reserve(stacks: number): void {
    if (stacks < this.#above.length) return
    try {
      this.#resize(stacks + 1)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }

  #grow(needed: number): void {
    this.#resize(Math.max(2 * this.#above.length, needed + 1))
  }

  #resize(length: number): void {
    const larger = new Int32Array(length)
    larger.set(this.#above)
    this.#above = larger
  }
}
